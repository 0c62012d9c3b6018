"""Ten questions of an accountant to the warehouse, which the dbt project asks as data tests.

They are `transform/tests/check_*.sql`: the rows of an answer are what is wrong. What is booked in
Octopus while the tap reads may be in one table and not yet in another, until the next run.
"""
