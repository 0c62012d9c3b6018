"""The dbt project; the Python here only writes one file of it."""
