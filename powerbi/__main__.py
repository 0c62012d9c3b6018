"""Writes the model anew: `python3 dev.py tables` runs it."""

from __future__ import annotations

from pathlib import Path

from powerbi.marts import empty
from powerbi.model import model
from powerbi.tmdl import WRITTEN, files

FOLDER = Path(__file__).parent / "octopus" / "octopus.SemanticModel" / "definition"

if __name__ == "__main__":
    for file in FOLDER.rglob("*.tmdl"):
        if file.name not in WRITTEN:
            file.unlink()
    for path, text in files(model(empty())).items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
