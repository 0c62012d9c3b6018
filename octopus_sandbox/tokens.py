"""Issues and checks tokens: opaque, like a JWT, valid ten minutes by the sandbox's clock."""

import base64
import hashlib
import itertools
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from octopus_sandbox.switches import Switches

LIFETIME = timedelta(minutes=10)

Kind = Literal["user", "dossier"]


@dataclass(frozen=True)
class Grant:
    """What a token stands for."""

    kind: Kind
    expires: datetime
    dossier_id: int | None = None
    locale: int = 0


class TokenDesk:
    """Issues tokens and remembers what they stand for."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._numbers = itertools.count(1)
        self._grants: dict[str, Grant] = {}

    def user_token(self, now: datetime) -> str:
        """Issue a token of the user; earlier ones stay good."""
        return self._issue(Grant("user", now + LIFETIME))

    def dossier_token(self, dossier_id: int, locale: int, now: datetime) -> str:
        """Issue a token of a dossier; a switch says what becomes of earlier ones."""
        grant = Grant("dossier", now + LIFETIME, dossier_id, locale)
        earlier = [text for text, other in self._grants.items() if other.dossier_id == dossier_id]
        if self._switches.is_("dossier_token", "renews") and earlier:
            self._grants[earlier[-1]] = grant
            return earlier[-1]
        if self._switches.is_("dossier_token", "invalidates"):
            for text in earlier:
                del self._grants[text]
        return self._issue(grant)

    def grant(self, token: str, now: datetime) -> Grant | None:
        """Tell what a token stands for; None when it is unknown or expired."""
        grant = self._grants.get(token)
        return grant if grant and now < grant.expires else None

    def connected(self, now: datetime) -> set[int]:
        """Give the dossiers of which a token is good."""
        good = (grant for grant in self._grants.values() if now < grant.expires)
        return {grant.dossier_id for grant in good if grant.dossier_id is not None}

    def revoke_all(self, now: datetime) -> None:
        """Let every token expire at once."""
        self._grants = {text: replace(g, expires=now) for text, g in self._grants.items()}

    def _issue(self, grant: Grant) -> str:
        self._purge(grant.expires - LIFETIME)
        claims = {"exp": int(grant.expires.timestamp()), "jti": next(self._numbers)}
        head, body = (_base64(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
        token = f"{head}.{body}.{_base64(hashlib.sha256(f'{grant}{claims}'.encode()).digest())}"
        self._grants[token] = grant
        return token

    def _purge(self, now: datetime) -> None:
        self._grants = {text: g for text, g in self._grants.items() if now < g.expires}


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
