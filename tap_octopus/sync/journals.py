"""The stream `journals`: one call for all bookyears or, where it fails, one for each bookyear."""

from __future__ import annotations

import typing as t

from tap_octopus.client import operations as api
from tap_octopus.errors import NotAnswered
from tap_octopus.sync.incremental import FROM_THE_START
from tap_octopus.sync.per_bookyear import PerBookyearStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

BY_LIST = "journals/modified fails with 400 or 404: read from the list of each bookyear"


class Journals(
    PerBookyearStream,
    operation=api.JOURNALS_MODIFIED,
    name="journals",
    keys=("bookyear_id", "journal_key"),
):
    """The journals of each bookyear.

    `journals/modified` may be called twice as often as the plain list, and covers all bookyears. On
    some dossiers one of the two fails (octopus-api.md 13).
    """

    list_operation = api.JOURNALS

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read. If the last read needed the plain list, its calls are counted."""
        if dossier.bookmark(self.name).by_list:
            return super().is_due(dossier)
        return self.may_call(dossier, self.operation)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read all journals with one call. If that fails, read bookyear by bookyear."""
        if dossier.start_date:
            sync.left_out = dossier.left_out(sync)
        try:
            records = all_journals(dossier, sync)
        except NotAnswered:
            sync.bookmark.by_list = True
            yield from super().read(dossier, sync)
            sync.message = sync.message or BY_LIST
            return
        yield from sync.rows(records)
        sync.complete(partitions=None, by_list=False)

    def read_year(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read the journals of one bookyear."""
        yield from sync.rows(listed_journals(dossier, sync, year))


def journals_of(dossier: DossierSync, sync: StreamSync, year: int) -> list[Record]:
    """Return the journals of a bookyear. Their call is made once per run.

    Raises:
        OctopusError: The call failed.
    """
    try:
        found = all_journals(dossier, sync)
    except NotAnswered:
        return listed_journals(dossier, sync, year)
    return [j for j in found if isinstance(j, dict) and j.get("bookyearKey") == {"id": year}]


def all_journals(dossier: DossierSync, sync: StreamSync) -> list[Record]:
    """Return the journals of all bookyears, in the form of the plain list.

    Raises:
        OctopusError: The call failed.
    """
    query: api.Query = {"modifiedTimeStamp": FROM_THE_START}
    found = dossier.listed(sync, api.Request(api.JOURNALS_MODIFIED, dossier.id, query=query))
    return [as_listed(record, dossier.language) for record in found]


def listed_journals(dossier: DossierSync, sync: StreamSync, year: int) -> list[Record]:
    """Return the journals of a bookyear from the plain list.

    Raises:
        OctopusError: The call failed.
    """
    return dossier.listed(sync, api.Request(api.JOURNALS, dossier.id, year))


def as_listed(record: Record, language: str) -> Record:
    """Convert a record of `journals/modified` to the form of the plain list.

    The number of the last document is the next number less one: documents are numbered without gaps
    (octopus-api.md 6.4).
    """
    if not isinstance(record, dict):
        return record
    made = {name: value for name, value in record.items() if name != KEY}
    key = record.get(KEY)
    if isinstance(key, dict):
        made["bookyearKey"] = key.get("bookyearKey")
        made["journalKey"] = f"{key.get('journalTypeCode')}{key.get('sequenceNumber')}"
    following = record.get("nextDocumentNumber")
    if isinstance(following, int):
        made["lastBookedDocumentNr"] = following - 1
    made["name"] = _name(record.get("names"), language)
    return made


KEY = "journalKeyServiceData"


def _name(names: object, language: str) -> object:
    """Return the name in a language; in another one if there is none."""
    found = [name for name in names if isinstance(name, dict)] if isinstance(names, list) else []
    by_language = {str(name.get("language")).lower(): name.get("value") for name in found}
    return by_language.get(language) or next(filter(None, by_language.values()), None)
