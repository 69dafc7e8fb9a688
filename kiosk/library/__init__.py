"""Library systems the kiosk can stand in front of."""
