"""The file that stores the refresh token between runs."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import typing as t
from pathlib import Path

import pendulum
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.secret import Secret

_log = logging.getLogger("tap-octopus")

LIFETIME = pendulum.duration(days=60)
"""How long Octopus keeps a refresh token valid (octopus-api.md 3.6)."""

NEW = "The new refresh token that Octopus gave"


class StoredToken(t.NamedTuple):
    """A refresh token, and when Octopus issued it (None when that is not known)."""

    token: Secret
    issued_at: pendulum.DateTime | None


class TokenFile:
    """Stores the newest refresh token between runs.

    Args:
        path: The setting `token_file`. Without it nothing is stored.
        given: The setting `refresh_token`. The file notes from which setting its token came.
    """

    def __init__(self, path: str | None, given: Secret | None) -> None:
        self._path = Path(path).expanduser() if path else None
        self._given = given
        self._origin = hashlib.sha256(given.reveal().encode()).hexdigest() if given else None

    def read(self) -> StoredToken:
        """Return the stored token; that of the setting, if the setting has changed since.

        Raises:
            ConfigValidationError: The file cannot be read, or is missing and there is no other
                token.
        """
        if self._given and not (self._path and self._path.exists()):
            return StoredToken(self._given, None)
        if self._path is None or not self._path.exists():
            raise _wrong("token_file does not exist yet: run tap-octopus-setup login")
        try:
            kept = json.loads(self._path.read_text())
            found = StoredToken(Secret(kept["refresh_token"]), _moment(kept.get("issued_at")))
            is_of_another = self._given and kept["origin"] != self._origin
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _wrong(
                "token_file cannot be read, or the tap did not write it: check the path, or run "
                "tap-octopus-setup login again"
            ) from None
        return StoredToken(self._given, None) if self._given and is_of_another else found

    def write(self, token: Secret, issued_at: pendulum.DateTime) -> bool:
        """Store a token. Only the file's owner can read it, and no reader sees half a file.

        Returns:
            Whether it was stored. The log says why not.
        """
        if self._path is None:
            _log.warning("%s is lost after this run: set token_file to keep it", NEW)
            return False
        content = json.dumps(
            {
                "refresh_token": token.reveal(),
                "origin": self._origin,
                "issued_at": issued_at.isoformat(timespec="seconds"),
            }
        )
        beside = self._path.with_name(self._path.name + ".new")
        try:
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(content)
                f.flush()
                os.fsync(f.fileno())  # the previous token is no longer valid
            beside.replace(self._path)
        except OSError as error:
            _log.error(
                "%s is lost after this run, as token_file cannot be written (%s): check the rights "
                "of its folder, then run tap-octopus-setup login", NEW, error.strerror,
            )  # fmt: skip
            return False
        _log.info("%s is kept in token_file", NEW)
        return True


def _moment(text: str | None) -> pendulum.DateTime | None:
    return (
        pendulum.instance(datetime.datetime.fromisoformat(text)).in_timezone("UTC")
        if text
        else None
    )


def _wrong(problem: str) -> ConfigValidationError:
    return ConfigValidationError(problem, errors=[problem])
