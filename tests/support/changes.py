"""Changing the books in every way that Octopus allows."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.support.sandbox import HALF_A_DAY, Sandbox

Change = tuple[str, dict[str, Any]]

EVERY_CHANGE: tuple[Change, ...] = (
    ("book", {"journal": "A1"}),
    ("book", {"journal": "V1"}),
    *[("book", {"journal": "F1"})] * 6,
    ("edit", {"journal": "A1"}),
    ("edit", {"journal": "V1"}),
    ("add_line", {}),
    ("shorten", {}),
    ("empty", {"journal": "A1"}),
    ("empty", {"journal": "F1"}),
    ("delete_last", {"journal": "F1"}),
    ("delete_last", {"journal": "D2"}),
    ("reuse_number", {"journal": "V1"}),
    ("unmatch", {}),
    ("unmatch", {}),
    ("match", {}),
    ("delete_relation", {}),
    ("add_relation", {}),
    ("edit_relation", {}),
    ("deactivate_relation", {}),
    ("add_account", {}),
    ("delete_account", {}),
    ("backdate", {"journal": "A1"}),
    ("open_bookyear", {}),
    ("close_bookyear", {}),
)
"""Each kind of change, with what is not left to chance; the payments settle what is open."""

Deleted = tuple[int, int, str, int]
"""Dossier, bookyear, journal and number of a document that was deleted, or emptied."""


def change_everything(sandbox: Sandbox, dossier: int) -> set[Deleted]:
    """Change the books of a dossier in every way; give what lost its lines or was deleted."""
    done = (sandbox.change(kind, dossier, **how) | {"kind": kind} for kind, how in EVERY_CHANGE)
    return set(_deleted(dossier, done))


def change_at_random(sandbox: Sandbox, dossier: int, count: int, seed: int) -> set[Deleted]:
    """Make some changes to a dossier; give the documents that were deleted."""
    return set(_deleted(dossier, sandbox.change("random", dossier, count=count, seed=seed)))


def change_books(sandbox: Sandbox, dossiers: Iterable[int], count: int) -> None:
    """Make some changes to each dossier, the same each time, and let every table be due again."""
    for dossier in dossiers:
        change_at_random(sandbox, dossier, count, seed=1)
    sandbox.pass_time(HALF_A_DAY)


def _deleted(dossier: int, changes: Any) -> Iterator[Deleted]:  # noqa: ANN401 - JSON
    for change in changes:
        if change["kind"] in ("delete_last", "reuse_number", "empty"):
            yield dossier, change["bookyear"], change["journal"], change["number"]
