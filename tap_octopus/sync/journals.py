"""Journals: one answer has those of all bookyears; where it fails, the list of each bookyear."""

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

BY_LIST = "journals/modified is not answered: read from the list of each bookyear"


class Journals(
    PerBookyearStream,
    operation=api.JOURNALS_MODIFIED,
    name="journals",
    keys=("bookyear_id", "journal_key"),
):
    """Journals of each bookyear.

    `journals/modified` may be called twice as often as the list, and once for all bookyears; on
    some dossiers either fails (octopus-api.md 13).
    """

    list_operation = api.JOURNALS

    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether to read: by the calls of the list where that was needed last."""
        if dossier.bookmark(self.name).by_list:
            return super().is_due(dossier)
        return self.may_call(dossier, self.operation)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read all at once; or, where that fails, each bookyear."""
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
        """Read those of one bookyear."""
        yield from sync.rows(listed_journals(dossier, sync, year))


def journals_of(dossier: DossierSync, sync: StreamSync, year: int) -> list[Record]:
    """Give the journals of a bookyear; one call, or one for each bookyear, is made for all.

    Raises:
        OctopusError: What went wrong.
    """
    try:
        found = all_journals(dossier, sync)
    except NotAnswered:
        return listed_journals(dossier, sync, year)
    return [j for j in found if isinstance(j, dict) and j.get("bookyearKey") == {"id": year}]


def all_journals(dossier: DossierSync, sync: StreamSync) -> list[Record]:
    """Give the journals of all bookyears, in the form of the list."""
    query: api.Query = {"modifiedTimeStamp": FROM_THE_START}
    found = dossier.listed(sync, api.Request(api.JOURNALS_MODIFIED, dossier.id, query=query))
    return [as_listed(record, dossier.language) for record in found]


def listed_journals(dossier: DossierSync, sync: StreamSync, year: int) -> list[Record]:
    """Give the list of journals of a bookyear."""
    return dossier.listed(sync, api.Request(api.JOURNALS, dossier.id, year))


def as_listed(record: Record, language: str) -> Record:
    """Give a journal of `journals/modified` the form that it has in the list.

    The number of the last document is one less than the next one's: documents are numbered
    without gaps (octopus-api.md 6.4).
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
    """Choose the name in a language; another one if there is none."""
    found = [name for name in names if isinstance(name, dict)] if isinstance(names, list) else []
    by_language = {str(name.get("language")).lower(): name.get("value") for name in found}
    return by_language.get(language) or next(filter(None, by_language.values()), None)
