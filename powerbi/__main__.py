"""Writes the model anew: `python3 dev.py tables` runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

from powerbi.marts import empty
from powerbi.model import model
from powerbi.tmdl import files

FOLDER = Path(__file__).parent / "octopus" / "octopus.SemanticModel" / "definition"

if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    for path, text in files(model(empty())).items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
