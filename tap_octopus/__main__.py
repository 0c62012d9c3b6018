"""The commands: `tap-octopus` (also `python -m tap_octopus`) and `tap-octopus-setup`."""

from __future__ import annotations

import signal
import sys
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run the tap."""

    def command() -> None:
        from tap_octopus.tap import TapOctopus  # noqa: PLC0415 - see `_run`

        TapOctopus.cli()

    _run(command)


def setup() -> None:
    """Run the setup command."""

    def command() -> None:
        from tap_octopus.setup.command import main  # noqa: PLC0415 - see `_run`

        main()

    _run(command)


def _run(command: Callable[[], None]) -> None:
    """Run a command. When stdout cannot be written, print one line and exit with code 1.

    The imports take half a second, so they are made here. Ctrl-C ends the process at once until the
    tap sets its own signal handler.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from tap_octopus.errors import RunFailed  # noqa: PLC0415 - click takes its time as well
    from tap_octopus.output.stdout import writing_to_stdout  # noqa: PLC0415

    try:
        with writing_to_stdout():
            try:
                command()
            finally:
                sys.stdout.flush()
    except RunFailed as error:
        error.show()
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
