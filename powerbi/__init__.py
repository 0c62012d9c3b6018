"""Makes a semantic model for Power BI of the marts; `python3 dev.py tables` runs it."""
