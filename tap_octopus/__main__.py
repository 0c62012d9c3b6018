"""Runs the tap as `python -m tap_octopus`."""

from tap_octopus.tap import TapOctopus

TapOctopus.cli()
