"""A program for the environment with a reader of TMDL and an evaluator of DAX."""
