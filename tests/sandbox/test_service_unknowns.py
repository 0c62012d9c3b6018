"""What else the API leaves open: forms of keys, signs, periods, bookyears and empty lists."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from octopus_sandbox.switches import SWITCHES
from tests.sandbox.octopus import FIRST_LOAD, NEVER, Octopus
from tests.sandbox.test_against_facts import REPORT

MOST_SEEN = 17
"""Of so many switches at least, reading must be able to tell the position."""


def truth(octopus: Octopus, table: str) -> list[dict[str, Any]]:
    """Give what a perfect copy of a table holds."""
    rows: list[dict[str, Any]] = octopus.control("GET", f"truth/{table}?dossierId=1")
    return rows


def same(first: list[Any], second: list[Any]) -> bool:
    """Tell whether two lists hold the same, in any order."""
    return sorted(map(str, first)) == sorted(map(str, second))


def report(octopus: Octopus, side: str, **changed: Any) -> list[dict[str, Any]]:  # noqa: ANN401 any JSON
    """Give what is open in all bookyears, as the report tells it."""
    first, *_, last = octopus.control("GET", "truth/bookyears?dossierId=1")
    years = {"fromBookyearKey": first["bookyearKey"], "toBookyearKey": last["bookyearKey"]}
    path, body = f"/dossiers/1/reports/{side}/open", {**REPORT, **years, **changed}
    answer = octopus.send("POST", path, headers=octopus.dossier(), json=body)
    assert answer.status_code in (200, 404), answer.text
    rows: list[dict[str, Any]] = answer.json() if answer.ok else []
    return rows


def test_every_switch_is_declared(octopus: Octopus) -> None:
    """All that a test has to know to try every position of every switch can be asked for."""
    declared = octopus.control("GET", "switches/declared")

    assert [row["name"] for row in declared] == [switch.name for switch in SWITCHES]
    for row in declared:
        assert row["values"][0] == octopus.control("GET", "switches")[row["name"]]
        assert row["meaning"]
        assert row["seen"] is None or row["seen"]
        for value in row["values"]:
            octopus.switch(**{row["name"]: value})
            assert octopus.control("GET", "switches")[row["name"]] == value
    assert sum(row["seen"] is not None for row in declared) >= MOST_SEEN


@pytest.mark.parametrize(("setting", "unique"), [("unique", True), ("repeated", False)])
def test_line_sequence(octopus: Octopus, setting: str, unique: bool) -> None:  # noqa: FBT001 table
    """Lines of a document have numbers of their own, or VAT has that of the line before."""
    octopus.switch(line_sequence=setting)

    lines = octopus.bookings().json()["modifiedBookings"]

    names = ("journalType", "journalNr", "documentSequenceNr", "lineSequenceNr")
    keys = Counter((row["bookyearKey"]["id"], *(row[name] for name in names)) for row in lines)
    assert (max(keys.values()) == 1) == unique
    assert same(lines, truth(octopus, "bookings"))


@pytest.mark.parametrize(("setting", "sign"), [("debit", -1), ("side", 1)])
def test_sign_of_open_amounts(octopus: Octopus, setting: str, sign: int) -> None:
    """What is open to a supplier is negative, or positive as its report is about what is due."""
    octopus.switch(open_amounts=setting)

    purchases = [r for r in report(octopus, "suppliers") if r["creditBookingAmount"] > 0]
    sales = [r for r in report(octopus, "clients") if r["debetBookingAmount"] > 0]

    assert purchases
    assert all(row["openBookingAmount"] * sign > 0 for row in purchases)
    assert all(row["openDocAmount"] * sign > 0 for row in purchases)
    assert all(row["openBookingAmount"] > 0 for row in sales)
    assert same(report(octopus, "suppliers"), truth(octopus, "report_open_suppliers"))


@pytest.mark.parametrize("setting", ["once", "again"])
def test_carried_items(octopus: Octopus, setting: str) -> None:
    """An open item of an earlier bookyear is told once, or again as one of each opening entry."""
    once = report(octopus, "suppliers")
    octopus.switch(carried_items=setting)

    rows = report(octopus, "suppliers")

    (opening,) = {r["journalKey"] for r in truth(octopus, "journals") if r["name"] == "Opening"}
    carried = [row for row in rows if row["journalKey"] == opening]
    names = ("journalKey", "documentSequenceNr", "lineSequenceNr")
    keys = [(row["bookyearKey"]["id"], *(row[name] for name in names)) for row in rows]
    assert bool(carried) == (setting == "again")
    assert len(rows) == len(once) + len(carried)
    assert len(set(keys)) == len(keys)
    assert same(rows, truth(octopus, "report_open_suppliers"))


@pytest.mark.parametrize(
    ("setting", "credit", "debit"),
    [("credit", True, False), ("debit", False, True), ("both", True, True)],
)
def test_balanced_amount(octopus: Octopus, setting: str, credit: bool, debit: bool) -> None:  # noqa: FBT001 table
    """What a balancing matches stands under credit, as recorded, or elsewhere."""
    octopus.switch(balanced_amount=setting)

    answer = octopus.get("/balancings/modified", modifiedTimeStamp=FIRST_LOAD).json()

    rows = answer["modifiedBalancings"]
    assert all((row["creditBalancedBookingAmount"] > 0) == credit for row in rows)
    assert all((row["debetBalancedBookingAmount"] > 0) == debit for row in rows)
    assert same(rows, truth(octopus, "balancings"))


@pytest.mark.parametrize(("setting", "told"), [("listed", True), ("hidden", False)])
def test_inactive_relations(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """Relations that are not active are among the changes, or nowhere but in a search."""
    octopus.switch(inactive_relations=setting)
    octopus.change("deactivate_relation")

    rows = octopus.get("/relations/modified").json()["modified"]

    assert any(not row["active"] for row in rows) == told
    assert any(row["active"] for row in rows)


@pytest.mark.parametrize(("setting", "years"), [("all years", 3), ("newest year", 1)])
def test_charts_of_accounts(octopus: Octopus, setting: str, years: int) -> None:
    """The changes of accounts hold the charts of all bookyears, or of the newest."""
    octopus.switch(accounts_modified=setting)

    answer = octopus.get("/accounts/modified", modifiedTimeStamp=FIRST_LOAD).json()

    assert len({row["accountKey"]["bookyearKey"]["id"] for row in answer["modified"]}) == years


PERIODS = {
    "bookyears": ("periods", "bookyearPeriod"),
    "bookings": ("bookyearPeriodeNr",),
    "buysell_bookings": ("bookyear_period_nr",),
    "account_amounts": ("bookyear_period_nr",),
    "report_open_clients": ("bookyearPeriodNr",),
}


def periods(octopus: Octopus, table: str, dossier: int) -> set[int]:
    """Give the numbers of the periods in a table."""
    rows = octopus.control("GET", f"truth/{table}?dossierId={dossier}")
    *inside, name = PERIODS[table]
    return {r[name] for row in rows for r in (row[inside[0]] if inside else [row])}


def test_period_numbers(octopus: Octopus) -> None:
    """Periods are numbered from 01, or by the month that they begin in; everywhere alike."""
    for dossier in (1, 2, 3):
        octopus.switch(period_numbers="running")
        running = {table: periods(octopus, table, dossier) for table in PERIODS}
        octopus.switch(period_numbers="calendar")
        years = octopus.get("/bookyears", dossier).json()
        shown = {p["bookyearPeriod"]: p["startDate"] for year in years for p in year["periods"]}

        calendar = {table: periods(octopus, table, dossier) for table in PERIODS}

        assert all(f"{number}" == day[:7].replace("-", "") for number, day in shown.items())
        for table, numbers in calendar.items():
            assert numbers <= shown.keys()
            assert len(numbers) == len(running[table])
    assert running != calendar


def test_reports_are_asked_by_the_numbers_that_are_shown(octopus: Octopus) -> None:
    """The range of periods of a report is in the numbers that bookyears have."""
    octopus.switch(period_numbers="calendar")
    shown = {
        period["bookyearPeriod"]
        for year in octopus.get("/bookyears").json()
        for period in year["periods"]
    }

    whole = report(
        octopus, "clients", fromBookyearPeriodNr=min(shown), toBookyearPeriodNr=max(shown)
    )

    assert whole
    assert same(whole, truth(octopus, "report_open_clients"))
    for number in {row["bookyearPeriodNr"] for row in whole}:
        bounds = {"fromBookyearPeriodNr": number, "toBookyearPeriodNr": number}
        found = report(octopus, "clients", **bounds)
        assert same(found, [row for row in whole if row["bookyearPeriodNr"] == number])


@pytest.mark.parametrize(("setting", "overlap"), [("in a row", False), ("overlapping", True)])
def test_bookyears_that_overlap(octopus: Octopus, setting: str, overlap: bool) -> None:  # noqa: FBT001 table
    """A bookyear begins the day after the one before has ended, or a few days earlier."""
    octopus.switch(bookyears=setting, order="sorted")

    years = octopus.get("/bookyears").json()

    assert len(years) > 1
    for before, year in pairwise(years):
        detail = octopus.get(f"/bookyears/{year['bookyearKey']['id']}").json()
        assert (year["startDate"] <= before["endDate"]) == overlap
        assert year["periods"][0]["startDate"] == year["startDate"] == detail["fromDate"]
    assert same(years, truth(octopus, "bookyears"))


@pytest.mark.parametrize(
    ("setting", "lists"),
    [("list", {"deleted": []}), ("null", {"deleted": None}), ("missing", {})],
)
def test_empty_list(octopus: Octopus, setting: str, lists: dict[str, Any]) -> None:
    """The empty one of two lists is empty, null or missing."""
    octopus.switch(empty_list=setting, empty_answer="list")

    answer = octopus.get("/accounts/modified", modifiedTimeStamp=FIRST_LOAD).json()
    nothing = octopus.get("/accounts/modified", modifiedTimeStamp=NEVER).json()

    assert answer.pop("modified")
    assert answer == lists
    assert nothing == lists | {"modified": lists["deleted"]} if lists else nothing == {}


@pytest.mark.parametrize(
    ("switch", "path"),
    [
        ("empty_answer", "/accounts/modified"),
        ("bank_empty_answer", "/journals/modified"),
    ],
)
def test_nothing_is_null(octopus: Octopus, switch: str, path: str) -> None:
    """Nothing found may also be a null."""
    octopus.switch(**{switch: "null"})

    answer = octopus.get(path, modifiedTimeStamp=NEVER)

    assert (answer.status_code, answer.text) == (200, "null")


@pytest.mark.parametrize(("setting", "status"), [("allowed", 200), ("refused", 403)])
def test_bank_is_refused(octopus: Octopus, setting: str, status: int) -> None:
    """The lists of the bank may be another module's."""
    octopus.switch(bank_access=setting)

    for name in ("paymentlist", "invoices", "enveloppes"):
        answer = octopus.get(f"/bank/{name}")
        assert answer.status_code == status
        assert answer.ok or answer.json()["errorCode"] == -3
