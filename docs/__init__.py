"""What a user reads after the README; `tables.py` writes the dictionary of the tables."""
