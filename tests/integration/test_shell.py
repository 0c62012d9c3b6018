"""The commands as a shell starts them: pipes, closed and full outputs, signals."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import calls
from tests.support.commands import command
from tests.support.sandbox import Sandbox
from tests.support.tap import Tap, by_password

# A library of the SDK warns that it has no room either.
LIMITED = """trap '' XFSZ; ulimit -f 0; PYTHONWARNINGS=ignore "$@" > full"""
FULL = {LIMITED: "File too large"}
"""Scripts that leave stdout no room, and the system's words for it."""

if Path("/dev/full").exists():  # a device of Linux
    FULL['"$@" > /dev/full'] = "No space left on device"


@pytest.fixture
def tap(sandbox: Sandbox, tmp_path: Path) -> Tap:
    """Give a tap that reads the dossiers and the relations, one dossier at a time."""
    tap = Tap(tmp_path, by_password(sandbox, parallel_dossiers=1))
    tap.select("dossiers", "relations", "products", "sync_status")
    sandbox.calls()
    return tap


def line(tap: Tap) -> list[str]:
    """Give the command line of a tap, the command with its path."""
    name, *options = tap.line()
    return [command(name), *options]


def told(stderr: str) -> str:
    """Give what is said besides the log; there is no traceback in it."""
    assert "Traceback" not in stderr
    assert "Exception ignored" not in stderr
    return "\n".join(each for each in stderr.splitlines() if " | " not in each)


def shell(
    script: str, words: Sequence[str], **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a script, which has it as "$@"."""
    return subprocess.run(  # noqa: S603 - ours
        ["/bin/bash", "-c", script, "bash", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("words", [["tap-octopus"], ["tap-octopus-setup", "dossiers"]])
@pytest.mark.parametrize(
    "script", ['"$@" --config <(cat "$CONFIG")', 'cat "$CONFIG" | "$@" --config /dev/stdin']
)
def test_config_from_a_pipe(sandbox: Sandbox, tap: Tap, script: str, words: list[str]) -> None:
    """The settings may come through a pipe, which can be read once: a usual way for secrets."""
    tap.line()
    name, *more = words
    options = [f"--catalog={tap.folder / 'catalog.json'}"] if not more else []

    done = shell(script, [command(name), *more, *options], CONFIG=str(tap.folder / "config.json"))

    assert (done.returncode, told(done.stderr)) == (0, "")
    assert sandbox.calls()[calls.CONNECT, 2] == 1


GONE = (
    "Error: The target has ended and reads no more (broken pipe): its own log says why. "
    "What it has not confirmed is read again by the next run"
)


def test_target_that_is_gone(tap: Tap) -> None:
    """A target that has ended is told as what stopped the tap."""
    done = shell('"$@" | true; exit ${PIPESTATUS[0]}', line(tap))

    assert (done.returncode, told(done.stderr)) == (1, GONE)


@pytest.mark.parametrize("option", [None, "--discover", "--version"])
@pytest.mark.parametrize("script", FULL)
def test_full_output(
    tap: Tap, monkeypatch: pytest.MonkeyPatch, script: str, option: str | None
) -> None:
    """A disk that is full behind stdout is told in one line."""
    monkeypatch.chdir(tap.folder)
    words = [command("tap-octopus"), option] if option else line(tap)

    done = shell(script, words)

    told_as = f"Error: Stdout cannot be written: {FULL[script]}"
    assert (done.returncode, told(done.stderr)) == (1, told_as)


@pytest.mark.parametrize("name", ["tap-octopus", "tap-octopus-setup"])
def test_closed_output(sandbox: Sandbox, tap: Tap, name: str) -> None:
    """Where stdout is closed nothing is begun."""
    words = line(tap) if name == "tap-octopus" else [command(name), "dossiers"]

    done = shell('"$@" >&-', words)

    expected = "Error: Stdout is closed: connect it to a target or a file"
    assert (done.returncode, told(done.stderr)) == (1, expected)
    assert not sandbox.calls()


def test_full_disk(sandbox: Sandbox, tap: Tap) -> None:
    """No room for an answer: which folder, how much it takes, and no other call is made."""
    raw = json.dumps("x" * 5_000_000)
    sandbox.fault("field_value", calls.RELATIONS, dossier=1, field="remarks", raw=raw)

    done = shell('ulimit -f 2000; "$@"', line(tap), TMPDIR=str(tap.folder))

    said = told(done.stderr)
    assert done.returncode == 1
    assert said.startswith("Error: the answer to GET /dossiers/{dossier}/relations/modified takes ")
    assert f" MB, and {tap.folder} cannot hold it (File too large). No other call was made" in said
    made = sandbox.calls()
    assert made[calls.RELATIONS, 1] == 1
    assert not made[calls.PRODUCTS, 1]
    assert not made[calls.CONNECT, 2]


def test_stopped_while_it_begins() -> None:
    """Ctrl-C while the tap still imports what it needs ends it without a traceback."""
    words = [sys.executable, "-v", command("tap-octopus"), "--discover"]
    with subprocess.Popen(  # noqa: S603 - ours
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        seen = next(said for said in process.stderr if "singer_sdk" in said)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()

    assert process.returncode == -signal.SIGINT, seen
    assert "Traceback" not in rest
