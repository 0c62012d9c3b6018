"""Programs for other environments: the columns that a target there makes of SCHEMA messages.

They read messages as a JSON array and print lines of table, column and type. No account is used,
and no network: it is the code of the target that gives names and types.
"""
