"""The two ways of signing in: user and password, or an OAuth refresh token."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import typing as t
from pathlib import Path

from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.secret import Secret

if t.TYPE_CHECKING:
    from tap_octopus.client.tokens import SignIn
    from tap_octopus.settings import Settings

_log = logging.getLogger("tap-octopus")

ACCESS_NAMES = ("access_token", "token", "accessToken")
REFRESH_NAMES = ("refresh_token", "refreshToken")
"""The names in the OAuth answer are not known (octopus-api.md 3.6): these are accepted."""

NEW = "The new refresh token that Octopus gave"


def way_in(settings: Settings) -> SignIn:
    """Choose the way of signing in that the settings allow for."""
    return RefreshToken(settings) if settings.refresh_token else Password(settings)


class Password:
    """Signs in with user and password."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def request(self) -> Request:
        """Make the sign-in request."""
        user, password = self._settings.user, self._settings.password
        if user is None or password is None:
            raise ConfigValidationError("user and password are missing")
        return Request(
            api.SIGN_IN,
            headers={"softwareHouseUuid": self._settings.software_house_uuid.reveal()},
            json={"user": user.reveal(), "password": password.reveal()},
        )

    def token(self, content: t.Any) -> str | None:  # noqa: ANN401
        """Find the user token."""
        return _first(content, ("token",))


class RefreshToken:
    """Signs in with an OAuth refresh token, and keeps a new one when Octopus gives it."""

    def __init__(self, settings: Settings) -> None:
        self._client_id = settings.software_house_uuid
        given = t.cast("Secret", settings.refresh_token)
        self._store = TokenFile(settings.token_file, given)
        self._refresh = self._store.read() or given

    def request(self) -> Request:
        """Make the exchange request."""
        return Request(
            api.REFRESH,
            form={
                "grant_type": "refresh_token",
                "client_id": self._client_id.reveal(),
                "refresh_token": self._refresh.reveal(),
            },
        )

    def token(self, content: t.Any) -> str | None:  # noqa: ANN401
        """Find the access token; a new refresh token beside it takes the old one's place."""
        renewed = _first(content, REFRESH_NAMES)
        if renewed and renewed != self._refresh.reveal():
            self._refresh = Secret(renewed)
            self._store.write(self._refresh)
        return _first(content, ACCESS_NAMES)


class TokenFile:
    """Keeps the newest refresh token between runs.

    Args:
        path: The setting `token_file`; without it nothing is kept.
        given: The refresh token of the settings, from which the kept one descends.
    """

    def __init__(self, path: str | None, given: Secret) -> None:
        self._path = Path(path).expanduser() if path else None
        self._origin = hashlib.sha256(given.reveal().encode()).hexdigest()

    def read(self) -> Secret | None:
        """Give the kept token, unless the settings have got another one since it was kept."""
        if self._path is None or not self._path.exists():
            return None
        try:
            kept = json.loads(self._path.read_text())
            return Secret(kept["refresh_token"]) if kept["origin"] == self._origin else None
        except (OSError, ValueError, KeyError, TypeError):
            problem = "token_file cannot be read: it must be a file that the tap has written"
            raise ConfigValidationError(problem, errors=[problem]) from None

    def write(self, token: Secret) -> None:
        """Keep a token, readable by its owner alone; a reader never sees half a file."""
        if self._path is None:
            _log.warning("%s is lost after this run: set token_file", NEW)
            return
        content = json.dumps({"refresh_token": token.reveal(), "origin": self._origin})
        beside = self._path.with_name(self._path.name + ".new")
        try:
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(content)
            beside.replace(self._path)
        except OSError:
            _log.error("%s is lost after this run: token_file cannot be written", NEW)
        else:
            _log.info("%s is kept in token_file", NEW)


def _first(content: t.Any, names: tuple[str, ...]) -> str | None:  # noqa: ANN401
    if not isinstance(content, dict):
        return None
    return next((content[n] for n in names if isinstance(content.get(n), str)), None)
