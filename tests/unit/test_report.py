"""What the page's command says when there is nothing to show."""

import pytest

from report import __main__ as report


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
