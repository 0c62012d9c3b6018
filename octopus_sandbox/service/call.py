"""One call of an operation, on its way through the rules."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service.answers import Alteration
from octopus_sandbox.service.operations import Operation
from octopus_sandbox.service.parameters import integer
from octopus_sandbox.world import World

_KEY = "octopus_sandbox.call"


@dataclass
class Call:
    """What is known of a call; each rule adds its part."""

    operation: Operation
    world: World
    request: Request
    at: datetime
    dossier_id: int | None
    arguments: dict[str, Any] = field(default_factory=dict)
    locale: int = 0
    body: bytes = b""
    query: object = None
    opened: Dossier | RecordedDossier | None = None
    over_limit: bool = False
    alterations: list[Alteration] = field(default_factory=list)

    @classmethod
    def arriving(cls, operation: Operation, world: World, scope: Scope, receive: Receive) -> "Call":
        """Make the call of a request and put it where the rules find it."""
        request = Request(scope, receive)
        call = cls(operation, world, request, world.now(), _dossier_id(request))
        scope[_KEY] = call
        return call

    @classmethod
    def of(cls, scope: Scope) -> "Call":
        """Give the call that belongs to a request."""
        call: Call = scope[_KEY]
        return call

    @property
    def dossier(self) -> Dossier:
        """Give the dossier that the call is about."""
        assert isinstance(self.opened, Dossier), "only operations on books have one"  # noqa: S101
        return self.opened


def _dossier_id(request: Request) -> int | None:
    text = request.path_params.get("dossierId") or request.query_params.get("dossierId", "")
    try:
        return integer(text)
    except ValueError:
        return None
