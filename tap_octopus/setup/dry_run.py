"""A run of the tap itself, before an Octopus of which only the lists are known.

So what is told of a run beforehand comes from the code that will make it: the same streams, in the
same order, within the same limits. Everything but bookyears and journals is answered with nothing,
for how many calls a run takes depends on nothing else.
"""

from __future__ import annotations

import collections
import contextlib
import email.utils
import io
import json
import logging
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.errors import DossierRefused, ModuleRefused, RunFailed
from tap_octopus.output.writer import Writer
from tap_octopus.rows.answers import Answer
from tap_octopus.setup.explorer import OPEN
from tap_octopus.tap import TapOctopus

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Request
    from tap_octopus.rows.answers import Record
    from tap_octopus.settings import Settings
    from tap_octopus.setup.explorer import Found

Calls = dict[int | None, collections.Counter[str]]
"""How often each operation is called, by dossier; what is not for one dossier is under None."""

State = dict[str, t.Any]

TOKEN = {"token": "rehearsed", "access_token": "rehearsed", "Dossiertoken": "rehearsed"}

FILES = "batch_config"
"""The setting by which rows leave in files."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Outcome(t.NamedTuple):
    """What a rehearsal tells."""

    calls: Calls
    state: State


class Silent(Writer):
    """Writes nothing."""

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Let messages go."""


class FakeOctopus:
    """Stands in for the network.

    Args:
        listed: The dossiers as Octopus lists them.
        found: What is known of each.
        clock: The tap's clock.
        now: What time it is, in seconds since 1970.
    """

    def __init__(
        self, listed: Sequence[Record], found: Sequence[Found], clock: ServerClock, now: float
    ) -> None:
        self._listed = listed
        self._found = {each.dossier: each for each in found}
        self._clock = clock
        self._date = email.utils.formatdate(now, usegmt=True)

    def __call__(self, request: Request) -> Answer:
        """Answer a request as Octopus would, with the records left out."""
        self._clock.set_from_date(self._date)
        content = self._content(request)
        if content is None:
            return Answer.empty()
        return Answer.whole(io.BytesIO(_encode(content)), request.operation.name)

    def close(self) -> None:
        """Do nothing."""

    def _content(self, request: Request) -> object:  # noqa: PLR0911 - one for each kind of answer
        operation = request.operation
        if operation in (api.SIGN_IN, api.REFRESH):
            return TOKEN
        if operation is api.DOSSIERS:
            return self._listed
        found = self._found[t.cast("int", request.dossier)]
        if found.status != OPEN:
            raise DossierRefused(found.status)
        if operation.name in found.refused:
            raise ModuleRefused(operation.name)
        if operation is api.CONNECT:
            return TOKEN
        if operation is api.BOOKYEARS:
            return found.bookyears
        if operation is api.JOURNALS:
            return found.journals.get(t.cast("int", request.bookyear), [])
        if operation in (api.BOOKYEAR_DETAILS, api.FINANCIAL_JOURNALS):
            return {"bookyearKey": {"id": request.bookyear}, "bankAccountServiceData": {}}
        return None


class DryRun:
    """Lets the tap run again and again before what was found.

    Args:
        config: Its configuration.
        select: The streams that are selected; by the catalog when empty.
        catalog: The catalog; everything when left out.
        listed: The dossiers as Octopus lists them.
        found: What is known of each.
    """

    def __init__(
        self,
        config: Mapping[str, t.Any],
        select: Sequence[str],
        catalog: State | None,
        listed: Sequence[Record],
        found: Sequence[Found],
    ) -> None:
        self._config = config
        self._select = select
        self._catalog = catalog
        self._listed = listed
        self._found = found

    def run(self, state: State | None, now: float, **settings: object) -> Outcome:
        """Run the tap once.

        Args:
            state: What it begins with.
            now: When it does, in seconds since 1970.
            settings: Settings that are others than in the configuration.
        """
        with _silence():
            tap = make_tap({**self._config, **settings}, self._select, self._catalog, state)
            tap.network = self._stage_at(now)
            with contextlib.suppress(RunFailed):  # a refused dossier is told elsewhere
                tap.sync_all()
        return Outcome(dict(tap.run.client.limits.calls_made), msgspec.to_builtins(tap.state))

    def _stage_at(self, now: float) -> t.Any:  # noqa: ANN401 - a Network, for the type checker
        def network(_: Settings, clock: ServerClock) -> FakeOctopus:
            return FakeOctopus(self._listed, self._found, clock, now)

        return network


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
        state=json.loads(json.dumps(state or {})),
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
