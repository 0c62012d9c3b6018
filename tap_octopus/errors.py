"""The errors of the tap. None of them holds a secret or the body of an answer.

An `OctopusError` affects one dossier or one stream. A `RunFailed` ends the run.
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
    """A failure that may pass, so the request is worth repeating.

    Attributes:
        retry_after: Seconds to wait first, if the server named them; otherwise None.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProxyFailed(TemporaryError):
    """The proxy of the environment did not pass the request on."""


class TooManyConnections(TemporaryError):
    """Octopus has too many open connections: retry later, with fewer calls at a time."""


class TokenRejected(OctopusError):
    """A data call answered 401: the token has expired, or the rights were withdrawn."""


class AnswerError(OctopusError):
    """An answer that cannot be used: an unexpected status, or not the documented JSON."""


class NotAnswered(AnswerError):
    """An operation answered 400 or 404. Another operation may return the same records."""


class MapFailed(OctopusError):
    """A stream map raised an error on a row. This stream of this dossier is not synced."""


class RequestForbidden(OctopusError):
    """The allow-list stopped a request before it was sent: the tap only reads."""


class RowRejected(OctopusError):
    """A record has no key, or a value does not fit its column."""


class RunFailed(click.ClickException):
    """The run has ended and something was not read. click exits with code 1."""
