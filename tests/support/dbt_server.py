"""Runs dbt in `.venv-dbt`, an order a line; a fork for each, so that dbt is imported only once.

The path of a program may follow whose `around()` is a context that a warehouse needs around dbt.

An order is JSON: `args`, `env` (variables on top of those of this process), `folder` to work in,
and the files `log` and `answer`. The answer has `success`, `exception`, and of each node its
status and message.
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


def run(order: dict[str, t.Any]) -> None:
    """Carry out an order and leave."""
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    for number in (1, 2):
        os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    around = runpy.run_path(sys.argv[1])["around"] if sys.argv[1:] else contextlib.nullcontext
    with around():
        done = dbtRunner().invoke(order["args"])
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


for line in sys.stdin:
    child = os.fork()
    if not child:
        run(json.loads(line))
    os.waitpid(child, 0)
    print(flush=True)  # noqa: T201 - it has ended
