"""Every switch changes exactly the answer to the question that it stands for."""

from typing import Any

import pytest

from octopus_sandbox.switches import SWITCHES
from octopus_sandbox.world import World
from tests.sandbox.octopus import Octopus

HOUR, DAY = 3600, 24 * 3600
YESTERDAY = "2026-06-14 00:00:00.000"
ELSEWHERE = {
    "over_limit_status",
    "limit_scope",
    "limit_reset",
    "dossier_token",
    "refresh_token",
    "oauth_names",
    "reverse_charge_vat",
    "account_amounts",
    "vanished_amount",
    "overdue",
    "missing_module_status",
    "connections",
    "connections_counted",
    "connections_status",
    "error_codes",
    "journals_400",
    "accounts_400",
    "relations_400",
    "booking_touches_journal",
    "delivery_date_time",
    "accounts_modified",
    "inactive_relations",
    "line_sequence",
    "carried_items",
    "empty_list",
    "bank_access",
    "open_amounts",
    "balanced_amount",
    "period_numbers",
    "bookyears",
}
"""Switches that the tests of limits, codes, journals, documents and other forms are about."""


def document(line: dict[str, Any]) -> tuple[Any, ...]:
    """Give the key of the document of a line, or of a deleted document."""
    journal = line.get("journalNr", line.get("journalSequenceNr"))
    return (
        line["bookyearKey"]["id"],
        line["journalType"],
        journal,
        line["documentSequenceNr"],
    )


def changed(octopus: Octopus, since: str = YESTERDAY, **params: str) -> tuple[set[Any], set[Any]]:
    """Give the keys of the modified and of the deleted documents since a moment."""
    answer = octopus.bookings(since, **params)
    if answer.status_code == 404:
        return set(), set()
    lists = answer.json()
    modified, deleted = lists["modifiedBookings"], lists["deletedBookings"]
    return {document(line) for line in modified}, {document(key) for key in deleted}


def test_defaults_and_settings(octopus: Octopus) -> None:
    """All switches can be read; some can be set without touching the others."""
    before = octopus.control("GET", "switches")

    after = octopus.control("PUT", "switches", {"order": "sorted"})

    assert before == {switch.name: switch.values[0] for switch in SWITCHES}
    assert after == {**before, "order": "sorted"}


@pytest.mark.parametrize(
    ("setting", "names"),
    [({"order": "up"}, "'shuffled', 'sorted'"), ({"odour": "sweet"}, "over_limit_status")],
)
def test_unknown_setting(octopus: Octopus, setting: dict[str, str], names: str) -> None:
    """A switch or a value that does not exist is refused with those that do; nothing is set."""
    answer = octopus.ask("PUT", "switches", {"empty_answer": "list", **setting})

    assert answer.status_code == 400
    assert names in answer.json()["error"]
    assert octopus.control("GET", "switches")["empty_answer"] == "404"


@pytest.mark.parametrize(
    ("zone", "stamp"),
    [("Europe/Brussels", "2026-06-15 12:00:00.000"), ("UTC", "2026-06-15 10:00:00.000")],
)
@pytest.mark.parametrize(("bound", "found"), [("inclusive", True), ("exclusive", False)])
def test_timestamp(
    octopus: Octopus,
    zone: str,
    stamp: str,
    bound: str,
    found: bool,  # noqa: FBT001 table
) -> None:
    """What changed at 10:00 UTC is found by the zone's own text of it, if the bound counts."""
    octopus.switch(timestamp_zone=zone, timestamp_bound=bound)
    octopus.change("book")

    modified, _ = changed(octopus, stamp)

    assert bool(modified) == found
    assert changed(octopus, stamp.replace(":00.000", ":00.001"))[0] == set()


@pytest.mark.parametrize(("bound", "found"), [("inclusive", True), ("exclusive", False)])
def test_upper_bound(octopus: Octopus, bound: str, found: bool) -> None:  # noqa: FBT001 table
    """The upper bound of bookings counts as the lower one does."""
    octopus.switch(timestamp_bound=bound)
    octopus.change("book")

    modified, _ = changed(octopus, modifiedTimeStampTo="2026-06-15 12:00:00.000")

    assert bool(modified) == found


@pytest.mark.parametrize(("hour", "found"), [("earlier", True), ("later", False)])
def test_hour_that_comes_twice(octopus: Octopus, hour: str, found: bool) -> None:  # noqa: FBT001 table
    """02:30 on the morning of winter time is 00:30 or 01:30 UTC."""
    octopus.switch(ambiguous_hour=hour)
    octopus.control("PUT", "clock", {"now": "2026-10-25T00:45:00+00:00"})
    octopus.change("book")

    modified, _ = changed(octopus, "2026-10-25 02:30:00.000")

    assert bool(modified) == found


def test_edit_resends(octopus: Octopus) -> None:
    """After an edit the whole document is sent, or only the lines that changed."""
    octopus.change("add_line", journal="A1")
    whole = octopus.bookings(YESTERDAY).json()["modifiedBookings"]

    octopus.switch(edit_resends="lines")
    lines = octopus.bookings(YESTERDAY).json()["modifiedBookings"]

    assert 0 < len(lines) < len(whole)
    assert all(line in whole for line in lines)


