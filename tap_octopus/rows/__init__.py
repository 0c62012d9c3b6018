"""Rows: from the records of an answer to the columns of a table."""
