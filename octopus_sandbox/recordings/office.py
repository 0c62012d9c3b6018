"""An office whose dossiers are known from a recording only."""

from typing import Any

from octopus_sandbox.books.errors import UnknownDossierError
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.recordings.folder import Recorded, Recording

DOSSIERS = "GET /dossiers"
CONNECT = "POST /dossiers"


class RecordedDossier:
    """What was recorded of one dossier; nothing of it changes, and it refuses what it refused."""

    disabled = False
    has_webservice = True
    changes = 0

    def __init__(self, recording: Recording, dossier_id: int) -> None:
        self.id = dossier_id
        self.recorded_at = recording.recorded_at
        self._recording = recording

    def answers(self, operation: str) -> list[Recorded]:
        """Give all answers of an operation."""
        return self._recording.of(operation, self.id)

    def bookyears(self) -> list[Record]:
        """Give the bookyears by start date."""
        path = "GET /dossiers/{dossierId}/bookyears"
        rows = [row for one in self.answers(path) if one.status == 200 for row in one.value]  # noqa: PLR2004
        return sorted(rows, key=lambda row: str(row.get("startDate")))


class RecordedOffice:
    """The dossiers of a recording."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        found = {answer.dossier_id for answer in recording.answers}
        found |= {(row.get("dossierKey") or {}).get("id") for row in self.listed()}
        self.dossier_ids = sorted(number for number in found if number is not None)
        self._dossiers = {n: RecordedDossier(recording, n) for n in self.dossier_ids}

    def listed(self) -> list[Record]:
        """Give the rows of `GET /dossiers`."""
        rows: list[Any] = [row for one in self.recording.of(DOSSIERS) for row in one.value]
        return rows

    def dossier(self, dossier_id: int) -> RecordedDossier:
        """Give one dossier. Raises UnknownDossierError."""
        if dossier_id not in self._dossiers:
            raise UnknownDossierError(f"There is no dossier {dossier_id}.")
        return self._dossiers[dossier_id]
