"""Format a report: as tables, or as a page of Markdown to attach to an issue."""

from __future__ import annotations

import typing as t

from tap_octopus.setup.tables import table

if t.TYPE_CHECKING:
    from tap_octopus.setup.check.report import Report

RIGHTS = "web service, dossier manager, basic and advanced lists; no right to write"
"""The rights that a user needs who only reads (octopus-api.md 13)."""

NO_VALUES = (
    "This page holds counts, names of fields and words of Octopus that were known beforehand: no "
    "value from the books."
)


def tables(report: Report) -> str:
    """Format a report as tables."""
    return "\n\n".join(text for title, text in _parts(report) for text in (f"{title}\n{text}",))


def page(report: Report) -> str:
    """Format a report as a page of Markdown."""
    parts = [f"## {title}\n\n```\n{text}\n```" for title, text in _parts(report)]
    return "\n\n".join(["# What an Octopus account answers", NO_VALUES, *parts])


def _parts(report: Report) -> t.Iterator[tuple[str, str]]:
    head = f"API {report.version}; {report.calls} calls in {report.seconds:.1f} seconds."
    yield "Account", f"{head}\n{table(_dossiers(report))}{_rights(report)}"
    yield "Operations", table(_operations(report))
    yield "What differs from what is documented", table(_differences(report))
    yield "Open questions", table(_answers(report))
    yield (
        "Settings that follow",
        table([{"setting": name, "value": value} for name, value in report.settings.items()]),
    )
    why = "".join(f"\n- {reason}" for reason in report.reasons)
    said = "can be made now" if report.first_load_is_safe else "is better not made now"
    yield "First load", f"A first load {said}.{why}"


def _rights(report: Report) -> str:
    refused = ", ".join(report.missing_rights)
    missing = f"\nRefused, by a module or a right that is missing: {refused}." if refused else ""
    return f"{missing}\nRights that suffice: {RIGHTS}."


def _dossiers(report: Report) -> list[dict[str, object]]:
    return [
        {
            "dossier": f"{each.place} of {len(report.dossiers)}",
            "outcome": each.outcome,
            "read": "yes" if each.is_read else "",
            "status": each.status,
            "errorCode": each.code or None,
            "Octopus says": each.meaning or each.words,
        }
        for each in report.dossiers
    ]


def _operations(report: Report) -> list[dict[str, object]]:
    return [
        {
            "operation": each.name,
            "calls": each.calls,
            "a day": each.calls_a_day,
            "status": each.status,
            "seconds": each.seconds,
            "bytes": each.bytes,
            "rows": each.rows,
            "remarks": "; ".join(filter(None, [each.meaning or each.words, *each.headers])),
        }
        for each in report.operations
    ]


def _differences(report: Report) -> list[dict[str, object]]:
    return [
        {
            "operation": each.operation,
            "list": each.list,
            "field": each.field,
            "what": f"{each.what}{': ' * bool(each.type)}{each.type}",
            "count": each.count,
            "of": each.of,
        }
        for each in report.differences
    ]


def _answers(report: Report) -> list[dict[str, object]]:
    return [
        {
            "13.": each.number or None,
            "question": each.text,
            "answer": (each.meaning or each.answer) if each.answer else "?",
            "cases": each.cases or None,
            "why not": "" if each.answer else each.meaning,
        }
        for each in report.answers
    ]
