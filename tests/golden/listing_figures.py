"""The figures of cases of the listings, of numbers and of due dates."""

from typing import Any

from tests.golden.figures import Ask, Compared, only, summed
from tests.golden.listing_books import first_day, number
from tests.golden.vat_books import FILED
from tests.golden.vat_figures import filed, grids_alone


def listing_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare the customers that are listed, and their sums."""
    rows = [r for r in ask("client_listing") if r["calendar_year"] == says["year"]]
    rows = [row for row in rows if row["is_listed"]]
    stated = {c["nr"]: (c["turnover"], c["vat"]) for c in says["clients"]}
    totals = {name: says[name] for name in ("count", "turnover_sum", "vat_sum")}
    found = {row["enterprise_nr"]: (row["turnover"], row["vat_amount"]) for row in rows}
    counted = {
        "count": len(rows),
        "turnover_sum": summed(rows, "turnover"),
        "vat_sum": summed(rows, "vat_amount"),
    }
    return Compared([stated | totals], found | counted)


def intracom_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare the rows of a month's listing, and its return where that is stated."""
    month = FILED.replace(day=1)
    rows = [r for r in ask("intracommunity_listing") if r["return_start"] == month]
    stated: dict[str, object] = {
        f"{_bare(row['vat_nr'])} {row['code']}": row["amount"] for row in says["rows"]
    }
    found: dict[str, object] = {}
    for row in rows:
        corrected = f" of {row['correcting_start']}" if row["correcting_start"] else ""
        found[f"{row['vat_nr']} {row['code']}{corrected}"] = row["amount"]
    stated["sum"], found["sum"] = says["amount_sum"], summed(rows, "amount")
    if "grids" not in says:
        return Compared([stated], found)
    compared = grids_alone(says, ask)
    return Compared([{**stated, **ways} for ways in compared.stated], {**found, **compared.found})


def number_figures(says: dict[str, Any], form: str, ask: Ask) -> Compared:
    """Compare which numbers are right; one that is not, but is there, is not left out."""
    if form == "old_form":
        stated = dict.fromkeys(says.get("old_form", {}).values(), True)
    elif form == "valid":
        stated = dict.fromkeys(map(number, says["valid"]), True)
    else:
        stated = dict.fromkeys(filter(None, map(_bare, says["invalid"])), False)
    stated = {number.zfill(10): right for number, right in stated.items()}
    rows = {row["enterprise_nr"].zfill(10): row["is_valid"] for row in ask("client_listing")}
    return Compared([stated], rows)


def due_figures(says: dict[str, Any], form: str, ask: Ask) -> Compared:
    """Compare until when returns and listings may be filed."""
    stated, found = {}, {}
    for row in says["rows"]:
        if row["filer"] == form:
            start = first_day(row["period"])
            if form == "client_listing":
                of_year = [r for r in ask("client_listing") if r["calendar_year"] == start.year]
                answer = only(of_year, f"client_listing of {start.year}")
            else:
                answer = filed(ask, start)
            stated[row["period"]] = (row["legal"], row["tolerated"])
            found[row["period"]] = (answer["due_date"], answer["due_date_tolerated"])
    return Compared([stated], found)


def _bare(vat_nr: str) -> str:
    """Give a VAT number without signs, a Belgian one without its country."""
    return "".join(filter(str.isalnum, vat_nr.upper())).removeprefix("BE")
