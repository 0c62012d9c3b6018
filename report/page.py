"""The page itself: one file without a server or a network, for a screen and for paper."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import typing as t
import zlib
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from report.books import KEY
from report.tables import TABLES
from report.words import labels

if t.TYPE_CHECKING:
    from report.books import Dossier, Office
    from report.warehouse import Row

HERE = Path(__file__).parent
SCRIPTS = (
    "format", "dom", "data", "behind", "table", "dialog", "charts", "desk", "statements", "money",
    "dossier", "main",
)  # fmt: skip
"""The scripts of the page, each after those that it uses."""

BELGIUM = ZoneInfo("Europe/Brussels")


def page(office: Office, language: str = "nl") -> str:
    """Write the page.

    What the books hold goes into it compressed, each dossier by itself: a dossier is unpacked when
    it is looked at, and no text can be taken for a part of the page.
    """
    script = "\n".join(
        ["'use strict';", *((HERE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)]
    )
    parts = {
        "LANGUAGE": language,
        "SCRIPT_HASH": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "STYLE": (HERE / "page.css").read_text(encoding="utf-8"),
        "DATA": packed(_of_office(office, language)),
        "DOSSIERS": "\n".join(
            f'<script type="text/plain" data-dossier="{dossier.dossier_id}">'
            f"{packed(_of_dossier(dossier))}</script>"
            for dossier in office.dossiers
        ),
        "SCRIPT": script,
    }
    text = (HERE / "page.html").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text


def local(moment: datetime.datetime) -> datetime.datetime:
    """Give a moment as the clock stood in Belgium; the warehouse has it in UTC."""
    utc = moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)  # noqa: UP017
    return utc.astimezone(BELGIUM).replace(tzinfo=None)


def packed(content: object) -> str:
    """Write JSON, compressed, in letters that mean nothing to a browser."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = compressor.compress(text.encode("utf-8", "replace")) + compressor.flush()
    return base64.b64encode(data).decode()


def _of_office(office: Office, language: str) -> Row:
    one = office.dossiers[0] if len(office.dossiers) == 1 else None
    return {
        "language": language,
        "labels": labels(),
        "tables": TABLES,
        "as_of": office.as_of,
        "made_on": office.made_on,
        "relation": one.relation if one else None,
        "shared": {name: _columns(rows) for name, rows in office.shared.items()},
        "desk": _columns([_desk_row(dossier) for dossier in office.dossiers]),
    }


def _desk_row(dossier: Dossier) -> Row:
    sync = dossier.tables.get("sync", [])
    return {
        "dossier_id": dossier.dossier_id,
        "name": dossier.name,
        "vat_nr": dossier.vat_nr,
        **(dossier.desk if dossier.tables["desk"] else {}),
        "missing": dossier.missing,
        "refused": [row["stream"] for row in sync if row["outcome"] not in ("complete", None)],
        "late": [row["stream"] for row in sync if row["is_late"]],
    }


def _of_dossier(dossier: Dossier) -> Row:
    """Give the tables by column, each document once and elsewhere by its place."""
    known = {tuple(row[k] for k in KEY): row for row in dossier.tables["documents"]}
    places: dict[tuple[t.Any, ...], int] = {}
    found = {}
    for name, rows in dossier.tables.items():
        if name in ("desk", "documents"):
            continue
        found[name] = _columns([_with_place(row, places) for row in rows])
    nothing = dict.fromkeys(next(iter(known.values()), {}))
    documents = [nothing | dict(zip(KEY, key, strict=True)) | known.get(key, {}) for key in places]
    return {**found, "documents": _columns(documents)}


def _with_place(row: Row, places: dict[tuple[t.Any, ...], int]) -> Row:
    if KEY[-1] not in row:
        return row
    key = tuple(row[name] for name in KEY)
    rest = {name: value for name, value in row.items() if name not in KEY}
    none = key[1:] == (None, None)
    return {"doc": None if none else places.setdefault(key, len(places)), **rest}


def _columns(rows: list[Row]) -> dict[str, list[t.Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _plain(value: object) -> object:
    """Write amounts in cents, and moments as the clock stood in Belgium."""
    if isinstance(value, Decimal):
        return int((value * 100).to_integral_value())
    if isinstance(value, datetime.datetime):
        return local(value).isoformat(timespec="minutes")
    return str(value)
