"""Ten questions of an accountant to the warehouse, in SQL: the rows of an answer are what is wrong.

They read the views of what is live, and are plain SQL but for the lines of documents, which
PostgreSQL takes out of their array with `unnest` and `->>`. What is booked in Octopus while the tap
reads may be in one table and not yet in another, until the next run.
"""
