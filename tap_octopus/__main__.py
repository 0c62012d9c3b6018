"""Runs the tap as a command: `tap-octopus`, or `python -m tap_octopus`."""

import gc

gc.disable()  # what is imported stays: to look for garbage in it takes a sixth of the start

from tap_octopus.tap import TapOctopus  # noqa: E402

gc.freeze()
gc.enable()

main = TapOctopus.cli

if __name__ == "__main__":
    main()
