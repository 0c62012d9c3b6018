"""The Indexed Job for Kubernetes: what can be said of it without a cluster."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tap_octopus.shards import Shard
from tests.support.compare import difference
from tests.support.meltano import ROOT, Project
from tests.support.sandbox import serving
from tests.support.truth import true_rows
from tests.support.warehouse import postgres

FILE = ROOT / "examples" / "kubernetes" / "octopus.yaml"
RECORDER = '#!/bin/sh\necho "$TAP_OCTOPUS_DOSSIER_SHARD $*"\n'


@pytest.fixture
def job() -> dict[str, Any]:
    """Give the Job that the file starts every hour."""
    file: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert (file["apiVersion"], file["kind"]) == ("batch/v1", "CronJob")
    assert file["spec"]["concurrencyPolicy"] == "Forbid"
    found: dict[str, Any] = file["spec"]["jobTemplate"]["spec"]
    return found


@pytest.fixture
def shard(job: dict[str, Any]) -> dict[str, Any]:
    """Give the container that loads a shard."""
    (found,) = job["template"]["spec"]["containers"]
    assert found["command"] == ["/bin/sh", "-euc"]
    return dict(found)


def test_pods(job: dict[str, Any], shard: dict[str, Any]) -> None:
    """There is a pod for each shard, and one that fails ends no other."""
    (number,) = shard["env"]

    assert job["completionMode"] == "Indexed"
    assert number == {"name": "SHARDS", "value": str(job["completions"])}
    assert 0 < job["parallelism"] <= job["completions"]
    assert job["backoffLimitPerIndex"] == 0
    assert "maxFailedIndexes" not in job
    assert job["template"]["spec"]["restartPolicy"] == "Never"


def test_no_secret_in_the_file(shard: dict[str, Any]) -> None:
    """All that a pod needs to know of accounts and addresses comes from a Secret."""
    assert [[*source] for source in shard["envFrom"]] == [["secretRef"]]
    assert [entry["name"] for entry in shard["env"]] == ["SHARDS"]


def test_every_index(job: dict[str, Any], shard: dict[str, Any], tmp_path: Path) -> None:
    """Each index asks for a shard of its own, from the first to the last, with its own state."""
    recorder = tmp_path / "meltano"
    recorder.write_text(RECORDER)
    recorder.chmod(0o700)
    own = {entry["name"]: entry["value"] for entry in shard["env"]}

    asked = [
        subprocess.run(  # noqa: S603 - ours
            [*shard["command"], *shard["args"]],
            env={**own, "PATH": str(tmp_path), "JOB_COMPLETION_INDEX": str(index)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for index in range(job["completions"])
    ]

    assert asked == [
        f"{n}/8 run --state-id-suffix=shard-{n} tap-octopus target-postgres\n" for n in range(1, 9)
    ]


def test_pod(shard: dict[str, Any], tmp_path: Path) -> None:
    """What a pod runs loads the dossiers of its shard, and no others, into PostgreSQL."""
    with (
        serving(dossiers=4, documents_per_year=3, bookyears=1) as sandbox,
        postgres() as server,
    ):
        warehouse = server.database("octopus")
        project = Project(tmp_path, sandbox, warehouse)
        project.environment |= {
            "JOB_COMPLETION_INDEX": "0",
            "SHARDS": "2",
            "TAP_OCTOPUS__SELECT": '["bookings.*", "deleted_booking_documents.*", "sync_status.*"]',
        }

        project.run(*shard["args"])

        own = [dossier for dossier in sandbox.dossiers() if Shard(1, 2).has(dossier)]
        true = [row for dossier in own for row in true_rows(sandbox, "bookings", dossier)]
        assert 0 < len(own) < 4
        assert difference("bookings", true, warehouse.live("bookings")) == ""
