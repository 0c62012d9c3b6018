"""The plain pipe of a Singer user: two commands and a state file."""

import json
import subprocess

from tests.support.commands import command
from tests.support.compare import differences
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tap import Tap
from tests.support.warehouse import Warehouse


def test_pipe(sandbox: Sandbox, tap: Tap, warehouse: Warehouse) -> None:
    """The installed commands, piped into each other twice, give a warehouse that is right."""
    states = [pipe(tap, warehouse)]
    tap.state = states[0]
    sandbox.change("edit", 1)
    sandbox.pass_time(HALF_A_DAY)

    states.append(pipe(tap, warehouse))

    assert differences(sandbox, warehouse) == ""
    assert (
        states[1]["bookmarks"]["bookings"]["1"]["since"]
        > (states[0]["bookmarks"]["bookings"]["1"]["since"])
    )


def pipe(tap: Tap, warehouse: Warehouse) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Run tap | target, and give the last line that the target prints: the state."""
    target_config = tap.folder / "target.json"
    target_config.write_text(json.dumps(warehouse.target_config()))
    name, *options = tap.line()
    with subprocess.Popen(  # noqa: S603 - ours
        [command(name), *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as source:
        done = subprocess.run(  # noqa: S603 - ours
            [command("target-postgres"), f"--config={target_config}"],
            stdin=source.stdout,
            capture_output=True,
            text=True,
            check=True,
        )
    assert source.returncode == 0
    state: dict[str, dict[str, dict[str, dict[str, str]]]] = json.loads(
        done.stdout.splitlines()[-1]
    )
    return state
