"""The tap is what Singer's own checker takes for one."""

import json
import subprocess
from pathlib import Path

from tests.support.commands import beside, command
from tests.support.sandbox import serving
from tests.support.tap import by_password


def test_singer_check_tap(tmp_path: Path) -> None:
    """`singer-check-tap` finds both of its runs valid: from nothing, and from the state of that."""
    config = tmp_path / "config.json"
    with serving(documents_per_year=6, bookyears=1) as sandbox:
        config.write_text(json.dumps(by_password(sandbox)))

        checked = subprocess.run(  # noqa: S603 - ours
            [beside("singer", "singer-check-tap"), f"--tap={command('tap-octopus')}", "-c", config],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("The output is valid.") == 2
    assert "for 28 streams" in checked.stdout
