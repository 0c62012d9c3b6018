"""The open questions about the API as switches: a caller must be right under each answer."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Switch:
    """One unknown: its possible answers, the default first.

    `question` is the number of the open question in section 13 of docs/octopus-api.md; 0 is none of
    them, but something that the reference leaves open elsewhere (sections 4 and 8). `seen`
    says in which answers its position can be read, without a change to the books, the passing of
    time or the spending of a limit; None is nowhere.
    """

    name: str
    values: tuple[str | int, ...]
    question: int
    meaning: str
    seen: str | None = None


_NEITHER = ("neither", "list", "modified")

# fmt: off
SWITCHES = (
    Switch("over_limit_status", (400, 403, 429, 500), 1, "answer beyond a daily limit"),
    Switch("limit_scope", ("dossier", "account"), 1, "whom a daily limit counts for"),
    Switch("limit_reset", ("rolling", "midnight"), 1, "24 hours, or midnight in Brussels"),
    Switch("connections", ("unlimited", 1, 2, 5), 1, "how many at once; beyond, code -51"),
    Switch("connections_counted", ("calls", "dossiers"), 1,
           "calls that are not answered yet, or dossiers with a good token"),
    Switch("connections_status", (400, 403, 429, 500), 1, "answer to too many connections"),
    Switch("error_codes", ("recorded", "always", "never"), 1,
           "errorCode also in refusals of which recordings hold only technicalInfo, or nowhere",
           "any refusal whose code is known"),
    Switch("timestamp_zone", ("Europe/Brussels", "UTC"), 2, "zone of modifiedTimeStamp",
           "a document that changed an hour or two ago, asked for by both readings"),
    Switch("ambiguous_hour", ("later", "earlier"), 2, "reading of the hour that comes twice"),
    Switch("timestamp_bound", ("inclusive", "exclusive"), 2, "whether the bound itself counts"),
    Switch("edit_resends", ("document", "lines"), 3, "whole document, or changed lines only"),
    Switch("emptied_document", ("nowhere", "deleted"), 4, "an emptied document in bookings"),
    Switch("accounts_modified", ("all years", "newest year"), 5, "charts in accounts/modified",
           "bookyears without any account"),
    Switch("inactive_relations", ("listed", "hidden"), 5, "inactive ones in relations/modified",
           "a relation with active false, or a relation of bookings that is not listed"),
    Switch("line_sequence", ("unique", "repeated"), 6,
           "lineSequenceNr in a document: unique, or lines of VAT have that of the line before",
           "keys of booking lines"),
    Switch("reused_number", ("both", "modified"), 7, "a reused number is in both lists or not"),
    Switch("deletions_kept_days", ("forever", 1, 7, 30), 8, "when deletions are pruned"),
    Switch("deletions_in_first_load", ("yes", "no"), 8, "deletions in an answer from 1980",
           "a deletion that a later moment tells of"),
    Switch("report_needs", ("all", "bookyears"), 10, "body properties a report insists on",
           "a report asked for without periods"),
    Switch("carried_items", ("once", "again"), 11,
           "an open item is also an item of the opening entries of later bookyears or not",
           "open items in the journal of opening entries"),
    Switch("empty_answer", ("404", "list", "null"), 12, "nothing found, where 404 is documented",
           "any read that finds nothing"),
    Switch("bank_empty_answer", ("list", "404", "null"), 12, "nothing found, where it is not",
           "journals/modified since a moment to come"),
    Switch("empty_list", ("list", "null", "missing"), 12, "the empty one of two lists",
           "accounts/modified, where nothing was deleted"),
    Switch("bank_access", ("allowed", "refused"), 12, "the bank lists are another module's or not",
           "the bank lists"),
    Switch("disabled_listed", ("yes", "no"), 13, "whether GET /dossiers lists disabled ones"),
    Switch("dossier_token", ("keeps", "renews", "invalidates"), 15, "effect of a second login",
           "two connections to a dossier"),
    Switch("refresh_token", ("kept", "repeated", "rotated"), 16, "what a refresh gives back"),
    Switch("oauth_names", ("access_token", "token"), 16, "name of the token in the answer"),
    Switch("vat_section_code", ("grid", "none", "other"), 19, "what vatSectionCode holds",
           "booking lines on accounts of VAT"),
    Switch("open_amounts", ("debit", "side"), 19,
           "what is open is debit positive, or positive on the usual side of the report",
           "open items of suppliers, against bookings"),
    Switch("balanced_amount", ("credit", "debit", "both"), 19,
           "which field holds what a balancing matches", "balancings"),
    Switch("reverse_charge_vat", ("shown", "zero"), 0, "vatAmount of a line whose VAT is shifted",
           "purchases whose amount is their base"),
    Switch("account_amounts", ("movement", "cumulative"), 0,
           "balance of a period or up to its end", "account amounts, against bookings"),
    Switch("vanished_amount", ("deleted", "zero"), 0, "an amount whose last line is gone"),
    Switch("overdue", ("after", "on the day"), 0, "whether rappels count the day of expiry",
           "rappels at the day of expiry of an open sale"),
    Switch("files_modified", ("when attached", "with document"), 0, "what makes files come again"),
    Switch("missing_module_status", (403, 404), 0, "answer without the paid invoicing module",
           "invoices of a dossier without the module"),
    Switch("order", ("shuffled", "sorted"), 0, "order of lists; recordings are unsorted",
           "any list"),
    Switch("journals_400", _NEITHER, 0, "which of a list and its modified answers 400",
           "journals and journals/modified"),
    Switch("accounts_400", _NEITHER, 0, "the same of accounts",
           "accounts and accounts/modified"),
    Switch("relations_400", _NEITHER, 0, "the same of relations",
           "relations and relations/modified"),
    Switch("booking_touches_journal", ("yes", "no"), 0,
           "whether another nextDocumentNumber is a change that journals/modified tells of"),
    Switch("period_numbers", ("running", "calendar"), 0,
           "NN of a period runs from 01 in its bookyear, or is the month that it begins in",
           "bookyears whose periods are not the months from January on"),
    Switch("bookyears", ("in a row", "overlapping"), 0,
           "a bookyear begins after the one before, or in its last days", "bookyears"),
    Switch("delivery_date_time", ("zoned", "local"), 0,
           "deliveryDateTime has a zone, or has none and is Belgian time",
           "the delivery state of a sent invoice"),
)
# fmt: on
"""What is left open, by question."""


class UnknownSwitchError(ValueError):
    """A switch or a value that does not exist; the text names what does."""


class Switches:
    """The present setting of every switch."""

    def __init__(self) -> None:
        self._declared = {switch.name: switch for switch in SWITCHES}
        self._set: dict[str, str | int] = {s.name: s.values[0] for s in SWITCHES}

    def __getitem__(self, name: str) -> str | int:
        return self._set[name]

    def is_(self, name: str, value: str | int) -> bool:
        """Tell whether a switch stands at a value that it knows."""
        assert value in self._declared[name].values, f"{name} is never {value}"  # noqa: S101
        return self._set[name] == value

    def declared(self) -> list[dict[str, Any]]:
        """Give what there is to know of every switch."""
        return [asdict(switch) for switch in SWITCHES]

    def all(self) -> dict[str, str | int]:
        """Give every switch with its setting."""
        return dict(self._set)

    def update(self, settings: dict[str, Any]) -> None:
        """Set some switches, all or none. Raises UnknownSwitchError."""
        for name, value in settings.items():
            self._check(name, value)
        self._set.update(settings)

    def _check(self, name: str, value: object) -> None:
        if name not in self._declared:
            known = ", ".join(self._declared)
            raise UnknownSwitchError(f"There is no switch {name!r}; the switches are: {known}")
        values = self._declared[name].values
        if value not in values:
            allowed = ", ".join(map(repr, values))
            raise UnknownSwitchError(f"{name} cannot be {value!r}; allowed are: {allowed}")
