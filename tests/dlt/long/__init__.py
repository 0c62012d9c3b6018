"""What takes a minute each: `python3 dev.py dlt`."""
