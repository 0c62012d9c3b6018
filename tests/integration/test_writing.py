"""Lines leave the tap whole, whenever it is stopped."""

import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.commands import command
from tests.support.sandbox import serving
from tests.support.tap import Tap, by_password


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_stopped_while_writing(tmp_path: Path, unbuffered: str) -> None:
    """A tap that is asked to stop while its target is busy ends with a whole line and a STATE."""
    with serving(dossiers=1, bookyears=1, documents_per_year=800) as sandbox:
        name, *options = Tap(tmp_path, by_password(sandbox)).line()
        with subprocess.Popen(  # noqa: S603 - ours
            [command(name), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        ) as running:
            assert running.stdout
            said = b""
            while b'"RECORD","stream":"bookings"' not in said:
                assert select.select([running.stdout], [], [], 60)[0]
                said += os.read(running.stdout.fileno(), 4096)
            time.sleep(0.3)  # the pipe is full by then, and the tap waits in the middle of a line
            running.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            said += running.stdout.read()

    lines = said.split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line)["type"] for line in lines][-1] == "STATE"
    assert running.returncode == 128 + signal.SIGTERM
