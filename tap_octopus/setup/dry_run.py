"""A dry run of the tap, before an Octopus of which only the lists are known.

So what is told of a run beforehand comes from the code that will make it: the same streams, in the
same order, within the same limits. Everything but bookyears and journals is answered with nothing,
for how many calls a run takes depends on nothing else.
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
"""How often each operation is called, by dossier; what is not for one dossier is under None."""

State = dict[str, t.Any]

TOKEN = {"token": "dry", "access_token": "dry", "Dossiertoken": "dry"}

FILES = "batch_config"
"""The setting by which rows leave in files."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Outcome(t.NamedTuple):
    """What a dry run tells."""

    calls: Calls
    state: State


class Silent(Writer):
    """Writes nothing."""

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Let messages go."""


class FakeOctopus:
    """Stands in for the network: answers as Octopus would, with the records left out."""

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
    """Lets the tap run again and again before the dossiers that are listed, and what was found."""

    config: Mapping[str, t.Any]
    select: Sequence[str]
    catalog: State | None
    listed: Sequence[Record]
    found: Sequence[Found]

    def run(self, state: State | None, now: float, **settings: object) -> Outcome:
        """Run the tap once from a state, as of now, with other settings if some are given."""
        with _silence():
            tap = make_tap({**self.config, **settings}, self.select, self.catalog, state)
            tap.network = lambda _, clock: FakeOctopus(self.listed, self.found, clock, now)
            with contextlib.suppress(RunFailed):  # a refused dossier is told elsewhere
                tap.sync_all()
        return Outcome(dict(tap.run.client.limits.calls_made), msgspec.to_builtins(tap.state))


def make_tap(
    config: Mapping[str, t.Any],
    select: Sequence[str] = (),
    catalog: State | None = None,
    state: State | None = None,
) -> TapOctopus:
    """Make a tap that writes nothing; `select` names its streams, if not the catalog does."""
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
    """Let nothing be logged: it did not happen."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
