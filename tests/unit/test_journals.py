"""The journals: one call for all bookyears, or one for each where that fails; the same rows."""

from __future__ import annotations

from typing import Any

import pytest

from tap_octopus.sync.journals import as_listed
from tests.unit.fake_octopus import all_journals, fake_octopus, records, run

ONE: dict[str, Any] = {"dossier_ids": [1]}
KEY = {"bookyearKey": {"id": 5}, "journalTypeCode": "V", "sequenceNumber": 3}
NAMES = [
    {"language": "FR", "value": "Ventes"},
    {"language": "NL", "value": "Verkopen"},
    {"language": "EN", "value": ""},
    "no name",
]


def listed(language: str = "nl", **given: object) -> Any:  # noqa: ANN401
    """Return a record of `journals/modified` in the form of the plain list."""
    whole = {
        "journalKeyServiceData": KEY, "names": NAMES, "nextDocumentNumber": 8, "closed": True,
    }  # fmt: skip
    return as_listed(whole | given, language)


def test_form() -> None:
    """The key becomes two fields, the next number the last one, and the rest stays."""
    assert listed() == {
        "bookyearKey": {"id": 5},
        "journalKey": "V3",
        "lastBookedDocumentNr": 7,
        "name": "Verkopen",
        "names": NAMES,
        "nextDocumentNumber": 8,
        "closed": True,
    }


@pytest.mark.parametrize(
    ("language", "name"),
    [("nl", "Verkopen"), ("fr", "Ventes"), ("en", "Ventes"), ("de", "Ventes"), ("", "Ventes")],
)
def test_language(language: str, name: str) -> None:
    """The name is that of the language, or else the first one that there is."""
    assert listed(language)["name"] == name


@pytest.mark.parametrize("names", [None, [], "x", [{}], [{"language": "NL"}], ["NL"]])
def test_no_name(names: object) -> None:
    """A journal without names has none."""
    assert listed(names=names)["name"] is None


@pytest.mark.parametrize("number", [None, "8", 1.5])
def test_no_next_number(number: object) -> None:
    """Without a next number the last one is not known."""
    assert "lastBookedDocumentNr" not in listed(nextDocumentNumber=number)


@pytest.mark.parametrize("key", [None, "V3", []])
def test_no_key(key: object) -> None:
    """A record without a key gets none: the table rejects it."""
    assert not {"journalKey", "bookyearKey"} & listed(journalKeyServiceData=key).keys()


@pytest.mark.parametrize("record", [None, 5, "x", []])
def test_no_record(record: Any) -> None:  # noqa: ANN401
    """What is no record stays as it is: the table rejects it."""
    assert as_listed(record, "nl") is record


@pytest.mark.parametrize(
    ("language", "spoken", "name"),
    [("dossier", "FR", "Achats"), ("dossier", None, "Aankopen"), ("nl", "FR", "Aankopen"),
     ("fr", "NL", "Achats")],
)  # fmt: skip
def test_language_of_a_run(language: str, spoken: str | None, name: str) -> None:
    """Names are in the language of the settings, or else in that of the dossier."""
    found = all_journals(1)
    names = [{"language": "NL", "value": "Aankopen"}, {"language": "FR", "value": "Achats"}]
    for journal in found["modifiedJournalServiceDataList"]:
        journal["names"] = names
    dossier = records("dossiers", 1)[0] | {"languageCode": spoken}

    with fake_octopus(journals_modified=found, dossiers=[dossier]):
        output = run(select=("journals",), language=language, **ONE)

    assert {row["name"] for row in output.rows("journals")} == {name}


def test_only_wanted_bookyears() -> None:
    """Of one call for all bookyears those that the start date leaves out are not written."""
    with fake_octopus():
        output = run(select=("journals",), start_date="2022-01-31", **ONE)

    assert {row["bookyear_id"] for row in output.rows("journals")} == {2}


def test_back_to_one_call() -> None:
    """Once the one call is answered again it is enough, and nothing is left of the other way."""
    with fake_octopus(journals_modified=400) as octopus:
        first = run(select=("journals", "sync_status"), **ONE)
        octopus.now += 86_460
        now = octopus.now
    with fake_octopus() as octopus:
        octopus.now = now
        second = run(first.state, select=("journals", "sync_status"), **ONE)

    before = first.state["bookmarks"]["journals"]["1"]
    after = second.state["bookmarks"]["journals"]["1"]
    assert (before["by_list"], len(before["calls"])) == (True, 2)
    assert (octopus.count("journals_modified"), octopus.count("journals")) == (1, 0)
    assert set(after) <= {"synced_at", "calls"}
