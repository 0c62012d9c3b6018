"""Every kind of change to the books, by name."""

from collections.abc import Callable, Mapping

from octopus_sandbox.books import booking_changes as booking
from octopus_sandbox.books import document_changes as document
from octopus_sandbox.books import master_changes as master
from octopus_sandbox.books import matching_changes as matching
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.work import Done, Wanted, Work

KINDS: dict[str, Callable[[Work], Done]] = {
    "book": booking.book,
    "backdate": booking.backdate,
    "edit": document.edit,
    "add_line": document.add_line,
    "shorten": document.shorten,
    "empty": document.empty,
    "delete_last": document.delete_last,
    "reuse_number": document.reuse_number,
    "match": matching.match,
    "unmatch": matching.unmatch,
    "add_relation": master.add_relation,
    "edit_relation": master.edit_relation,
    "deactivate_relation": master.deactivate_relation,
    "delete_relation": master.delete_relation,
    "add_account": master.add_account,
    "delete_account": master.delete_account,
    "close_bookyear": master.close_bookyear,
    "open_bookyear": master.open_bookyear,
    "carry_over": master.carry_over,
    "delete_journal": master.delete_journal,
}
"""What each kind of change does; each checks that it can before it touches the books."""


def wanted(params: Mapping[str, object]) -> Wanted:
    """Check what was asked for; raises ChangeError with a sentence that names what is wrong."""
    for name, value in params.items():
        if name not in Wanted._fields:
            raise ChangeError(f"A change takes {', '.join(Wanted._fields)}, not {name}.")
        kind = str if name == "journal" else int
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise ChangeError(f"{name} must be {'a text' if kind is str else 'a whole number'}.")
    return Wanted(**params)  # type: ignore[arg-type]


def make_change(kind: str, work: Work) -> Done:
    """Change the books and tell what was done."""
    if kind not in KINDS:
        raise ChangeError(f"There is no kind of change {kind!r}; there are {', '.join(KINDS)}.")
    return {"kind": kind} | KINDS[kind](work)
