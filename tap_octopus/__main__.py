"""Runs the tap as a command: `tap-octopus`, or `python -m tap_octopus`."""

from tap_octopus.tap import TapOctopus

main = TapOctopus.cli

if __name__ == "__main__":
    main()