@pytest.mark.parametrize(("setting", "told"), [("nowhere", False), ("deleted", True)])
def test_emptied_document(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """An emptied document is told among the deleted ones, or nowhere."""
    octopus.switch(emptied_document=setting)
    octopus.change("empty", journal="A1")

    modified, deleted = changed(octopus)

    assert (len(modified), len(deleted)) == (0, int(told))


@pytest.mark.parametrize(("setting", "told"), [("both", True), ("modified", False)])
def test_reused_number(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """A number that is used again is in both lists of an answer, or only among the modified."""
    octopus.switch(reused_number=setting)
    octopus.change("reuse_number", journal="A1")

    modified, deleted = changed(octopus)

    assert len(modified) == 1
    assert deleted == (modified if told else set())


@pytest.mark.parametrize(("days", "told"), [("forever", True), (7, True), (1, False)])
def test_deletions_are_pruned(octopus: Octopus, days: str | int, told: bool) -> None:  # noqa: FBT001 table
    """A deletion is told as long as deletions are kept."""
    octopus.switch(deletions_kept_days=days)
    octopus.change("delete_last", journal="A1")

    octopus.pass_time(2 * DAY)
    octopus = Octopus(octopus.address)

    assert bool(changed(octopus)[1]) == told
    octopus.session.close()


@pytest.mark.parametrize(("setting", "told"), [("yes", True), ("no", False)])
def test_deletions_in_a_first_load(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """An answer from 1980 lists deletions or not; an increment always does."""
    octopus.switch(deletions_in_first_load=setting)
    octopus.change("delete_last", journal="A1")

    _, first = changed(octopus, "1980-01-01 00:00:00.000")
    _, later = changed(octopus)

    assert bool(first) == told
    assert later


@pytest.mark.parametrize(("needs", "status"), [("all", 500), ("bookyears", 200)])
def test_report_body(octopus: Octopus, needs: str, status: int) -> None:
    """A report insists on all properties, or on the bookyears alone."""
    octopus.switch(report_needs=needs)
    body = {"fromBookyearKey": {"id": 1}, "toBookyearKey": {"id": 3}}
    body |= {"relationId": -1, "externalRelationId": -1}  # type: ignore[dict-item]

    path, headers = "/dossiers/1/reports/suppliers/open", octopus.dossier()
    answer = octopus.send("POST", path, headers=headers, json=body)

    assert answer.status_code == status


@pytest.mark.parametrize(("setting", "status"), [("404", 404), ("list", 200)])
def test_empty_answer(octopus: Octopus, setting: str, status: int) -> None:
    """Nothing found is a 404 with an ErrorResult, or a 200 with empty lists."""
    octopus.switch(empty_answer=setting)

    answer = octopus.bookings()
    nothing = octopus.bookings("2026-06-15 12:00:00.001")

    assert answer.ok
    assert nothing.status_code == status
    assert list(nothing.json()) in (["technicalInfo"], ["deletedBookings", "modifiedBookings"])


@pytest.mark.parametrize(("setting", "status"), [("list", 200), ("404", 404)])
def test_empty_bank_list(
    octopus: Octopus, world: World, monkeypatch: pytest.MonkeyPatch, setting: str, status: int
) -> None:
    """Where no 404 is documented, nothing found is a 200 with an empty list, or a 404."""
    monkeypatch.setattr(world.office.dossier(1), "bank_paymentlist", list)
    octopus.switch(bank_empty_answer=setting)

    assert octopus.get("/bank/paymentlist").status_code == status


@pytest.mark.parametrize(("setting", "listed"), [("yes", 3), ("no", 2)])
def test_disabled_dossiers(octopus: Octopus, setting: str, listed: int) -> None:
    """A disabled dossier is still listed, or not."""
    octopus.switch(disabled_listed=setting)
    octopus.change("disable", dossier=2)

    assert len(octopus.send("GET", "/dossiers", headers=octopus.user()).json()) == listed
    assert len(octopus.control("GET", "truth/dossiers")) == listed


def test_order(octopus: Octopus) -> None:
    """Lists come unsorted, yet the same at every call, or in the order of the books."""
    first, second = octopus.get("/bookyears/1/journals"), octopus.get("/bookyears/1/journals")
    octopus.switch(order="sorted")

    in_order = octopus.get("/bookyears/1/journals").json()

    assert first.json() == second.json() != in_order
    assert sorted(first.json(), key=str) == sorted(in_order, key=str)


@pytest.mark.parametrize("setting", ["grid", "none", "other"])
def test_vat_section_code(octopus: Octopus, setting: str) -> None:
    """A line tells its grid of the VAT return, or nothing, or a code that is no grid."""
    octopus.switch(vat_section_code=setting)

    lines = octopus.bookings().json()["modifiedBookings"]

    told = {line.get("vatSectionCode") for line in lines} - {None}
    grids = {f"{number:02d}" for number in range(100)}
    assert bool(told) == (setting != "none")
    assert (told <= grids) == (setting != "other")
    assert sorted(map(str, lines)) == sorted(
        map(str, octopus.control("GET", "truth/bookings?dossierId=1"))
    )


def test_every_switch_is_tried() -> None:
    """No switch is without a test, here or where its subject is tested."""
    here = {"timestamp_zone", "timestamp_bound", "ambiguous_hour", "edit_resends", "order"}
    here |= {"emptied_document", "reused_number", "deletions_kept_days", "report_needs"}
    here |= {"deletions_in_first_load", "empty_answer", "bank_empty_answer", "disabled_listed"}
    here |= {"vat_section_code"}

    assert here | ELSEWHERE == {switch.name for switch in SWITCHES}
