"""The dbt project as an office has it: with what it says of its dossiers in the seeds."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support.dbt import PROJECT

Seeds = Mapping[str, Iterable[Mapping[str, object]]]
"""Rows by the name of their seed."""

MADE = ("target", "logs", "__pycache__")


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
