"""The page itself: one file without a server or a network, for a screen and for paper."""

from __future__ import annotations

import html
import typing as t
from pathlib import Path

from plotly.offline import get_plotlyjs

from report.answers import is_problem
from report.charts import charts

if t.TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from report.answers import Answers, Row

HERE = Path(__file__).parent


def page(sections: Sequence[Answers]) -> str:
    """Write the page: the first section is open, the others open at a click."""
    body = "".join(_section(number, answers) for number, answers in enumerate(sections))
    text = (HERE / "page.html").read_text(encoding="utf-8")
    return text.replace("<!-- sections -->", body).replace("/* plotly */", get_plotlyjs())


def euro(amount: Decimal) -> str:
    """Write an amount as Belgians do: 1.234,56 €."""
    return f"{amount:,.2f} €".translate(str.maketrans(",.", ".,"))


def _section(number: int, answers: Answers) -> str:
    figures = "".join(
        f"<figure><figcaption>{title}</figcaption>"
        f'<div class="chart"><script type="application/json">{_safe(chart)}</script></div></figure>'
        for title, chart in charts(answers).items()
    )
    return (
        f"<details{'' if number else ' open'}><summary><h2>{html.escape(answers.name)}</h2>"
        f"{_tiles(answers)}</summary>"
        f'<div class="charts">{figures}</div>{_monitor(answers)}</details>'
    )


def _tiles(answers: Answers) -> str:
    vat, days = answers.vat_to_pay, answers.vat_now
    until = f"to {max(days)}" if len(days) == 1 else "that are running"
    owed = "to pay for" if vat >= 0 else "to get back for"
    tiles = {
        "Customers owe": (euro(answers.receivable), f"{euro(answers.receivable_overdue)} overdue"),
        "Suppliers are owed": (euro(answers.payable), ""),
        "Cash": (euro(answers.money), ""),
        "VAT": (euro(abs(vat)), f"{owed} the return{'s' * (len(days) > 1)} {until}"),
        "Data": _health(answers),
    }
    return '<div class="tiles">{}</div>'.format(
        "".join(
            f'<div class="tile"><span>{name}</span><b>{value}</b><small>{more}</small></div>'
            for name, (value, more) in tiles.items()
        )
    )


def _health(answers: Answers) -> tuple[str, str]:
    wrong = len(answers.problems)
    return ("complete" if not wrong else f"{wrong} to look at"), f"{len(answers.sync)} tables"


def _monitor(answers: Answers) -> str:
    rows = sorted(answers.sync, key=lambda row: not is_problem(row))
    lines = "".join(_line(row) for row in rows)
    return (
        "<details class=monitor><summary>Sync monitor</summary><table><thead><tr>"
        "<th>dossier<th>table<th>outcome<th>read at (UTC)<th>calls left<th>remark</tr></thead>"
        f"<tbody>{lines}</tbody></table></details>"
    )


def _line(row: Row) -> str:
    differs = row.control_differences
    remarks = [
        "late" if row.is_late else "",
        f"{differs} accounts differ from Octopus' own totals" if differs else "",
        row.message or "",
    ]
    cells = (
        row.dossier_id,
        row.stream,
        row.outcome,
        f"{row.synced_at:%Y-%m-%d %H:%M}" if row.synced_at else "",
        "" if row.calls_left is None else row.calls_left,
        "; ".join(filter(None, remarks)),
    )
    marked = " class=problem" if is_problem(row) else ""
    return f"<tr{marked}>{''.join(f'<td>{html.escape(str(cell))}' for cell in cells)}</tr>"


def _safe(json: str) -> str:
    """Keep a text in the data from ending the script that holds it."""
    return json.replace("<", "\\u003c")
