"""One JSON schema per stream: every column, declared once."""
