"""What dossiers of one office have with each other, as each of them has it in its books."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import moving
from octopus_sandbox.figures.listing import enterprise_number
from octopus_sandbox.figures.sums import month, summed

_VAT = (411, 451)


def intercompany(books: Books, profile: Profile) -> list[Record]:
    """Give what is booked by account and month on relations that are another dossier.

    VAT is left out: it is owed to the State, or by it.
    """
    others = sister_cards(books, profile)
    return summed(
        "other_dossier_id account_nr month",
        "amount",
        (
            ((others[relation], line.account, month(document.date)), (line.cents,))
            for document in moving(books)
            for line in document.lines
            if line.account // 1_000 not in _VAT
            and (relation := line.relation or (document.relation if document.is_trade else 0) or 0)
            in others
        ),
    )


def sister_cards(books: Books, profile: Profile) -> dict[int, int]:
    """Give the other dossier that a relation is, by the number of either."""
    dossiers: dict[str, int] = {}
    for number, vat_number in sorted(profile.listed.items(), reverse=True):
        read = enterprise_number(vat_number)
        if read is not None and read.understood and number != profile.id:
            dossiers[read.text] = number
    found = {}
    for relation in books.relations:
        read = enterprise_number(books.relations[relation]["vatNr"])
        if read is not None and read.understood and read.text in dossiers:
            found[relation] = dossiers[read.text]
    return found
