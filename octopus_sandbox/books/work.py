"""What every change works with: the books, a moment, chance, and what was asked for."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from octopus_sandbox.books.bookyears import Bookyear
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import Document, JournalKey, Line, journal_name
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import balancing_record, sides
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import opening

T = TypeVar("T")
Done = dict[str, Any]
"""What a change did, for people and tests to read."""


class Wanted(NamedTuple):
    """What was asked for; None is left to chance."""

    bookyear: int | None = None
    journal: str | None = None
    number: int | None = None
    relation: int | None = None
    account: int | None = None


class Work(NamedTuple):
    """One change in the making."""

    books: Books
    profile: Profile
    at: datetime
    rng: random.Random
    wanted: Wanted

    def pick(self, candidates: Sequence[T], what: str) -> T:
        """Draw one of the candidates."""
        if not candidates:
            raise ChangeError(f"There is no {what}.")
        return candidates[int(self.rng.random() * len(candidates))]

    def journal(self) -> JournalKey | None:
        """Give the journal that was asked for."""
        if self.wanted.journal is None:
            return None
        for journal in self.books.journal_keys:
            if journal_name(journal) == self.wanted.journal:
                return journal
        known = ", ".join(sorted(map(journal_name, self.books.journal_keys)))
        raise ChangeError(f"There is no journal {self.wanted.journal!r}; there are {known}.")

    def open_year(self) -> Bookyear:
        """Give the bookyear to book in: the one asked for, of today, or the last open one."""
        if self.wanted.bookyear is not None:
            year = self.books.year(self.wanted.bookyear)
            if year.closed:
                raise ChangeError(f"Bookyear {year.id} is closed.")
            return year
        years = [year for year in self.books.years if not year.closed]
        today = self.at.date()
        current = [year for year in years if year.start <= today <= year.end]
        if not years:
            raise ChangeError("Every bookyear is closed.")
        return (current or years)[-1]

    def document(self, what: str, suits: Callable[[Document], bool]) -> Document:
        """Pick a booked document that suits, in an open bookyear unless one was asked for."""
        wanted, journal = self.wanted, self.journal()
        candidates = [
            document
            for year in self.books.years
            if (not year.closed if wanted.bookyear is None else year.id == wanted.bookyear)
            for document in self.books.documents(year.id)
            if wanted.number in (None, document.number)
            and journal in (None, document.journal)
            and wanted.relation in (None, document.relation)
            and document.journal != self.books.habits.opening
            and suits(document)
        ]
        return self.pick(candidates, what)

    def unmatch(self, matches: Sequence[Match]) -> int:
        """Undo matches, with their full records in the log; give how many."""
        for match in matches:
            self.books.matches.remove(
                match, balancing_record(self.books, sides(self.books, match)), self.at
            )
        return len(matches)

    def rewrite(self, before: Document, lines: Sequence[Line], **header: Any) -> Done:  # noqa: ANN401 any field of the header
        """Put new lines in a document; what it is matched with is undone first."""
        unmatched = self.unmatch(self.books.matches.of(before.key))
        changed = {"modified_at": self.at, "filed_at": before.filed_at or before.modified_at}
        document = msgspec.structs.replace(before, lines=tuple(lines), **changed, **header)
        self.books.replace(document)
        self.carry_over(before.bookyear)
        return told(document) | {"unmatched": unmatched}

    def carry_over(self, bookyear: int) -> None:
        """Bring the openings of later bookyears in line with what they are carried from."""
        places = [year.id for year in self.books.years]
        for place in range(places.index(bookyear) + 1, len(places)):
            old = self.books.opening(places[place])
            if old is not None:
                new = opening(self.books, place, self.at)
                if _amounts(new) != _amounts(old):
                    self.books.replace(new)


def told(document: Document) -> Done:
    """Tell which document was changed."""
    return {
        "bookyear": document.bookyear,
        "journal": journal_name(document.journal),
        "number": document.number,
        "lines": len(document.lines),
    }


def _amounts(document: Document) -> list[tuple[int, int]]:
    return [(line.account, line.cents) for line in document.lines]
