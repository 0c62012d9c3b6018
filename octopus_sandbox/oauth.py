"""The refresh tokens of OAuth: sixty days each, rotated or not."""

from datetime import datetime, timedelta

from octopus_sandbox.switches import Switches

LIFETIME = timedelta(days=60)


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

    def refreshed(self, now: datetime) -> str | None:
        """Use the token once: give the refresh token to hand back, if any."""
        if self._switches.is_("refresh_token", "kept"):
            return None
        if self._switches.is_("refresh_token", "rotated"):
            self._rotations += 1
            self._expires = now + LIFETIME
        return self.current
