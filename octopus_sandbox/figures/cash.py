"""Money in and out of bank and cash by month."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.journal_details import bank_account
from octopus_sandbox.books.model import FINANCIAL, journal_name
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import moving
from octopus_sandbox.figures.sums import month, summed


def cash_position(books: Books, profile: Profile) -> list[Record]:
    """Give what came in and went out of each financial journal's account, and what stood there.

    The balance is that at the end of the month, over all bookyears.
    """
    journals = {
        bank_account(profile, journal): journal_name(journal)
        for journal in books.journal_keys
        if journal[0] == FINANCIAL
    }
    rows = summed(
        "journal_key month",
        "money_in money_out movement",
        (
            (
                (journals[line.account], month(document.date)),
                (max(line.cents, 0), max(-line.cents, 0), line.cents),
            )
            for document in moving(books)
            for line in document.lines
            if line.account in journals
        ),
    )
    balances = dict.fromkeys(journals.values(), 0)
    for row in rows:
        balances[row["journal_key"]] += row["movement"]
        row["balance"] = balances[row["journal_key"]]
    return rows
