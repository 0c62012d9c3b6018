"""The list of dossiers: the first call of a run, and the table `dossiers`."""

from __future__ import annotations

import dataclasses
import logging
import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.errors import (
    MapFailed,
    OctopusError,
    ProxyFailed,
    RowRejected,
    RunFailed,
    TemporaryError,
)
from tap_octopus.sync.stream import OctopusStream

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from singer_sdk.helpers.types import Context

    from tap_octopus.client import Client
    from tap_octopus.rows.answers import Answer, Record
    from tap_octopus.rows.mapper import RowMapper
    from tap_octopus.rows.values import Row
    from tap_octopus.settings import Settings
    from tap_octopus.state import Bookmarks

VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")

_log = logging.getLogger("tap-octopus")


class Dossiers(OctopusStream, operation=api.DOSSIERS):
    """The client files that the user can reach.

    With several shards, only the first writes this table. It writes the dossiers of all shards,
    since the live rows are those of the newest list. Otherwise the shards would overwrite each
    other.
    """

    found: DossierList | None = None
    """The list of this run; None in other shards than the first."""

    def batches(self, context: Context | None) -> Iterator[list[Row]]:  # noqa: ARG002
        """Yield the dossiers one by one."""
        if (found := self.found) is None:
            return
        for row in found.rows.values():
            try:
                yield [row]
            except MapFailed as error:  # raised here when the row is written
                found.note_unwritten(row.dossier_id, error)


@dataclasses.dataclass
class DossierList:
    """Lists the dossiers, and selects those that a run syncs."""

    client: Client
    bookmarks: Bookmarks
    settings: Settings
    rows: dict[int, Row] = dataclasses.field(default_factory=dict)  # of other shards too
    problems: list[str] = dataclasses.field(default_factory=list)  # why the run fails at its end
    unwritten: dict[int, str] = dataclasses.field(default_factory=dict)  # why, by dossier
    version: str | None = None  # of the API

    def read(self, row_mapper: RowMapper) -> list[int]:
        """Sign in, list the dossiers, and return the ids of those that this run syncs.

        If no call is left for the list, the dossiers of earlier runs are synced.

        Raises:
            RunFailed: The dossiers cannot be listed, or none of the chosen dossiers is listed.
        """
        self._answered(self.client.sign_in, api.Request(api.SIGN_IN))
        self.version = self._asked_version()
        self.bookmarks.forget_others(self._is_mine, self.client.clock.seconds())
        if self.client.limits.left(api.DOSSIERS, None) > 0:
            records = self._answered(self.client.call, api.Request(api.DOSSIERS))
            listed = self._mapped(records, row_mapper)
            self._check_known(listed)
            self._check_chosen(listed)
            self.rows = {
                dossier: row for dossier, row in listed.items() if self._is_wanted(dossier)
            }
            dossiers = list(self.rows)
        else:
            _log.info("no call is left to list the dossiers: those of earlier runs are synced")
            dossiers = [*filter(self._is_wanted, self.bookmarks.dossiers())]
        mine = [*filter(self._is_mine, dossiers)]
        if not mine:
            shard = self.settings.dossier_shard
            why = "dossier_shard has none" if shard else "check the user's rights and dossier_ids"
            _log.warning("There is no dossier to read: %s", why)
        return mine

    def _asked_version(self) -> str | None:
        """Return the version of the API; None when it is not known. It is for information only."""
        try:
            with self.client.call(api.Request(api.VERSION)) as answer:
                found = answer.text().strip()
        except OctopusError as error:
            _log.debug("the version of the API is not known: %s", error)
            return None
        version = found if VERSION.fullmatch(found) else None
        _log.info("Octopus API version: %s", version or "told in an unknown form")
        return version

    def note_unwritten(self, dossier: int, error: MapFailed) -> None:
        """Note that the row of a dossier could not be written. The run then fails."""
        self.unwritten[dossier] = str(error)
        problem = f"dossier {dossier}: dossiers failed: {error}"
        _log.error(problem)
        self.problems.append(problem)

    @staticmethod
    def _answered(call: Callable[[api.Request], Answer], request: api.Request) -> list[Record]:
        """Make a call without which the run cannot go on, and return its records.

        Raises:
            RunFailed: The call failed.
        """
        try:
            with call(request) as answer:
                return [*answer.records(None)[0]]
        except ProxyFailed as error:
            raise RunFailed(f"{error}. Check HTTPS_PROXY and NO_PROXY") from None
        except TemporaryError as error:
            raise RunFailed(f"{error}. Check api_url and the network") from None
        except OctopusError as error:
            raise RunFailed(str(error)) from None

    def _mapped(self, records: list[Record], row_mapper: RowMapper) -> dict[int, Row]:
        """Return the rows of the listed dossiers. Warn of a record with no key or a repeated key.

        If a record with a key cannot become a row, the run fails at its end.
        """
        synced_at = self.bookmarks.next_read(None, self.client.clock.now())
        rows: dict[int, Row] = {}
        for record in records:
            try:
                row = row_mapper.row(record, {"synced_at": synced_at})
            except RowRejected as error:
                problem = f"Octopus lists a dossier that cannot be read: {error}"
                _log.warning(problem)
                if isinstance(record, dict) and record.get("dossierKey"):
                    self.problems.append(problem)
                continue
            if rows.setdefault(row.dossier_id, row) is not row:
                text = "Octopus lists dossier %s twice: the second is ignored"
                _log.warning(text, row.dossier_id)
        return rows

    def _is_wanted(self, dossier: int) -> bool:
        return self.settings.left_out_by(dossier) in {None, "dossier_shard"}

    def _is_mine(self, dossier: int) -> bool:
        """Return whether a dossier belongs to the shard of this run."""
        shard = self.settings.dossier_shard
        return shard is None or shard.has(dossier)

    def _check_known(self, listed: dict[int, Row]) -> None:
        """Note a problem if Octopus lists no dossiers, although it did before."""
        known = len([*filter(self._is_mine, self.bookmarks.dossiers())])
        if known and not listed:
            problem = f"Octopus lists no dossier any more, and listed {known} before"
            problem = f"{problem}: check the user's rights"
            _log.error(problem)
            self.problems.append(problem)

    def _check_chosen(self, listed: dict[int, Row]) -> None:
        """Note a problem for each dossier of the setting `dossier_ids` that Octopus does not list.

        Raises:
            RunFailed: None of the wanted dossiers is listed.
        """
        missing = sorted(set(self.settings.dossier_ids) - set(listed))
        for dossier in filter(self._is_mine, missing):  # those of other shards are reported there
            problem = f"dossier_ids names {dossier}, which this user cannot reach in Octopus"
            _log.error(problem)
            self.problems.append(problem)
        if self.problems and not any(map(self._is_wanted, listed)):
            raise RunFailed("; ".join(self.problems))
