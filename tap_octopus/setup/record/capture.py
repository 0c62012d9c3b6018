"""Capture what Octopus answers to a first load of one dossier, in memory."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

import click
import msgspec

from tap_octopus.client import operations as api
from tap_octopus.client.error_result import read_error_result, redacted
from tap_octopus.client.transport import Transport
from tap_octopus.errors import RunFailed
from tap_octopus.rows.answers import decoded
from tap_octopus.setup.dry_run import make_tap

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pendulum
    import requests

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.settings import Settings

NOT_KEPT = (api.SIGN_IN, api.REFRESH, api.CONNECT, api.VERSION)
OK, NOTHING = 200, 404


@dataclasses.dataclass
class CapturedAnswer:
    """A request, and the status and content of its answer."""

    request: Request
    status: int
    content: t.Any


@dataclasses.dataclass
class Captured:
    """All answers for a dossier.

    Attributes:
        dossier: The id of the dossier.
        began: When the capture began, by the server's clock.
        version: The version of the API.
        answers: The answers.
        unfinished: The streams that were not read completely, as no calls were left.
    """

    dossier: int
    began: pendulum.DateTime
    version: str
    answers: list[CapturedAnswer]
    unfinished: list[str]

    def lists(self, *operations: Operation, deleted: bool = False) -> Iterator[dict[str, t.Any]]:
        """Yield the records (or deletions) that some operations returned."""
        for kept in self.answers:
            operation = kept.request.operation
            if operation in operations and kept.status == OK:
                name = operation.deleted if deleted else operation.rows
                found = kept.content
                if name is not None:
                    found = found.get(name) if isinstance(found, dict) else None
                if isinstance(found, list):
                    yield from (record for record in found if isinstance(record, dict))


class KeepingTransport(Transport):
    """Sends requests and keeps the answers."""

    def __init__(self, settings: Settings, clock: ServerClock) -> None:
        super().__init__(settings, clock)
        self.kept: dict[tuple[str, str, str], CapturedAnswer] = {}
        self.version = ""
        self.began: pendulum.DateTime | None = None
        self._own_clock = clock

    def receive(self, response: requests.Response, request: Request) -> t.IO[bytes]:
        """Receive a body and keep its content. A later answer to the same request replaces it."""
        body = super().receive(response, request)
        content = body.read()
        body.seek(0)
        self.began = self.began or self._own_clock.now()
        if request.operation is api.VERSION:
            self.version = content.decode("utf-8", "replace")
        elif request.operation not in NOT_KEPT and response.status_code < 500:  # noqa: PLR2004
            question = (request.operation.name, request.path, f"{request.query}{request.json}")
            self.kept[question] = CapturedAnswer(
                request, response.status_code, _content(response.status_code, content)
            )
        return body


def _content(status: int, content: bytes) -> t.Any:  # noqa: ANN401 - any JSON
    if status == OK:
        return decoded(b"[%s]" % content)[0]
    result = read_error_result(content)
    return None if result is None else {"technicalInfo": redacted(result.text)}


def capture(config: Mapping[str, t.Any], dossier: int) -> Captured:
    """Read a dossier as in a first load, and return the answers.

    Raises:
        ClickException: Nothing of the dossier could be read.
    """
    tap = make_tap({**config, "dossier_ids": [dossier], "excluded_dossier_ids": []})
    transports: list[KeepingTransport] = []

    def network(settings: Settings, clock: ServerClock) -> KeepingTransport:
        transports.append(KeepingTransport(settings, clock))
        return transports[-1]

    tap.network = network
    with contextlib.suppress(RunFailed):  # the log says what failed
        tap.sync_all()
    (transport,) = transports
    answers = [*transport.kept.values()]
    if transport.began is None or not any(k.request.dossier for k in answers):
        raise click.ClickException(f"Nothing of dossier {dossier} could be read (see above)")
    state: dict[str, t.Any] = msgspec.to_builtins(tap.state)
    unfinished = [
        name
        for name, bookmarks in state.get("bookmarks", {}).items()
        if bookmarks.get(str(dossier), {}).get("parts")
    ]
    return Captured(dossier, transport.began, transport.version, answers, unfinished)
