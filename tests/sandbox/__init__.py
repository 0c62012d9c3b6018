"""Tests of the sandbox against the API facts."""
