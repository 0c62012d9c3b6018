"""The codes and refresh tokens of OAuth: five minutes and sixty days, these rotated or not."""

import secrets
from datetime import datetime, timedelta

from octopus_sandbox.switches import Switches

LIFETIME = timedelta(days=60)
CODE_LIFETIME = timedelta(minutes=5)


class CodeDesk:
    """Knows who has signed in on the page and not yet consented, and which codes are good."""

    def __init__(self) -> None:
        self._signed_in: set[str] = set()
        self._codes: dict[str, datetime] = {}

    def signed_in(self) -> str:
        """Give a ticket for the page on which the user consents."""
        ticket = secrets.token_urlsafe(16)
        self._signed_in.add(ticket)
        return ticket

    def is_signed_in(self, ticket: str) -> bool:
        """Tell whether a ticket is good, and take it."""
        known = ticket in self._signed_in
        self._signed_in.discard(ticket)
        return known

    def issue(self, now: datetime) -> str:
        """Give a code."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = now + CODE_LIFETIME
        return code

    def accepts(self, code: str, now: datetime) -> bool:
        """Tell whether a code is good, and take it: it is good once."""
        expires = self._codes.pop(code, None)
        return expires is not None and now < expires


class RefreshDesk:
    """Knows which refresh token is good, and what a refresh gives back."""

    def __init__(self, token: str, switches: Switches, now: datetime) -> None:
        self._first = token
        self._rotations = 0
        self._switches = switches
        self._expires = now + LIFETIME

    @property
    def current(self) -> str:
        """Give the refresh token that is good now."""
        return f"{self._first}-{self._rotations}" if self._rotations else self._first

    def accepts(self, token: str, now: datetime) -> bool:
        """Tell whether a refresh token is the good one and not yet expired."""
        return token == self.current and now < self._expires

    def issued(self, now: datetime) -> str:
        """Give a new refresh token to a user who has signed in; the one before is worth nothing."""
        self._rotations += 1
        self._expires = now + LIFETIME
        return self.current

    def refreshed(self, now: datetime) -> str | None:
        """Use the token once: give the refresh token to hand back, if any."""
        if self._switches.is_("refresh_token", "kept"):
            return None
        if self._switches.is_("refresh_token", "rotated"):
            self._rotations += 1
            self._expires = now + LIFETIME
        return self.current
