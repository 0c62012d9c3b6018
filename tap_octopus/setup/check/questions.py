"""The open questions about the API, each with its possible answers.

The numbers are those of octopus-api.md 13. Questions that other sections leave open have 0.
"""

from __future__ import annotations

import typing as t

from tap_octopus.setup.check import answers_from_books as from_books
from tap_octopus.setup.check import answers_from_service as from_service

if t.TYPE_CHECKING:
    from tap_octopus.setup.check.evidence import Evidence

Answer = tuple[str, int]
"""One of the possible answers, and in how many cases it was seen."""


class Question(t.NamedTuple):
    """An open question.

    Attributes:
        name: Its name in JSON.
        number: Its number in octopus-api.md 13; 0 if it has none.
        text: The question itself.
        answers: The possible answers, each with its meaning.
        find: Looks for the answer in the evidence; returns None when there is none.
        unseen: The reason to show when there is no answer.
    """

    name: str
    number: int
    text: str
    answers: t.Mapping[str, str]
    find: t.Callable[[Evidence], Answer | None]
    unseen: str


def _never(_: Evidence) -> None:
    return None


AT_A_LIMIT = "shows at a daily limit only, which a check must not reach"
NO_EXAMPLE = "nothing in what was read tells"

QUESTIONS = (
    Question("over_limit_status", 1, "What does Octopus answer beyond a daily limit?",
             {"400": "", "403": "", "429": "", "500": ""}, _never, AT_A_LIMIT),
    Question("limit_scope", 1, "Whom does a daily limit count for?",
             {"dossier": "", "account": ""}, _never, AT_A_LIMIT),
    Question("limit_reset", 1, "When does a daily limit begin anew?",
             {"rolling": "", "midnight": ""}, _never, AT_A_LIMIT),
    Question("timestamp_zone", 2, "In which time zone is modifiedTimeStamp read?",
             {"Europe/Brussels": "Belgian time", "UTC": "UTC"}, from_service.timestamp_zone,
             "nothing changed in the last two hours; book something and use --just-changed"),
    Question("ambiguous_hour", 2, "How is the hour read that comes twice in October?",
             {"later": "", "earlier": ""}, _never, "shows on one night of the year only"),
    Question("timestamp_bound", 2, "Does the moment of modifiedTimeStamp itself count?",
             {"inclusive": "", "exclusive": ""}, _never,
             "no record tells the moment at which it changed"),
    Question("edit_resends", 3, "Is a whole document sent again when one line changes?",
             {"document": "the whole document", "lines": "only the lines that changed"},
             from_books.edit_resends, "no document was seen that was changed in part of late"),
    Question("emptied_document", 4, "Where does an emptied document show in bookings?",
             {"nowhere": "nowhere", "deleted": "among the deleted ones"},
             from_books.emptied_document, "no document without lines in the bookyear"),
    Question("accounts_modified", 5, "Does accounts/modified give the chart of every bookyear?",
             {"all years": "yes", "newest year": "not of all"}, from_books.accounts_modified,
             "there is one bookyear"),
    Question("inactive_relations", 5, "Are inactive relations listed by relations/modified?",
             {"listed": "yes", "hidden": "no"}, from_books.inactive_relations,
             "no relation is known to be inactive"),
    Question("line_sequence", 6, "Is lineSequenceNr unique in a document?",
             {"unique": "yes", "repeated": "no"}, from_books.line_sequence, NO_EXAMPLE),
    Question("documents_balance", 3, "Do the lines of each document add up to zero?",
             {"all": "yes", "not all": "no"}, from_books.documents_balance, NO_EXAMPLE),
    Question("reused_number", 7, "Is a number that is in use again listed twice?",
             {"both": "yes", "modified": "only as it is now"}, from_books.reused_number,
             "no number of a deleted document is in use again, or it is listed once only"),
    Question("deletions_kept_days", 8, "How long are deletions listed?",
             {"forever": "longer than 31 days", "30": "", "7": "", "1": ""},
             from_books.deletions_kept, "no deletion is listed that is older than 31 days"),
    Question("deletions_in_first_load", 8, "Does a first load, from 1980, list deletions?",
             {"yes": "yes", "no": "no"}, from_books.deletions_in_first_load,
             "nothing was deleted, or it is not listed at all"),
    Question("report_needs", 10, "What does a report of open items insist on?",
             {"all": "the periods as well", "bookyears": "the bookyears"},
             from_service.report_needs, "the report could not be asked for"),
    Question("carried_items", 11, "Are items of opening entries open items once more?",
             {"once": "no", "again": "yes"}, from_books.carried_items,
             "nothing is open of an earlier bookyear"),
    Question("open_amounts", 19, "Which sign has openBookingAmount of a supplier?",
             {"debit": "that of the ledger", "side": "the opposite: what is owed is positive"},
             from_books.open_amounts, NO_EXAMPLE),
    Question("balanced_amount", 19, "Which field of a balancing holds what is matched?",
             {"credit": "creditBalancedBookingAmount", "debit": "debetBalancedBookingAmount",
              "both": "both"}, from_books.balanced_amount, "nothing is matched"),
    Question("empty_answer", 12, "What is answered for nothing where a 404 is documented?",
             {"404": "404", "list": "an empty list", "null": "null"},
             from_service.empty_answer, NO_EXAMPLE),
    Question("bank_empty_answer", 12, "What is answered for nothing where it is not?",
             {"list": "an empty list", "404": "404", "null": "null"},
             from_service.bank_empty_answer, NO_EXAMPLE),
    Question("empty_list", 12, "How is one of two lists empty?",
             {"list": "as a list", "null": "null", "missing": "it is missing"},
             from_service.empty_list, NO_EXAMPLE),
    Question("bank_access", 12, "May the lists of the bank be read?",
             {"allowed": "yes", "refused": "no"}, from_service.bank_access, NO_EXAMPLE),
    Question("disabled_listed", 13, "Are dossiers listed that are then refused?",
             {"yes": "yes", "no": "no"}, from_service.disabled_listed,
             "no dossier is refused; name one that is not listed in dossier_ids to see"),
    Question("dossier_token", 15, "What does a second connection do to the token of the first?",
             {"keeps": "nothing", "renews": "the same token is given again",
              "invalidates": "the first is not valid any more"}, from_service.dossier_token,
             "the second connection failed"),
    Question("refresh_token", 16, "What refresh token does a refresh give back?",
             {"kept": "none", "repeated": "the same", "rotated": "a new one"},
             lambda found: from_service.oauth(found, "refresh_token"),
             "shows when signed in with a refresh token"),
    Question("oauth_names", 16, "How is the access token called?",
             {"access_token": "access_token", "token": "token"},
             lambda found: from_service.oauth(found, "oauth_names"),
             "shows when signed in with a refresh token"),
    Question("vat_section_code", 19, "What does vatSectionCode hold?",
             {"grid": "a grid of the VAT return", "none": "nothing", "other": "something else"},
             from_books.vat_section_code, NO_EXAMPLE),
    Question("reverse_charge_vat", 0, "Does a purchase line show VAT that is shifted?",
             {"shown": "yes", "zero": "no: zero"}, from_books.reverse_charge_vat,
             "no purchase with VAT that is shifted in the bookyear"),
    Question("account_amounts", 0, "Of what is the balance in accounts/amounts/modified?",
             {"movement": "of the period alone", "cumulative": "of the bookyear up to its end"},
             from_books.account_amounts, NO_EXAMPLE),
    Question("vanished_amount", 0, "What becomes of an amount whose last line is gone?",
             {"deleted": "it is listed as deleted", "zero": "it stays, with zero"},
             from_books.vanished_amount, "no such amount"),
    Question("overdue", 0, "Do rappels count an invoice on the day that it expires?",
             {"after": "no: from the day after", "on the day": "yes"}, from_books.overdue,
             "no open invoice with an expiry date that has passed"),
    Question("missing_module_status", 0, "What is answered without the invoicing module?",
             {"403": "403", "404": "404"}, from_service.missing_module_status,
             "the dossier has the module, or a 404 does not say which it means"),
    Question("order", 0, "Do lists come in the order of their keys?",
             {"sorted": "yes", "shuffled": "no"}, from_service.order, "too few rows"),
    Question("files_modified", 0, "Does a file come again when its document changes?",
             {"when attached": "no", "with document": "yes"}, _never,
             "no record tells the moment at which it changed"),
    Question("delivery_date_time", 0, "Does deliveryDateTime tell its time zone?",
             {"zoned": "yes", "local": "no"}, from_service.delivery_date_time,
             "no invoice was sent"),
    Question("period_numbers", 0, "Do the numbers of periods run from 01?",
             {"running": "yes", "calendar": "no: they are months"}, from_books.period_numbers,
             "the periods are the months from January on"),
    Question("bookyears", 0, "Does a bookyear begin after the one before?",
             {"in a row": "yes", "overlapping": "no: they overlap"}, from_books.bookyears,
             "there is one bookyear"),
    Question("error_codes", 1, "Which refusals carry an errorCode?",
             {"recorded": "", "always": "a 400 too", "never": "none"}, from_service.error_codes,
             "nothing was refused in a way that tells"),
    *(
        Question(f"{table}_400", 0, f"Which of {table} and {table}/modified fails with 400?",
                 {"neither": "neither", "list": f"{table}", "modified": f"{table}/modified"},
                 from_service.which_400(table), "the list may be called twice a day: use --all")
        for table in ("journals", "accounts", "relations")
    ),
    Question("connections", 1, "How many connections may there be at once?",
             {}, _never, "a check makes one at a time"),
    Question("connections_counted", 1, "What counts as a connection?",
             {}, _never, "a check makes one at a time"),
    Question("connections_status", 1, "What is answered to too many connections?",
             {}, _never, "a check makes one at a time"),
    Question("booking_touches_journal", 0, "Does a booking change its journal?",
             {}, _never, "the moment at which a journal changed is not told"),
)  # fmt: skip
"""All open questions. Those that reading cannot answer say why."""
