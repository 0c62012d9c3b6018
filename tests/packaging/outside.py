"""Commands in processes of their own, which know nothing of this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PYTHON = Path(sys.executable)
UV = PYTHON.with_name("uv")
SETTINGS = ("MELTANO_", "TAP_OCTOPUS_", "TARGET_")


def run(*command: str | Path, cwd: Path = ROOT, variables: Mapping[str, str] | None = None) -> str:
    """Run a command without the user's settings, with the given variables; return its output."""
    kept = {key: text for key, text in os.environ.items() if not key.startswith(SETTINGS)}
    return subprocess.run(  # noqa: S603 - the commands are those of these tests
        command,
        cwd=cwd,
        env={**kept, **(variables or {})},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
