"""Answers to open questions of the service: how it says nothing, what a token is good for."""

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
"""Rows that may be in order by chance."""


def timestamp_zone(found: Evidence) -> Answer | None:
    """Tell by what changed: asked from now at UTC on, Belgian time lies an hour or two before."""
    if rows := found.rows[ev.FROM_NOW]:
        return "Europe/Brussels", rows
    if found.changed_lately and found.came(ev.FROM_NOW) and found.rows[ev.LATELY]:
        return "UTC", found.rows[ev.LATELY]
    return None


def empty_answer(found: Evidence) -> Answer | None:
    """Tell by any call that found nothing."""
    return _once(found.empty(ev.WITH_404))


def bank_empty_answer(found: Evidence) -> Answer | None:
    """Tell by any call that found nothing."""
    return _once(found.empty(ev.WITHOUT_404))


def report_needs(found: Evidence) -> Answer | None:
    """Tell by the report that was asked for without periods."""
    seen = found.calls.get(ev.WITHOUT_PERIODS)
    if seen is None or not found.came("report_open_suppliers"):
        return None
    is_enough = seen.status == ev.OK or (seen.status == ev.NOTHING and seen.is_error_result)
    return "bookyears" if is_enough else "all", 1


def disabled_listed(found: Evidence) -> Answer | None:
    """Tell by a dossier that is refused, or by one that a setting names and nobody lists."""
    if found.refused:
        return "yes", found.refused
    return ("no", 1) if found.hidden and found.hidden.status == FORBIDDEN else None


def dossier_token(found: Evidence) -> Answer | None:
    """Tell by the second connection."""
    return _once(found.tokens)


def oauth(found: Evidence, question: str) -> Answer | None:
    """Tell by the exchange of the refresh token."""
    return _once(found.oauth.get(question))


def missing_module_status(found: Evidence) -> Answer | None:
    """Tell by a refusal; a 404 is one when nothing else is answered so, or when it says so."""
    is_list = found.empty(ev.WITH_404) == "list"
    for seen in (found.calls[name] for name in MODULES if name in found.calls):
        if seen.status == FORBIDDEN:
            return "403", 1
        if seen.status == ev.NOTHING and (is_list or "module" in seen.words):
            return "404", 1
    return None


def order(found: Evidence) -> Answer | None:
    """Tell by the long lists: one in order is no chance."""
    long = {name: rows for name, rows in found.rows.items() if name in found.in_order}
    long = {name: rows for name, rows in long.items() if rows >= FEW}
    if not long:
        return None
    is_sorted = any(found.in_order[name] for name in long)
    return "sorted" if is_sorted else "shuffled", sum(long.values())


def delivery_date_time(found: Evidence) -> Answer | None:
    """Tell by the moments at which invoices were sent."""
    zoned, local = found.moments[True], found.moments[False]
    return (("local", local) if local else ("zoned", zoned)) if zoned or local else None


def bank_access(found: Evidence) -> Answer | None:
    """Look whether the lists of the bank are refused."""
    statuses = [found.calls[name].status for name in ev.WITHOUT_404 if name in found.calls]
    if FORBIDDEN in statuses:
        return "refused", statuses.count(FORBIDDEN)
    return ("allowed", 1) if ev.OK in statuses or ev.NOTHING in statuses else None


def empty_list(found: Evidence) -> Answer | None:
    """Look at answers of two lists of which the first is empty."""
    counts = collections.Counter(seen.empty_list for seen in found.seen if seen.empty_list)
    return counts.most_common(1)[0] if counts else None


def error_codes(found: Evidence) -> Answer | None:
    """Look for a 400 with a code, and for a dossier that is refused without one."""
    refused = [seen for seen in found.seen if seen.is_error_result]
    dossiers = [seen for seen in refused if seen.operation is api.CONNECT]
    if bare := [seen for seen in dossiers if seen.status == FORBIDDEN and not seen.code]:
        return "never", len(bare)
    if coded := [seen for seen in refused if seen.status == BAD_REQUEST and seen.code]:
        return "always", len(coded)
    return None


def which_400(table: str) -> t.Callable[[Evidence], Answer | None]:
    """Look which of a plain list and its `/modified` answers 400."""
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
