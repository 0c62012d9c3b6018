"""Promises that hold after any history, failure and input."""
