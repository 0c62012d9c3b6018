"""Tests of single parts, without a network."""
