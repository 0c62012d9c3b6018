"""Where the commands are that tests run."""

import sys
from pathlib import Path


def command(name: str) -> str:
    """Give the path of a command of this environment."""
    return str(Path(sys.executable).with_name(name))
