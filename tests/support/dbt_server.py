"""Runs dbt in `.venv-dbt`, an order a line; a fork for each, so that dbt is imported only once.

Before the first order, its project is parsed: half of that work is the same for all orders. dbt's
static parser must be off for that: it hangs in a fork of a process that has used it.

The path of a program may follow whose `around()` is a context that a warehouse needs around dbt.

An order is JSON: the words of a command (`flags`, `command`, `project`, `options`), `env`
(variables on top of those of this process), `folder` to work in, and the files `log` and `answer`.
The answer has `success`, `exception`, and of each node its status and message.
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import sys
import typing as t
from pathlib import Path

from dbt.cli.main import dbtRunner

if t.TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult


def invoke(order: dict[str, t.Any], command: str, options: t.Sequence[str]) -> dbtRunnerResult:
    """Run a command of dbt where an order wants it."""
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    return dbtRunner().invoke([*order["flags"], command, *order["project"], *options])


def run(order: dict[str, t.Any]) -> None:
    """Carry out an order and leave."""
    for number in (1, 2):
        os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    os.chdir(order["folder"])
    around = runpy.run_path(sys.argv[1])["around"] if sys.argv[1:] else contextlib.nullcontext
    with around():
        done = invoke(order, order["command"], order["options"])
    answer = {
        "success": done.success,
        "exception": str(done.exception or ""),
        "results": [
            {"id": r.node.unique_id, "status": str(r.status), "message": r.message}
            for r in getattr(done.result, "results", ())
        ],
    }
    Path(order["answer"]).write_text(json.dumps(answer), encoding="utf-8")
    sys.exit()


for number, line in enumerate(sys.stdin):
    wanted = json.loads(line)
    if not number and not sys.argv[1:]:
        invoke(wanted, "parse", [])
    child = os.fork()
    if not child:
        run(wanted)
    os.waitpid(child, 0)
    print(flush=True)  # noqa: T201 - it has ended
