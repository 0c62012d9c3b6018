"""Answer open questions about the service: empty answers, refusals, tokens, order of records.

Each function answers one question of `questions`. It returns the answer, and in how many cases it
was seen; None when the evidence shows nothing.
"""

from __future__ import annotations

import collections
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.setup.check import evidence as ev

if t.TYPE_CHECKING:
    from tap_octopus.setup.check.evidence import Evidence

Answer = tuple[str, int]

BAD_REQUEST, FORBIDDEN = 400, 403
MODULES = ("invoices", "delivery_notes")
FEW = 10
"""Fewer rows than this may be in order by chance."""


def timestamp_zone(found: Evidence) -> Answer | None:
    """Look at what changed since now, with the time of the request in UTC.

    If Octopus reads that time as Belgian time, it is an hour or two in the past, so changes come
    back.
    """
    if rows := found.rows[ev.FROM_NOW]:
        return "Europe/Brussels", rows
    if found.changed_lately and found.came(ev.FROM_NOW) and found.rows[ev.LATELY]:
        return "UTC", found.rows[ev.LATELY]
    return None


def empty_answer(found: Evidence) -> Answer | None:
    """Look at empty results of operations that document a 404 for them."""
    return _once(found.empty(ev.WITH_404))


def bank_empty_answer(found: Evidence) -> Answer | None:
    """Look at empty results of operations that do not document a 404 for them."""
    return _once(found.empty(ev.WITHOUT_404))


def report_needs(found: Evidence) -> Answer | None:
    """Look whether the report without periods was answered."""
    seen = found.calls.get(ev.WITHOUT_PERIODS)
    if seen is None or not found.came("report_open_suppliers"):
        return None
    is_enough = seen.status == ev.OK or (seen.status == ev.NOTHING and seen.is_error_result)
    return "bookyears" if is_enough else "all", 1


def disabled_listed(found: Evidence) -> Answer | None:
    """Look for listed dossiers that are refused, and for an unlisted dossier that is refused."""
    if found.refused:
        return "yes", found.refused
    return ("no", 1) if found.hidden and found.hidden.status == FORBIDDEN else None


def dossier_token(found: Evidence) -> Answer | None:
    """Look what a second connection did to the first token."""
    return _once(found.tokens)


def oauth(found: Evidence, question: str) -> Answer | None:
    """Look at the exchange of the refresh token.

    Args:
        found: The evidence.
        question: The name of the question.
    """
    return _once(found.oauth.get(question))


def missing_module_status(found: Evidence) -> Answer | None:
    """Look at the status with which an operation of a paid module is refused.

    A 404 counts as refusal if empty results are answered with 200, or if its text names a module.
    """
    is_list = found.empty(ev.WITH_404) == "list"
    for seen in (found.calls[name] for name in MODULES if name in found.calls):
        if seen.status == FORBIDDEN:
            return "403", 1
        if seen.status == ev.NOTHING and (is_list or "module" in seen.words):
            return "404", 1
    return None


def order(found: Evidence) -> Answer | None:
    """Look whether any list of at least 10 records came in the order of its keys."""
    long = {name: rows for name, rows in found.rows.items() if name in found.in_order}
    long = {name: rows for name, rows in long.items() if rows >= FEW}
    if not long:
        return None
    is_sorted = any(found.in_order[name] for name in long)
    return "sorted" if is_sorted else "shuffled", sum(long.values())


def delivery_date_time(found: Evidence) -> Answer | None:
    """Look whether delivery times have a time zone."""
    zoned, local = found.moments[True], found.moments[False]
    return (("local", local) if local else ("zoned", zoned)) if zoned or local else None


def bank_access(found: Evidence) -> Answer | None:
    """Look whether the lists of the bank are refused."""
    statuses = [found.calls[name].status for name in ev.WITHOUT_404 if name in found.calls]
    if FORBIDDEN in statuses:
        return "refused", statuses.count(FORBIDDEN)
    return ("allowed", 1) if ev.OK in statuses or ev.NOTHING in statuses else None


def empty_list(found: Evidence) -> Answer | None:
    """Look at answers with two lists of which the first is empty."""
    counts = collections.Counter(seen.empty_list for seen in found.seen if seen.empty_list)
    return counts.most_common(1)[0] if counts else None


def error_codes(found: Evidence) -> Answer | None:
    """Look for a 400 with an errorCode, and for a refused dossier without one."""
    refused = [seen for seen in found.seen if seen.is_error_result]
    dossiers = [seen for seen in refused if seen.operation is api.CONNECT]
    if bare := [seen for seen in dossiers if seen.status == FORBIDDEN and not seen.code]:
        return "never", len(bare)
    if coded := [seen for seen in refused if seen.status == BAD_REQUEST and seen.code]:
        return "always", len(coded)
    return None


def which_400(table: str) -> t.Callable[[Evidence], Answer | None]:
    """Return a function that looks which one answers 400: the plain list or `/modified`."""
    names = {"journals": ("journals", "journals_modified")}
    plain, modified = names.get(table, (f"{table}_list", table))

    def find(found: Evidence) -> Answer | None:
        seen = {name: found.calls[name] for name in (plain, modified) if name in found.calls}
        failed = [name for name, one in seen.items() if one.status == BAD_REQUEST]
        if failed:
            return "list" if plain in failed else "modified", len(failed)
        return ("neither", 1) if sum(map(found.came, seen)) > 1 else None

    return find


def _once(answer: str | None) -> Answer | None:
    return None if answer is None else (answer, 1)
