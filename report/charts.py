"""The charts of the page, drawn with plotly: amounts in euro, hovering tells them to the cent."""

from __future__ import annotations

import typing as t

import plotly.graph_objects as go

from report.answers import AGEING

if t.TYPE_CHECKING:
    from report.answers import Answers

INK, GRID = "#1d2733", "#e6eaf0"
BLUE, ORANGE, GREEN, GREY = "#2f6db5", "#d9822b", "#2f8f6b", "#9aa7b5"
"""Colours that are told apart by people who see few colours, and in print."""

AGES = ("#bcd3ee", "#f6d49a", "#f0b057", "#e07b39", "#b3401f")
"""From not due to long overdue."""

HOVER = "%{y:,.2f} €<extra>%{fullData.name}</extra>"


def charts(answers: Answers) -> dict[str, str]:
    """Draw the charts of a section; give each, as JSON for plotly, by its title."""
    drawn = {
        "Open items by age": _open_items(answers),
        "VAT per return": _vat(answers),
        "Turnover and gross margin per month": _margin(answers),
        "Cash at the end of the month": _cash(answers),
    }
    return {title: figure.to_json() for title, figure in drawn.items()}


def _open_items(answers: Answers) -> go.Figure:
    sides = {"customers": "Customers owe", "suppliers": "Suppliers are owed"}
    bars = [
        go.Bar(
            name=ageing if ageing == "not due" else f"{ageing} days",
            y=list(sides.values()),
            x=[float(answers.open_items.get((side, ageing), 0)) for side in sides],
            orientation="h",
            marker_color=colour,
            hovertemplate=HOVER.replace("{y", "{x"),
        )
        for ageing, colour in zip(AGEING, AGES, strict=True)
    ]
    figure = _figure(bars, barmode="relative")
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(tickformat=",.0f")
    return figure


def _vat(answers: Answers) -> go.Figure:
    days = list(answers.vat)[-12:]
    due, deductible, to_pay = ([float(answers.vat[day][n]) for day in days] for n in range(3))
    bars = [
        go.Bar(name="due (XX)", x=days, y=due, marker_color=ORANGE, hovertemplate=HOVER),
        go.Bar(
            name="deductible (YY)", x=days, y=[-amount for amount in deductible],
            marker_color=BLUE, hovertemplate=HOVER,
        ),
        go.Scatter(
            name="to pay (71), or back (72)", x=days, y=to_pay, mode="lines+markers",
            line={"color": INK, "width": 2}, hovertemplate=HOVER,
        ),
    ]  # fmt: skip
    return _figure(bars, barmode="relative")


def _margin(answers: Answers) -> go.Figure:
    days = list(answers.margin)
    turnover, margin = ([float(pair[n]) for pair in answers.margin.values()] for n in (0, 1))
    bars = [
        go.Bar(name="turnover", x=days, y=turnover, marker_color=BLUE, hovertemplate=HOVER),
        go.Scatter(
            name="gross margin", x=days, y=margin, mode="lines+markers",
            line={"color": GREEN, "width": 2}, hovertemplate=HOVER,
        ),
    ]  # fmt: skip
    return _figure(bars)


def _cash(answers: Answers) -> go.Figure:
    colours = (BLUE, ORANGE, GREEN, GREY)
    lines = [
        go.Scatter(
            name=name,
            x=list(months),
            y=[float(balance) for balance in months.values()],
            mode="lines",
            line={"color": colours[number % len(colours)], "width": 2, "shape": "hv"},
            hovertemplate=HOVER,
        )
        for number, (name, months) in enumerate(answers.cash.items())
    ]
    return _figure(lines)


def _figure(data: list[t.Any], **layout: t.Any) -> go.Figure:  # noqa: ANN401 - plotly's
    figure = go.Figure(data)
    figure.update_layout(
        template="none",
        font={"family": "system-ui, sans-serif", "size": 13, "color": INK},
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.15},
        separators=",.",
        showlegend=True,
        height=300,
        bargap=0.3,
        **layout,
    )
    figure.update_xaxes(gridcolor=GRID, automargin=True, zerolinecolor=GREY)
    figure.update_yaxes(gridcolor=GRID, automargin=True, zerolinecolor=GREY, tickformat=",.0f")
    return figure
