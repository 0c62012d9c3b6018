"""The dbt project as an office has it: with what it says of its dossiers in the seeds."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support.dbt import PROJECT
from tests.support.sandbox import Sandbox

Seeds = Mapping[str, Iterable[Mapping[str, object]]]
"""Rows by the name of their seed."""

MADE = ("target", "logs", "__pycache__")


def said_of(sandbox: Sandbox, dossiers: Iterable[int]) -> dict[str, list[dict[str, object]]]:
    """Give what the office says of dossiers of the sandbox, by seed."""
    said: dict[str, list[dict[str, object]]] = {}
    for dossier in dossiers:
        for seed, rows in sandbox.office(dossier).items():
            said.setdefault(seed, []).extend(rows)
    return said


def project_with(seeds: Seeds, folder: Path) -> Path:
    """Copy the project into a folder, with more rows in its seeds; give where it is."""
    copy = folder / "office" / "transform"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*MADE))
    for seed, rows in seeds.items():
        _add(copy / "seeds" / f"{seed}.csv", rows)
    return copy


def _add(file: Path, rows: Iterable[Mapping[str, object]]) -> None:
    with file.open(encoding="utf-8", newline="") as reading:
        header = next(csv.reader(reading))
    with file.open("a", encoding="utf-8", newline="") as writing:
        csv.DictWriter(writing, header, lineterminator="\n").writerows(rows)
