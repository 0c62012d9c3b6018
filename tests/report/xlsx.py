"""Reads a workbook as the files that it is made of, by nothing that also writes one."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Sheet:
    """A sheet.

    Attributes:
        rows: Its rows; numbers as they are stored, texts as texts.
        formats: The number formats of its cells, in the same places.
        formulas: Formulas by the name of their cell.
        frozen: Whether its heads stay.
        filtered: The cells that are filtered.
    """

    rows: list[list[str | float | None]] = field(default_factory=list)
    formats: list[list[str]] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)
    frozen: bool = False
    filtered: str | None = None

    def columns(self) -> dict[str, list[str | float | None]]:
        """Give the cells below each head, the sums left out."""
        count = int(re.findall(r"\d+", self.filtered)[-1]) if self.filtered else 1
        table = self.rows[1:count]
        return {
            str(head): [row[place] if place < len(row) else None for row in table]
            for place, head in enumerate(self.rows[0])
        }


def read(path: Path) -> dict[str, Sheet]:
    """Give the sheets by name."""
    with zipfile.ZipFile(path) as file:
        texts = _texts(file)
        formats = _formats(file)
        files = {
            part.get("Id"): part.get("Target") for part in _xml(file, "xl/_rels/workbook.xml.rels")
        }
        return {
            str(sheet.get("name")): _sheet(
                _xml(file, f"xl/{files[sheet.get(RELATION)]}"), texts, formats
            )
            for sheet in _xml(file, "xl/workbook.xml").iter(f"{MAIN}sheet")
        }


def day(number: float) -> str:
    """Give the date that Excel counts so."""
    return (datetime(1899, 12, 30) + timedelta(days=number)).date().isoformat()  # noqa: DTZ001


def _xml(file: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(file.read(name))  # noqa: S314 - we have just written it


def _texts(file: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    return [
        "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
        for entry in _xml(file, "xl/sharedStrings.xml").iter(f"{MAIN}si")
    ]


def _formats(file: zipfile.ZipFile) -> list[str]:
    styles = _xml(file, "xl/styles.xml")
    own = {f.get("numFmtId"): str(f.get("formatCode")) for f in styles.iter(f"{MAIN}numFmt")}
    cells = next(styles.iter(f"{MAIN}cellXfs"))
    return [own.get(cell.get("numFmtId"), str(cell.get("numFmtId"))) for cell in cells]


def _sheet(xml: ET.Element, texts: list[str], formats: list[str]) -> Sheet:
    found = Sheet()
    pane = next(xml.iter(f"{MAIN}pane"), None)
    found.frozen = pane is not None and pane.get("state") == "frozen"
    filtered = next(xml.iter(f"{MAIN}autoFilter"), None)
    found.filtered = None if filtered is None else filtered.get("ref")
    for row in xml.iter(f"{MAIN}row"):
        while len(found.rows) < int(row.get("r", 0)):
            found.rows.append([])
            found.formats.append([])
        for cell in row.iter(f"{MAIN}c"):
            name = str(cell.get("r"))
            place = _place(name)
            values, kinds = found.rows[-1], found.formats[-1]
            values += [None] * (place + 1 - len(values))
            kinds += [""] * (place + 1 - len(kinds))
            text = cell.findtext(f"{MAIN}v")
            if text is not None:
                values[place] = texts[int(text)] if cell.get("t") == "s" else float(text)
            kinds[place] = formats[int(cell.get("s", 0))]
            formula = cell.findtext(f"{MAIN}f")
            if formula is not None:
                found.formulas[name] = formula
    return found


def _place(name: str) -> int:
    place = 0
    for letter in re.match(r"[A-Z]+", name)[0]:  # type: ignore[index] # every cell has a column
        place = 26 * place + ord(letter) - 64
    return place - 1
