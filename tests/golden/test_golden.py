"""Every figure of every golden case is what the project answers, on DuckDB and on PostgreSQL.

`GOLDEN_CASES=FILE pytest tests/golden` takes the cases of another file of the same form.
"""

import datetime
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from demo.warehouse import RAW
from tests.golden import ledger_figures, listing_figures, payment_figures, vat_figures
from tests.golden.answers import BEFORE_NOON, CHOICES, Answers, Builder, project_of
from tests.golden.cases import Case
from tests.golden.changed import changed
from tests.golden.dossiers import Dossier, messages, taken, today
from tests.golden.figures import Compared
from tests.golden.kinds import BOOKED_GRIDS
from tests.golden.vat_books import FILED
from tests.support.dbt import dbt, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.messages import parse
from tests.support.warehouse import postgres

DOSSIERS, WRONG = taken()
FIGURES: dict[str, Callable[..., Compared]] = {
    "vat": vat_figures.vat_figures,
    "quarter": vat_figures.quarter_figures,
    "check": vat_figures.check_figures,
    "listing": listing_figures.listing_figures,
    "intracom": listing_figures.intracom_figures,
    "number": listing_figures.number_figures,
    "due": listing_figures.due_figures,
    "balance": ledger_figures.ledger_figures,
    "result": ledger_figures.ledger_figures,
    "balance_years": ledger_figures.ledger_figures,
    "ageing": payment_figures.ageing_figures,
    "payments": payment_figures.payments_figures,
    "ratio": payment_figures.ratio_figures,
    "interest": payment_figures.interest_figures,
    "reference": payment_figures.reference_figures,
}
UNDECIDED = [d for d in DOSSIERS if d.books.form == "undecided"]
DECIDED = [d for d in DOSSIERS if d.books.form != "undecided"]
CASES = list({dossier.case.id: dossier.case for dossier in DECIDED}.values())
ODD = ("quarter", "check", "listing", "number", "balance", "result", "balance_years")
"""The kinds that may state grids, numbers and ledgers such as no good office has them."""

TARGETS = ("duckdb", "postgres")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answers]]:
    """Give the answers of a warehouse, which is loaded and built when first asked for."""
    folder = tmp_path_factory.mktemp("golden")
    day = today(DOSSIERS)
    said = messages(DOSSIERS, datetime.datetime.combine(day, BEFORE_NOON, datetime.UTC))
    with postgres() as database:
        builder = Builder(dbt(folder), project_of(DOSSIERS, folder), DOSSIERS, day)

        @cache
        def of(target: str) -> Answers:
            if target == "postgres":
                warehouse = database.database(RAW)
                warehouse.load("".join(said), folder)
                return builder.build(on_postgres(warehouse.address), warehouse)
            duck = Duck(folder / "golden.duckdb")
            duck.load(parse(said))
            made = builder.build(on_duckdb(duck.path), duck)
            builder.choose(made, on_duckdb(duck.path))
            return made

        yield of


def _name(value: object) -> str:
    return value.name if isinstance(value, Dossier) else str(value)


def _compared(dossier: Dossier, says: dict[str, Any], answers: Answers) -> Compared:
    return FIGURES[dossier.case.kind](
        says, dossier.books.form, lambda mart: answers.of(dossier, mart)
    )


def test_every_case_is_of_the_form() -> None:
    """No case was left out because of a key or value that the form has not."""
    assert WRONG == []


@pytest.mark.parametrize("target", TARGETS)
def test_everything_is_built(answers: Callable[[str], Answers], target: str) -> None:
    """No model fails, and no test of the project but those that warn."""
    built = answers(target).built

    assert built.success, built.log


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dossier", DECIDED, ids=_name)
def test_figures(answers: Callable[[str], Answers], target: str, dossier: Dossier) -> None:
    """Every figure that a case states is the answer, in whatever form its books are."""
    assert _compared(dossier, dossier.case.says, answers(target)).differences() == []


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("dossier", [d for d in DECIDED if "either" in d.case.says], ids=_name)
def test_choices(answers: Callable[[str], Answers], dossier: Dossier, choice: str) -> None:
    """Whichever way of several is chosen by the variable, it is one that the case has."""
    rows = answers("duckdb").chosen[choice]["vat_returns"]
    own = [row for row in rows if row["dossier_id"] == dossier.id]

    assert vat_figures.grids_alone(dossier.case.says, lambda _: own).differences() == []


@pytest.mark.parametrize("dossier", DECIDED, ids=_name)
def test_good_books(answers: Callable[[str], Answers], dossier: Dossier) -> None:
    """In good books nothing is found to be an error, nor to be warned of but what a case is of."""
    found = answers("duckdb").of(dossier, "findings")
    grave = ("error",) if dossier.case.kind in ODD else ("error", "warning")

    assert [row["sentence_en"] for row in found if row["severity"] in grave] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dossier", UNDECIDED, ids=_name)
def test_undecided(answers: Callable[[str], Answers], target: str, dossier: Dossier) -> None:
    """What neither a code nor the accounts tell the grid of is shown as such, and found."""
    ask = answers(target)
    row = vat_figures.filed(lambda mart: ask.of(dossier, mart), FILED)
    sentences = [
        f"{found['sentence_nl']} {found['subject']}" for found in ask.of(dossier, "findings")
    ]

    assert row["unknown_base"] == dossier.books.keyed_in()
    assert {grid: row[f"grid_{grid}"] for grid in BOOKED_GRIDS if row[f"grid_{grid}"]} == {}
    for code in dossier.books.codes:
        assert any(code in sentence for sentence in sentences), code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_figure_is_overlooked(answers: Callable[[str], Answers], case: Case) -> None:
    """If a case stated another figure, whichever it is, that would be seen."""
    ask = answers("duckdb")
    held = [dossier for dossier in DECIDED if dossier.case.id == case.id]
    wrong = dict(changed(case))

    unseen = [
        place
        for place, says in wrong.items()
        if not any(_compared(dossier, says, ask).differences() for dossier in held)
    ]

    assert wrong
    assert unseen == []
