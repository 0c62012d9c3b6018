"""What the check by Microsoft's parser says where it cannot be made."""

import shutil

import pytest

from powerbi import check


def test_no_node(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where npx is missing, one line says what to install."""
    monkeypatch.setattr(shutil, "which", lambda _: None)

    assert check.main() == 1
    assert capsys.readouterr().err == "npx is needed: install Node.js 18 or newer.\n"
