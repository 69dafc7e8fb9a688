"""What readers say, and what they are asked: without a name, counted only in groups."""
