"""Tests of the page and the workbooks against the marts that they show."""
