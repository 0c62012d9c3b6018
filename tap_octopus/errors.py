"""What can go wrong; no error ever carries a secret or an answer's body.

Each is an `OctopusError`, of one dossier or stream, but `RunFailed`: that is the run's end.
"""

from __future__ import annotations

import click


class OctopusError(Exception):
    """Something went wrong between the tap and Octopus, for one dossier or one of its streams."""


class SignInError(OctopusError):
    """Octopus refused the user, the password, the software house id or the refresh token.

    Nothing can be read then: the run ends.
    """


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


class ProxyFailed(TemporaryError):
    """The proxy of the environment did not pass the request on."""


class TooManyConnections(TemporaryError):
    """Octopus has too many connections at this moment: fewer at a time, and a little later."""


class TokenRejected(OctopusError):
    """A data call answered 401: the token has expired, or the rights were withdrawn."""


class AnswerError(OctopusError):
    """An answer that cannot be used: an unexpected status, or not the documented JSON."""


class NotAnswered(AnswerError):
    """An operation answered 400 or 404: another that tells the same may not."""


class MapFailed(OctopusError):
    """A stream map fails on a row: this stream of this dossier is left out."""


class RequestForbidden(OctopusError):
    """A request that the allow-list stops before it leaves: the tap only ever reads."""


class RowRejected(OctopusError):
    """A record without its key, or with a value that cannot be made to fit its column."""


class RunFailed(click.ClickException):
    """The run has ended, and something was not read; click turns this into exit code 1."""
