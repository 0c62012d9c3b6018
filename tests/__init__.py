"""Tests of the tap and of the sandbox."""
