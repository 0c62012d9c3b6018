"""The sender that keeps the tap read-only. Only the requests of the operations table are sent.

Octopus has a single scope, which also allows writing (octopus-api.md 10). So the tap restricts
itself.
"""

from __future__ import annotations

import re
import typing as t

from tap_octopus.client.operations import OPERATIONS, Request
from tap_octopus.errors import RequestForbidden

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Send
    from tap_octopus.rows.answers import Answer

_ALLOWED = {
    method: re.compile(
        "|".join(
            re.sub(r"\\{\w+\\}", r"-?[0-9]+", re.escape(o.path))
            for o in OPERATIONS
            if o.method == method
        )
    )
    for method in {o.method for o in OPERATIONS}
}


class AllowList:
    """Sends a request when its exact method and path are allowed."""

    def __init__(self, next_sender: Send) -> None:
        self._next = next_sender

    def __call__(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            RequestForbidden: The request is not on the list. It was not sent.
        """
        if not is_allowed(request.operation.method, request.path):
            raise RequestForbidden(
                f"The tap stopped the request {request.operation.name}, which is not on its "
                "allow-list: please report it"
            )
        return self._next(request)


def is_allowed(method: str, path: str) -> bool:
    """Return whether a request with this method and path (below the API's address) may be sent."""
    return method in _ALLOWED and _ALLOWED[method].fullmatch(path) is not None
