"""Dry runs: the tap runs against a fake Octopus that knows only bookyears and journals.

So the numbers of calls come from the code that makes the real run: the same streams, in the same
order, within the same limits. The fake answers everything else with empty lists, since the number
of calls depends on nothing else.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import email.utils
import io
import logging
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.errors import DossierRefused, ModuleRefused, NotAnswered, RunFailed
from tap_octopus.output.writer import Writer
from tap_octopus.rows.answers import Answer
from tap_octopus.setup.explorer import OPEN
from tap_octopus.tap import TapOctopus

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Request
    from tap_octopus.rows.answers import Record
    from tap_octopus.setup.explorer import Found

Calls = dict[int | None, collections.Counter[str]]
"""The number of calls of each operation, by dossier; None is for those without a dossier."""

State = dict[str, t.Any]

TOKEN = {"token": "dry", "access_token": "dry", "Dossiertoken": "dry"}

FILES = "batch_config"
"""The setting that writes rows to files."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Outcome(t.NamedTuple):
    """The result of a dry run: its calls, and the state after it."""

    calls: Calls
    state: State


class Silent(Writer):
    """A writer that writes nothing."""

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Ignore messages."""


class FakeOctopus:
    """Replaces the network. It answers as Octopus would, with empty lists."""

    def __init__(
        self, listed: Sequence[Record], found: Sequence[Found], clock: ServerClock, now: float
    ) -> None:
        self._listed = listed
        self._found = {each.dossier: each for each in found}
        self._clock = clock
        self._date = email.utils.formatdate(now, usegmt=True)

    def __call__(self, request: Request) -> Answer:
        """Answer a request."""
        self._clock.set_from_date(self._date)
        content = self._content(request)
        if content is None:
            return Answer.empty()
        return Answer.whole(io.BytesIO(_encode(content)), request.operation.name)

    def close(self) -> None:
        """Do nothing."""

    def _content(self, request: Request) -> object:
        operation = request.operation
        if operation is api.DOSSIERS:
            return self._listed
        if request.dossier is None:
            return TOKEN
        found = self._found[request.dossier]
        if found.status != OPEN:
            raise DossierRefused(found.status)
        if operation.name in found.refused:
            raise (ModuleRefused if operation.of_module else NotAnswered)(operation.name)
        details = {"bookyearKey": {"id": request.bookyear}, "bankAccountServiceData": {}}
        return {
            api.CONNECT: TOKEN,
            api.BOOKYEARS: found.bookyears,
            api.JOURNALS_MODIFIED: {api.JOURNALS_MODIFIED.rows: found.journals},
            api.JOURNALS: found.lists.get(request.bookyear or 0, []),
            api.BOOKYEAR_DETAILS: details,
            api.FINANCIAL_JOURNALS: details,
        }.get(operation)


@dataclasses.dataclass(frozen=True)
class DryRun:
    """Runs the tap against a fake Octopus, as often as needed.

    Attributes:
        config: The settings.
        select: The names of the selected streams; empty when the catalog selects them.
        catalog: The catalog, if there is one.
        listed: The records of the dossiers.
        found: What the explorer found of each dossier.
    """

    config: Mapping[str, t.Any]
    select: Sequence[str]
    catalog: State | None
    listed: Sequence[Record]
    found: Sequence[Found]

    def run(self, state: State | None, now: float, **settings: object) -> Outcome:
        """Run the tap once.

        Args:
            state: The state before the run.
            now: The time of the run, in seconds since 1970.
            settings: Settings that differ from `config`.
        """
        with _silence():
            tap = make_tap({**self.config, **settings}, self.select, self.catalog, state)
            tap.network = lambda _, clock: FakeOctopus(self.listed, self.found, clock, now)
            with contextlib.suppress(RunFailed):  # the explorer reports refused dossiers
                tap.sync_all()
        return Outcome(dict(tap.run.client.limits.calls_made), msgspec.to_builtins(tap.state))


def make_tap(
    config: Mapping[str, t.Any],
    select: Sequence[str] = (),
    catalog: State | None = None,
    state: State | None = None,
) -> TapOctopus:
    """Return a tap that writes nothing. `select` names its streams; if empty, the catalog does."""
    tap = TapOctopus(
        config={name: value for name, value in config.items() if name != FILES},
        catalog=catalog,
        state=state or {},
        message_writer=Silent(),
    )
    for name, stream in tap.streams.items():
        if select:
            stream.selected = name in select
    return tap


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Disable logging in this context: a dry run is not a real one."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
