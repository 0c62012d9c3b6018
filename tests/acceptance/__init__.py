"""Faults in the warehouse, and what the dbt project finds of them.

What is found in good books is held in `tests/transform/test_figures.py`.
"""
