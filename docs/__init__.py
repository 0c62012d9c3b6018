"""What a user reads after the README; `tables.py` and `settings.py` write what can be generated."""
