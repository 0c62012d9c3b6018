"""The tap side by side with what else one could use: a plain SDK tap, and dlt."""
