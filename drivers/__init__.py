"""Device drivers: bytes in, meaning out. No Qt, no circulation, no threads of their own."""
