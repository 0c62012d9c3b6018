"""The project on engines that the default run has not: `python3 dev.py warehouses`."""
