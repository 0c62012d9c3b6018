"""Runs examples/dagster in `.venv-dagster`, an order a line, with one instance for all.

An order is JSON: `load` (a partition) and `groups` (assets, all when left out), or `busy` (a
partition that another run is loading), or `watch`, or `tables` (what is loaded). So is the answer.
"""

import itertools
import json
import os
import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

import dagster as dg
import octopus

cursor: str | None = None


def load(partition: str, groups: list[str]) -> bool:
    """Materialize assets of a partition; tell whether that went well."""
    done = dg.materialize(
        [octopus.octopus],
        partition_key=partition,
        selection=[dg.AssetKey(group) for group in groups or octopus.GROUPS],
        instance=instance,
        raise_on_error=False,
    )
    made = {event.asset_key.path[-1] for event in done.get_asset_materialization_events()}
    assert made == ({*(groups or octopus.GROUPS)} if done.success else set())
    return bool(done.success)


def due(busy: str) -> list[str]:
    """Tell which partitions the schedule wants to load, while one is still loading."""
    tags = {"dagster/partition": busy}
    job = octopus.defs.resolve_job_def("load")
    instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.STARTED)
    return [r.partition_key for r in octopus.hourly(dg.build_schedule_context(instance))]


def watch() -> str:
    """Let the sensor look once, and do what it asks for; give its reason when that is nothing."""
    global cursor  # noqa: PLW0603 - the instance of a daemon would keep it
    context = dg.build_sensor_context(instance, cursor=cursor)
    asked = octopus.sync_status(context)
    cursor = context.cursor
    if isinstance(asked, dg.SkipReason):
        return str(asked.skip_message)
    job = octopus.defs.resolve_job_def("alert")
    done = job.execute_in_process(run_config=asked.run_config, instance=instance)
    return "alert" if done.success else "failed"


def answer(order: dict[str, Any]) -> object:
    """Carry out an order."""
    if "load" in order:
        return load(order["load"], order.get("groups", []))
    if "tables" in order:
        return [*octopus.ALWAYS, *itertools.chain(*octopus.GROUPS.values())]
    return due(order["busy"]) if "busy" in order else watch()


answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what others print is no answer
with dg.instance_for_test() as instance:
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()
