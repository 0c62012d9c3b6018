"""Faults on demand: what may go wrong between a client and Octopus."""
