"""The tap is what Singer's own checker takes for one.

It is given what the tap said: when it runs a tap itself, it sometimes forgets to wait for the end.
"""

import subprocess
from pathlib import Path

from tests.support.commands import beside
from tests.support.contract import OWN, TABLES
from tests.support.sandbox import HALF_A_DAY, serving
from tests.support.tap import Tap, by_password


def test_singer_check_tap(tmp_path: Path) -> None:
    """`singer-check-tap` finds a first run and an increment valid, and no run without a schema."""
    with serving(documents_per_year=6, bookyears=1) as sandbox:
        tap = Tap(tmp_path, by_password(sandbox))
        first = tap.run()
        sandbox.pass_time(HALF_A_DAY)
        second = tap.run()

    assert check(first.stdout, tmp_path) == 0
    assert check(second.stdout, tmp_path) == 0
    assert check(second.stdout.replace('"type":"SCHEMA"', '"type":"STATE"', 1), tmp_path) == 1


def check(said: str, folder: Path) -> int:
    """Let the checker read messages, all of them and of all streams; give its exit code."""
    done = subprocess.run(  # noqa: S603 - ours
        [beside("singer", "singer-check-tap")],
        input=said,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode or f"messages for {len(TABLES) + len(OWN)} streams" in done.stdout
    return done.returncode
