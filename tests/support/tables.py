"""A warehouse of dictionaries: what a target makes of messages, in no time.

`tests/integration/test_messages.py` shows that it holds the same as PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Iterable

from tests.support.contract import BEHIND_LEDGER, DOCUMENT, WITH_DELETIONS, columns
from tests.support.messages import Message
from tests.support.truth import LETTERS, Row, value_of

Key = tuple[object, ...]


class Tables:
    """Tables that take messages, a later row in the place of an earlier one with its key."""

    def __init__(self) -> None:
        self._keys: dict[str, list[str]] = {}
        self._tables: dict[str, dict[Key, Row]] = defaultdict(dict)

    def load(self, messages: Iterable[Message]) -> None:
        """Take what a tap says."""
        for message in messages:
            if message["type"] == "SCHEMA":
                self._keys[message["stream"]] = message["key_properties"]
            elif message["type"] == "RECORD":
                self._put(message["stream"], message["record"])

    def rows(self, table: str) -> list[Row]:
        """Give all rows of a table, live or not."""
        return list(self._tables[table].values())

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table: the rule of `live.py` once more, without SQL."""
        rows = self.rows(table)
        if table == "dossiers":
            newest = max((row["synced_at"] for row in rows), default=None)
            return [row for row in rows if row["synced_at"] == newest]
        rows = [row for row in rows if not self._is_outdated(row, table)]
        if table in WITH_DELETIONS:
            rows = [row for row in rows if row["_sdc_deleted_at"] is None]
        if table in BEHIND_LEDGER:
            gone = {
                _place(row): row["synced_at"]
                for row in self.rows("deleted_booking_documents")
                if row["reason"] != "emptied"
            }
            rows = [
                row for row in rows if gone.get(_place(row), row["synced_at"]) <= row["synced_at"]
            ]
        if table == "bookings":
            newest_of = self._newest_of_documents()
            rows = [row for row in rows if row["synced_at"] == newest_of[_document(row)]]
        return rows

    def _put(self, table: str, record: Row) -> None:
        row = {c.name: value_of(c.kind, record.get(c.name)) for c in columns(table)}
        self._tables[table][tuple(row[key] for key in self._keys[table])] = row

    def _is_outdated(self, row: Row, table: str) -> bool:
        status = self._tables["sync_status"].get((row["dossier_id"], table), {})
        valid_from = status.get("valid_from")
        return valid_from is not None and row["synced_at"] < valid_from

    def _newest_of_documents(self) -> dict[Key, object]:
        """Give when each document was last said to be something: there, or deleted."""
        newest: dict[Key, object] = {}
        said = [*self.rows("bookings"), *self.rows("deleted_booking_documents")]
        for row in sorted(said, key=lambda row: row["synced_at"]):
            newest[_document(row)] = row["synced_at"]
        return newest


def _place(row: Row) -> Key:
    """Give the document of a row; those that name the journal by a key do so without its type."""
    journal = row.get("journal_key") or f"{LETTERS[row['journal_type']]}{row['journal_nr']}"
    return row["dossier_id"], row["bookyear_id"], journal, row["document_sequence_nr"]


def _document(row: Row) -> Key:
    return tuple(row[column] for column in DOCUMENT)
