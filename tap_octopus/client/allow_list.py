"""The sender that keeps the tap read-only: only requests of the table of operations may leave.

Octopus has one scope, and with it a client may also write (octopus-api.md 10). So the tap restricts
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
            RequestForbidden: When the request is not on the list; it has not left.
        """
        if not is_allowed(request.operation.method, request.path):
            message = f"The tap stopped a request that is not on its list: {request.operation.name}"
            raise RequestForbidden(message)
        return self._next(request)


def is_allowed(method: str, path: str) -> bool:
    """Tell whether this method may be sent to this path below the API's address."""
    return method in _ALLOWED and _ALLOWED[method].fullmatch(path) is not None
