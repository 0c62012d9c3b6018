"""Where the commands are that tests run."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def command(name: str) -> str:
    """Give the path of a command of this environment."""
    return str(Path(sys.executable).with_name(name))


def beside(environment: str, name: str) -> str:
    """Give the path of a command of an environment beside this one, such as `singer`."""
    return str(ROOT / f".venv-{environment}" / "bin" / name)
