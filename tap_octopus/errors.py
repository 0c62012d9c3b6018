"""What can go wrong, as one tree; no error ever carries a secret or an answer's body.

OctopusError                 something went wrong between the tap and Octopus
├── SignInError              Octopus does not know us: nothing can be read, the run ends
├── DossierRefused           connecting answered 403 or 404: this dossier is left out
├── ModuleRefused            one operation answered 403: this stream is left out
├── CallsSpent               no call is left in these 24 hours: read again another time
├── TemporaryError           may go away by itself: connection, time-out, 5xx, a body cut off
│   └── TooManyConnections   -51: wait, and go on with fewer dossiers at a time
├── TokenRejected            401 on a data call: the tokens are renewed once
├── AnswerError              an answer that cannot be used, repeating it would not help
├── MapFailed                a stream map cannot make its row of one of the books
├── RequestForbidden         a request that is not on the list of allowed ones
└── RowRejected              one record that cannot become a row
RunFailed                    the run is over and not everything was read: exit code 1
"""

from __future__ import annotations

import click


class OctopusError(Exception):
    """Something went wrong between the tap and Octopus, for one dossier or one of its streams."""


class SignInError(OctopusError):
    """Octopus refused the user, the password, the software house id or the refresh token."""


class DossierRefused(OctopusError):
    """Connecting to the dossier answered 403 (disabled, no rights) or 404 (unknown)."""


class ModuleRefused(OctopusError):
    """An operation answered 403: the dossier lacks a paid module, or the user a right."""


class CallsSpent(OctopusError):
    """The calls that Octopus allows for this operation in 24 hours are spent."""


class TemporaryError(OctopusError):
    """A failure that may pass: the request is worth repeating, after so many seconds if it says."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooManyConnections(TemporaryError):
    """Octopus has too many connections at this moment: fewer at a time, and a little later."""


class TokenRejected(OctopusError):
    """A data call answered 401: the token has expired, or the rights were withdrawn."""


class AnswerError(OctopusError):
    """An answer that cannot be used: an unexpected status, or not the documented JSON."""


class MapFailed(OctopusError):
    """A stream map fails on a row: this stream of this dossier is left out."""


class RequestForbidden(OctopusError):
    """A request that the allow-list stops before it leaves: the tap only ever reads."""


class RowRejected(OctopusError):
    """A record without its key, or with a value that cannot be made to fit its column."""


class RunFailed(click.ClickException):
    """The run has ended, and something was not read; click turns this into exit code 1."""
