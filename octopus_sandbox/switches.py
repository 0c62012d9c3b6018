"""The open questions about the API as switches: a caller must be right under each answer."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Switch:
    """One unknown: its possible answers, the default first.

    `question` is the number of the open question in section 13 of docs/octopus-api.md; 0 is none of
    them, but something that the reference leaves open elsewhere (sections 4 and 8).
    """

    name: str
    values: tuple[str | int, ...]
    question: int
    meaning: str


SWITCHES = (
    Switch("over_limit_status", (400, 403, 429, 500), 1, "answer beyond a daily limit"),
    Switch("limit_scope", ("dossier", "account"), 1, "whom a daily limit counts for"),
    Switch("limit_reset", ("rolling", "midnight"), 1, "24 hours, or midnight in Brussels"),
    Switch("timestamp_zone", ("Europe/Brussels", "UTC"), 2, "zone of modifiedTimeStamp"),
    Switch("ambiguous_hour", ("later", "earlier"), 2, "reading of the hour that comes twice"),
    Switch("timestamp_bound", ("inclusive", "exclusive"), 2, "whether the bound itself counts"),
    Switch("edit_resends", ("document", "lines"), 3, "whole document, or changed lines only"),
    Switch("emptied_document", ("nowhere", "deleted"), 4, "an emptied document in bookings"),
    Switch("reused_number", ("both", "modified"), 7, "a reused number is in both lists or not"),
    Switch("deletions_kept_days", ("forever", 1, 7, 30), 8, "when deletions are pruned"),
    Switch("deletions_in_first_load", ("yes", "no"), 8, "deletions in an answer from 1980"),
    Switch("report_needs", ("all", "bookyears"), 10, "body properties a report insists on"),
    Switch("empty_answer", ("404", "list"), 12, "nothing found, where 404 is documented"),
    Switch("bank_empty_answer", ("list", "404"), 12, "nothing found, where it is not"),
    Switch("disabled_listed", ("yes", "no"), 13, "whether GET /dossiers lists disabled ones"),
    Switch("dossier_token", ("keeps", "renews", "invalidates"), 15, "effect of a second login"),
    Switch("refresh_token", ("kept", "repeated", "rotated"), 16, "what a refresh gives back"),
    Switch("oauth_names", ("access_token", "token"), 16, "name of the token in the answer"),
    Switch("vat_section_code", ("grid", "none", "other"), 19, "what vatSectionCode holds"),
    Switch("reverse_charge_vat", ("shown", "zero"), 0, "vatAmount of a line whose VAT is shifted"),
    Switch(
        "account_amounts", ("movement", "cumulative"), 0, "balance of a period or up to its end"
    ),
    Switch("vanished_amount", ("deleted", "zero"), 0, "an amount whose last line is gone"),
    Switch("overdue", ("after", "on the day"), 0, "whether rappels count the day of expiry"),
    Switch("files_modified", ("when attached", "with document"), 0, "what makes files come again"),
    Switch("missing_module_status", (403, 404), 0, "answer without the paid invoicing module"),
    Switch("order", ("shuffled", "sorted"), 0, "order of lists; recordings are unsorted"),
)


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
