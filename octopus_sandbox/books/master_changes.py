"""Changing relations, charts of accounts and bookyears."""

from datetime import date

from octopus_sandbox.books.bookyears import successor
from octopus_sandbox.books.chart import ESSENTIAL, Account, account_record
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.invoice_records import DRAFTS
from octopus_sandbox.books.model import journal_name
from octopus_sandbox.books.people import stranger
from octopus_sandbox.books.sundry import opening
from octopus_sandbox.books.work import Done, Work, told

_ADDED, _STEP = 615000, 10


def add_relation(work: Work) -> Done:
    """Add a relation that nothing is booked on yet."""
    number = max([*work.books.relations, *_deleted(work)]) + 1
    work.books.relations.put(number, stranger(work.profile, number), work.at)
    return {"relation": number}


def edit_relation(work: Work) -> Done:
    """Change the telephone number and the remarks of a relation."""
    number = _relation(work, list(work.books.relations), "relation")
    telephone = f"09 {int(work.rng.random() * 1e6):06d}"
    record = work.books.relations[number] | {"telephone": telephone, "remarks": "Gewijzigd"}
    work.books.relations.put(number, dict(sorted(record.items())), work.at)
    return {"relation": number, "telephone": telephone}


def deactivate_relation(work: Work) -> Done:
    """Make a relation inactive; its history stays."""
    relations = work.books.relations
    active = [number for number in relations if relations[number]["active"]]
    number = _relation(work, active, "active relation")
    relations.put(number, relations[number] | {"active": False}, work.at)
    return {"relation": number}


def delete_relation(work: Work) -> Done:
    """Delete a relation that nothing is booked on."""
    used = {document.relation for document in work.books.documents()}
    used |= {sale.relation for sale in work.books.delivered}
    used |= {line.relation for d in work.books.documents() for line in d.lines}
    free = [number for number in work.books.relations if number not in used]
    number = _relation(work, free, "relation without bookings")
    work.books.relations.remove(number, work.books.relations[number], work.at)
    return {"relation": number}


def add_account(work: Work) -> Done:
    """Add an account to the chart of an open bookyear."""
    year, accounts = work.open_year(), work.books.accounts
    number = work.wanted.account or _ADDED
    while work.wanted.account is None and (year.id, number) in accounts:
        number += _STEP
    if (year.id, number) in accounts:
        raise ChangeError(f"Account {number} is already in bookyear {year.id}.")
    account = Account(number, f"Nieuwe rekening {number}", f"Nouveau compte {number}")
    accounts.put((year.id, number), account_record(year.id, account, work.profile), work.at)
    return {"bookyear": year.id, "account": number}


def delete_account(work: Work) -> Done:
    """Delete an account of an open bookyear that nothing is booked on."""
    year = work.open_year()
    free = [
        number
        for bookyear, number in work.books.accounts
        if bookyear == year.id
        and number not in ESSENTIAL
        and work.wanted.account in (None, number)
        and not work.books.ledger.used(year.id, number)
    ]
    key = (year.id, work.pick(free, f"account without bookings in bookyear {year.id}"))
    work.books.accounts.remove(key, work.books.accounts[key], work.at)
    return {"bookyear": year.id, "account": key[1]}


def close_bookyear(work: Work) -> Done:
    """Close the oldest open bookyear, and carry over what was corrected late; not the last one."""
    candidates = [
        year
        for year in work.books.years[:-1]
        if not year.closed and work.wanted.bookyear in (None, year.id)
    ]
    if not candidates:
        raise ChangeError("There is no open bookyear with a later one.")
    closed = candidates[0]
    closed.close()
    work.books.settled[closed.id] = work.at
    work.books.late = {key for key in work.books.late if key[0] != closed.id}
    work.carry_over(closed.id)
    return {"bookyear": closed.id}


def carry_over(work: Work) -> Done:
    """Book the opening entry of the oldest bookyear that has none yet."""
    books = work.books
    for place, year in enumerate(books.years):
        if place and books.opening(year.id) is None:
            document = books.add(opening(books, place, work.at))
            work.carry_over(year.id)
            return told(document)
    raise ChangeError("Every bookyear is carried over to.")


def open_bookyear(work: Work) -> Done:
    """Open the bookyear after the last one, with its chart of accounts and opening entry.

    Where the books are not carried over yet, it has no opening entry either.
    """
    books, last = work.books, work.books.years[-1]
    if last.start > work.at.date():
        raise ChangeError(f"Bookyear {last.id} lies in the future already.")
    year = successor(last, max(year.id for year in books.years) + 1)
    chart = [number for bookyear, number in books.accounts if bookyear == last.id]
    for number in chart:
        record = books.accounts[last.id, number]
        key = {"bookyearKey": {"id": year.id}, "id": number}
        books.accounts.put((year.id, number), record | {"accountKey": key}, work.at)
    books.open_year(year, work.at)
    if books.habits.carried_over:
        books.add(opening(books, len(books.years) - 1, work.at))
    return {"bookyear": year.id, "start": _written(year.start), "end": _written(year.end)}


def delete_journal(work: Work) -> Done:
    """Delete a journal of a bookyear in which there is nothing; booking in it brings it back."""
    books, wanted, journal = work.books, work.wanted.bookyear, work.journal()
    kept = {books.habits.opening, DRAFTS} if work.profile.products else {books.habits.opening}
    empty = [
        (year.id, key)
        for year in books.years
        for key in books.journal_keys
        if not books.journal(year.id, key)
        and (year.id, key) not in books.journals_gone
        and key not in (kept if year is books.years[-1] else {books.habits.opening})
        and wanted in (None, year.id)
        and journal in (None, key)
    ]
    place = work.pick(empty, "empty journal")
    books.journals_gone[place] = work.at
    return {"bookyear": place[0], "journal": journal_name(place[1])}


def _relation(work: Work, candidates: list[int], what: str) -> int:
    wanted = work.wanted.relation
    fitting = [number for number in candidates if wanted in (None, number)]
    return work.pick(fitting, what if wanted is None else f"{what} with id {wanted}")


def _deleted(work: Work) -> list[int]:
    return [
        int(record["relationIdentificationServiceData"]["relationKey"]["id"])
        for _, record in work.books.relations.gone()
    ]


def _written(day: date) -> str:
    return day.isoformat()
