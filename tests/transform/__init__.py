"""The dbt project in transform/, over warehouses that the tap has loaded."""
