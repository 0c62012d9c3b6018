"""Reading a recording: `recording.json` says which answer stands in which file."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

FORMAT = 1
_UNTOLD = b'{"technicalInfo": ""}'


class RecordingError(ValueError):
    """A folder that is no recording; the text says what is wrong."""


class Recorded(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """One answer: what was asked, the status, and the file with what came."""

    operation: str
    status: int
    dossier_id: int | None = None
    parameters: dict[str, int | str] = {}
    body: Any = None
    file: str | None = None
    raw: bytes = b""

    @property
    def value(self) -> Any:  # noqa: ANN401 whatever JSON holds
        """Give what came, read from its JSON."""
        return msgspec.json.decode(self.raw)


class Recording(msgspec.Struct, forbid_unknown_fields=True):
    """All answers of a folder, the version of the API and the moment of the first call."""

    format: int
    version: str
    recorded_at: datetime
    answers: list[Recorded]

    def of(self, operation: str, dossier_id: int | None = None) -> list[Recorded]:
        """Give the answers of an operation for a dossier."""
        return [a for a in self.answers if (a.operation, a.dossier_id) == (operation, dossier_id)]


def read(folder: Path) -> Recording:
    """Read a recording. Raises RecordingError."""
    try:
        recording = msgspec.json.decode((folder / "recording.json").read_bytes(), type=Recording)
        for answer in recording.answers:
            answer.raw = _contents(folder, answer)
    except (OSError, msgspec.MsgspecError) as error:
        raise RecordingError(f"{folder} is no recording: {error}") from error
    if recording.format != FORMAT:
        raise RecordingError(f"{folder} has format {recording.format}, and only {FORMAT} is known")
    if recording.recorded_at.tzinfo is None:
        raise RecordingError(f"{folder}: recorded_at has no zone")
    return recording


def _contents(folder: Path, answer: Recorded) -> bytes:
    if answer.file is None:
        return _UNTOLD
    place = (folder / answer.file).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise RecordingError(f"{answer.file} lies outside of {folder}")
    contents = place.read_bytes()
    msgspec.json.decode(contents)
    return contents
