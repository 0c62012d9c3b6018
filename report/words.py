"""The words of the page and of the workbooks, in Dutch, French and English: `labels.csv`."""

from __future__ import annotations

import csv
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from report.warehouse import Row

LANGUAGES = ("nl", "fr", "en")


def labels() -> dict[str, dict[str, str]]:
    """Give all words by key and language."""
    with Path(__file__).with_name("labels.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("key"): row for row in csv.DictReader(file)}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._labels = labels()

    def say(self, key: str, *given: str) -> str:
        """Give the words of a key; {0} and {1} stand for what is given."""
        text = self._labels[key][self._language] if key in self._labels else key
        for place, part in enumerate(given):
            text = text.replace(f"{{{place}}}", part)
        return text

    def of(self, row: Row, name: str) -> str | None:
        """Give a column that the books hold in three languages: this one, or else another."""
        found = (row.get(f"{name}_{language}") for language in (self._language, *LANGUAGES))
        return next((text for text in found if text), None)
