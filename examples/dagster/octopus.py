"""Octopus in Dagster: an asset for each group of tables, a partition for each shard.

It runs Meltano in the project that MELTANO_PROJECT_ROOT names, and needs in the environment

* what that project needs: the account in TAP_OCTOPUS_..., TARGET_POSTGRES_SQLALCHEMY_URL, and
  MELTANO_DATABASE_URI, the PostgreSQL in which every worker finds the state of its shard,
* OCTOPUS_SHARDS: into how many shards the dossiers are divided (4),
* ALERT_WEBHOOK: an address that takes {"text": ...}, as those of Slack and Mattermost.

Look at it with `dagster dev -f octopus.py`; what to mind is in docs/shards.md.
"""

import itertools
import json
import os
import subprocess
from collections.abc import Iterator

import dagster as dg
import psycopg
import requests

COUNT = int(os.environ.get("OCTOPUS_SHARDS", "4"))
SHARDS = dg.StaticPartitionsDefinition([f"{number}/{COUNT}" for number in range(1, COUNT + 1)])
"""The keys are values of the tap's setting `dossier_shard`."""

LEDGER = """
    bookyears bookyear_details journals financial_journals accounts account_amounts balancings
    bookings deleted_booking_documents buysell_bookings financialdivers_bookings booking_files
    invoices delivery_notes invoice_deliveries
"""
"""Documents go with the ledger, because it tells which of them were deleted."""

GROUPS = {
    "ledger": LEDGER.split(),
    "open_items": ["report_open_clients", "report_open_suppliers", "rappels"],
    "bank": ["bank_paymentlist", "bank_unbalancedinvoices", "bank_envelopes"],
    "relations": ["relations"],
    "lists": ["costcentres", "customfields", "productgroups", "products", "vat_codes"],
}
ALWAYS = ["dossiers", "sync_status"]

TROUBLE = """
    select dossier_id, stream, outcome, synced_at, message from octopus.sync_status
    where (
        outcome = 'failed'
        or attempted_at < now() at time zone 'utc' - interval '36 hours'
        or stream = 'dossiers' and attempted_at < now() at time zone 'utc' - interval '3 hours'
    ) and dossier_id in (
        select dossier_id from octopus.dossiers
        where synced_at = (select max(synced_at) from octopus.dossiers)
    )
    order by dossier_id, stream
"""
"""Every run begins with the list of dossiers: when that is old, no run has come to its work."""

TOLD = 20
"""Lines of an alert; when nobody can sign in, there is one for every dossier."""


@dg.multi_asset(
    specs=[dg.AssetSpec(name, group_name="octopus") for name in GROUPS],
    partitions_def=SHARDS,
    can_subset=True,
    pool="octopus",
)
def octopus(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Load the chosen groups of tables of one shard, all of them in one run of the tap."""
    shard = context.partition_key
    groups = [GROUPS[key.path[-1]] for key in context.selected_asset_keys]
    tables = [*ALWAYS, *itertools.chain(*groups)]
    name = f"--state-id-suffix=shard-{shard.split('/')[0]}"
    done = subprocess.run(
        ["meltano", "run", name, "tap-octopus", "target-postgres"],
        cwd=os.environ["MELTANO_PROJECT_ROOT"],
        env={
            **os.environ,
            "TAP_OCTOPUS_DOSSIER_SHARD": shard,
            "TAP_OCTOPUS__SELECT": json.dumps([f"{table}.*" for table in tables]),
        },
        check=False,
    )
    if done.returncode:
        raise dg.Failure(f"Shard {shard} is not whole: see the log, and what sync_status tells.")
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key)


load = dg.define_asset_job("load", selection=[octopus])


@dg.schedule(job=load, cron_schedule="0 * * * *")
def hourly(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest]:
    """Load every shard that is not still loading."""
    status = dg.DagsterRunStatus
    under_way = [status.QUEUED, status.NOT_STARTED, status.STARTING, status.STARTED]
    runs = context.instance.get_runs(dg.RunsFilter(job_name=load.name, statuses=under_way))
    busy = {run.tags.get("dagster/partition") for run in runs}
    idle = [shard for shard in SHARDS.get_partition_keys() if shard not in busy]
    return [dg.RunRequest(run_key=shard, partition_key=shard) for shard in idle]


class Trouble(dg.Config):
    """What went wrong, in words."""

    text: str


@dg.op(retry_policy=dg.RetryPolicy(max_retries=5, delay=60))
def tell(context: dg.OpExecutionContext, config: Trouble) -> None:
    """Tell people."""
    context.log.error(config.text)
    answer = requests.post(os.environ["ALERT_WEBHOOK"], json={"text": config.text}, timeout=30)
    answer.raise_for_status()


@dg.job
def alert() -> None:
    """Tell people of trouble."""
    tell()


@dg.sensor(job=alert, minimum_interval_seconds=600)
def sync_status(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Alert of what failed, or has stood still for too long; once for the same trouble."""
    address = os.environ["TARGET_POSTGRES_SQLALCHEMY_URL"].replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        found = connection.execute(TROUBLE).fetchall()
    lines = [
        f"Dossier {dossier}, {table}: {outcome}; last complete read: {read}. {message or ''}"
        for dossier, table, outcome, read, message in found
    ]
    more = [f"and {len(lines) - TOLD} more: see sync_status"] if len(lines) > TOLD else []
    text = "\n".join([*lines[:TOLD], *more])
    told, _ = context.cursor, context.update_cursor(text)
    if not found:
        return dg.SkipReason("All is well.")
    if text == told:
        return dg.SkipReason("People have been told.")
    return dg.RunRequest(run_config=dg.RunConfig({"tell": Trouble(text=text)}))


defs = dg.Definitions(
    assets=[octopus], jobs=[load, alert], schedules=[hourly], sensors=[sync_status]
)
