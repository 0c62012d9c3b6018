"""What is not of the form is an error that names the case and the key."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.golden.dossiers import Taken, taken
from tests.golden.shapes import WrongCase

GOOD = """\
version: 1
cases:
- {id: Z1, kind: vat, certainty: law, rule: "1.3", title: "a sale", note: "free text",
   lines: [{side: sale, doc: invoice, regime: domestic, nature: goods, rate: 21, base: 1000.10}],
   grids: {"03": 1000.10, "54": 210.02, XX: 210.02, "71": 210.02, "72": 0.00}}
- {id: Z2, kind: balance, certainty: law, rule: "4.1", title: "off balance",
   ledger: [[010000, 5], [550000, -5]], rubrics: {"54/58": -5.00}}
- {id: Z3, kind: due, certainty: law, rule: "1.6", title: "dates",
   rows: [{period: 2026-01, filer: monthly, legal: 2026-02-20, tolerated: 2026-02-20}]}
"""
WRONG = [
    ("kind: vat", "kind: vot", "Z1.kind"),
    ("certainty: law", "certainty: sure", "Z1.certainty"),
    ('note: "free text"', 'nota: "free text"', "Z1.nota"),
    ('rule: "1.3"', "rule: 1.3", "Z1.rule"),
    ("side: sale, doc", "side: sell, doc", "Z1.lines[0].side"),
    ("doc: invoice", "doc: receipt", "Z1.lines[0].doc"),
    ("regime: domestic", "regime: import_customs", "Z1.lines[0].regime"),
    ("rate: 21", "rate: 121", "Z1.lines[0].rate"),
    ("base: 1000.10", "base: 1000.105", "Z1.lines[0].base"),
    ("base: 1000.10", "base: much", "Z1.lines[0].base"),
    (", base: 1000.10", "", "Z1.lines[0].base"),
    ("base: 1000.10", "base: 1000.10, deductible: 50", "Z1.lines[0].deductible"),
    ('"03": 1000.10', '"04": 1000.10', "Z1.grids.04"),
    ("grids: {", "grid: {", "Z1.grid"),
    ("[550000, -5]", "[5500000, -5]", "Z2.ledger[1][0]"),
    ("[550000, -5]", "[550000, -5, 0]", "Z2.ledger[1]"),
    ('"54/58": -5.00', '"54/59": -5.00', "Z2.rubrics.54/59"),
    ("filer: monthly", "filer: weekly", "Z3.rows[0].filer"),
    ("legal: 2026-02-20", "legal: february", "Z3.rows[0].legal"),
    ("id: Z3", "id: Z1", "Z1"),
    ("[550000, -5]", "[550000, -4]", "Z2.ledger"),
    ("period: 2026-01", "period: 2026-13", "Z3.rows"),
    ("rate: 21", "rate: 20", "Z1.lines"),
]


def _taken(folder: Path, text: str) -> Taken:
    file = folder / "cases.yaml"
    file.write_text(text)
    return taken(file)


def test_good_cases_are_taken(tmp_path: Path) -> None:
    """Amounts are the decimals that are written, and accounts keep their zeros."""
    found, wrong = _taken(tmp_path, GOOD)
    says = {dossier.case.id: dossier.case.says for dossier in found}

    assert wrong == []
    assert says["Z1"]["lines"][0]["base"] == Decimal("1000.10")
    assert says["Z2"]["ledger"] == [(10000, Decimal(5)), (550000, Decimal(-5))]
    assert says["Z3"]["rows"][0]["period"] == "2026-01"


@pytest.mark.parametrize(("right", "wrong", "place"), WRONG)
def test_wrong_case(tmp_path: Path, right: str, wrong: str, place: str) -> None:
    """A key or value that the form has not is refused, with the place where it stands."""
    assert right in GOOD
    left, told = _taken(tmp_path, GOOD.replace(right, wrong, 1))

    assert len(told) == 1
    assert place in told[0]
    assert len({dossier.case.id for dossier in left}) == 2


@pytest.mark.parametrize(
    ("wrong", "place"), [("version: 2", "version"), ("version: 1\nmore: 1", "more")]
)
def test_wrong_file(tmp_path: Path, wrong: str, place: str) -> None:
    """A file of another form is not read at all."""
    with pytest.raises(WrongCase, match=place):
        _taken(tmp_path, GOOD.replace("version: 1", wrong))


def test_key_twice(tmp_path: Path) -> None:
    """A key that comes twice is refused, with its line: YAML would take the last."""
    with pytest.raises(WrongCase, match="line 3"):
        _taken(tmp_path, GOOD.replace("kind: vat", "kind: vat, kind: due"))
