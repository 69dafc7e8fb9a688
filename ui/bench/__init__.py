"""The demo's second window: what lies beside the kiosk on the table."""
