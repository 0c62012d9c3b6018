"""The two ways of signing in: user and password, or an OAuth refresh token."""

from __future__ import annotations

import logging
import typing as t

import pendulum

from tap_octopus.client import operations as api
from tap_octopus.client.token_file import LIFETIME, TokenFile
from tap_octopus.secret import Secret

if t.TYPE_CHECKING:
    from tap_octopus.client.clock import ServerClock
    from tap_octopus.settings import Settings

_log = logging.getLogger("tap-octopus")

ACCESS_NAMES = ("access_token", "token", "accessToken")
REFRESH_NAMES = ("refresh_token", "refreshToken")
"""The names in the OAuth answer are not known (octopus-api.md 3.6): these are accepted."""

NOTICE = pendulum.duration(days=14)
"""The log warns at each run when a refresh token expires within this time."""


def sign_in_method(settings: Settings, clock: ServerClock) -> Password | RefreshToken:
    """Return the way of signing in for these settings: by password, or by refresh token."""
    return Password(settings) if settings.user else RefreshToken(settings, clock)


class Password:
    """Signs in with user and password."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def request(self) -> api.Request:
        """Return the sign-in request."""
        user, password = self._settings.user, self._settings.password
        assert user and password  # noqa: S101, PT018 - the settings are checked
        return api.Request(
            api.SIGN_IN,
            headers={"softwareHouseUuid": self._settings.software_house_uuid.reveal()},
            json={"user": user.reveal(), "password": password.reveal()},
        )

    def token(self, content: t.Any) -> str | None:  # noqa: ANN401
        """Return the user token; None when the answer has none."""
        return first_of(content, ("token",))


class RefreshToken:
    """Signs in with an OAuth refresh token, and stores a new one when Octopus returns it."""

    def __init__(self, settings: Settings, clock: ServerClock) -> None:
        self._client_id = settings.software_house_uuid
        self._clock = clock
        self._store = TokenFile(settings.token_file, settings.refresh_token)
        self._refresh, self._issued_at = self._store.read()

    def request(self) -> api.Request:
        """Return the request that exchanges the refresh token."""
        return api.Request(
            api.REFRESH,
            form={
                "grant_type": "refresh_token",
                "client_id": self._client_id.reveal(),
                "refresh_token": self._refresh.reveal(),
            },
        )

    def token(self, content: t.Any) -> str | None:  # noqa: ANN401
        """Return the access token, and store the new refresh token if the answer has one."""
        renewed = first_of(content, REFRESH_NAMES)
        if renewed and renewed != self._refresh.reveal():
            self._refresh, self._issued_at = Secret(renewed), self._clock.now()
            self._store.write(self._refresh, self._issued_at)
        elif self._issued_at and self._issued_at + LIFETIME - NOTICE < self._clock.now():
            _log.warning(
                "The refresh token in token_file ends on %s: sign in again, with "
                "tap-octopus-setup login", (self._issued_at + LIFETIME).date(),
            )  # fmt: skip
        return first_of(content, ACCESS_NAMES)


def first_of(content: t.Any, names: tuple[str, ...]) -> str | None:  # noqa: ANN401
    """Return the first text under one of these names in a JSON object; None when there is none."""
    if not isinstance(content, dict):
        return None
    return next((content[n] for n in names if isinstance(content.get(n), str)), None)
