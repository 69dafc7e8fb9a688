"""What a machine is told before it starts: typed settings, and the words kiosk and server agreed on."""
