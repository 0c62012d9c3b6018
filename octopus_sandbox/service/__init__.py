"""The imitated API: its operations as one table, and what each of them answers."""
