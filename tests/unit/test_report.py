"""What the page's command says when there is nothing to show, and the words of the page."""

import re
from pathlib import Path

import pytest

from report import __main__ as report
from report.tables import NEEDED, TABLES, label_of
from report.words import LANGUAGES, Words, labels
from tests.support.contract import TABLES as STREAMS

FOLDER = Path(report.__file__).parent
SAID = re.compile(r'\b(?:t|say)\("([^"$]+)"')
"""Where a script or a module says something by its key."""


def test_no_answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no answers can be read, it says so and what to look at, instead of a traceback."""
    words = ["report", "--database=postgresql://nobody:hidden@127.0.0.1:9/nothing"]
    monkeypatch.setattr("sys.argv", words)

    code = report.main()

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith("The answers cannot be read. Check --database")
    assert "Connection refused" in said
    assert "hidden" not in said


def test_no_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A DuckDB that is not there is not made."""
    monkeypatch.setattr("sys.argv", ["report", f"--database={tmp_path / 'none.duckdb'}"])

    assert report.main() == 1
    assert capsys.readouterr().err.startswith("The answers cannot be read. Check --database")
    assert not list(tmp_path.iterdir())


def test_words_are_there() -> None:
    """Everything that the page and the workbooks say is in the list, in three languages."""
    known = labels()
    files = [*FOLDER.glob("*.js"), *FOLDER.glob("*.py")]
    said = {key for file in files for key in SAID.findall(file.read_text(encoding="utf-8"))}
    heads = {
        label_of(column)
        for table in TABLES.values()
        if isinstance(table, dict)
        for column in table.get("columns", [])
    }

    assert len(said) > 50
    assert (said | heads) - known.keys() == set()
    assert [key for key, texts in known.items() if not all(texts[of] for of in LANGUAGES)] == []


def test_words_are_used() -> None:
    """No words are kept that nothing says."""
    written = " ".join(
        file.read_text(encoding="utf-8")
        for pattern in ("*.js", "*.py", "*.json")
        for file in FOLDER.glob(pattern)
    )
    made = ("grid_", "month_", "outcome_", "show_", "set_", "part_", "booking")

    assert [key for key in labels() if f'"{key}"' not in written and not key.startswith(made)] == []


def test_say() -> None:
    """Words are said in the language, with what is given; books in their language or another."""
    words = Words("fr")

    assert words.say("rows", "3", "12") == "3 lignes sur 12"
    assert words.of({"label_nl": "Omzet", "label_fr": ""}, "label") == "Omzet"
    assert words.of({}, "label") is None


def test_streams() -> None:
    """The streams that figures need are streams that there are."""
    assert set(STREAMS) >= NEEDED
