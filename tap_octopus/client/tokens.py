"""The sender that signs in. It adds the user token or the token of a dossier to each request.

Both tokens are valid for 10 minutes, which no answer states (octopus-api.md 3). So they are renewed
by their age.
"""

from __future__ import annotations

import dataclasses
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.errors import AnswerError, SignInError, TokenRejected
from tap_octopus.rows.answers import Answer

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.sign_in import Password, RefreshToken
    from tap_octopus.output.lock import RunLock
    from tap_octopus.settings import Settings

RENEW_AFTER = 540
"""Seconds after which a token is no longer used, well before its 600 are over."""

CLOCK_SKEW = 60
"""Seconds by which the server's clock may go back before the tokens are renewed."""

Sent = t.TypeVar("Sent")


@dataclasses.dataclass(frozen=True)
class Token:
    """A token, and when it was requested, in seconds of the server's clock."""

    text: str = dataclasses.field(repr=False)
    asked_at: float


class Tokens:
    """Adds the right token to each request, and renews it once if Octopus rejects it."""

    def __init__(
        self,
        next_sender: api.Send,
        sign_in: Password | RefreshToken,
        settings: Settings,
        clock: ServerClock,
        lock: RunLock,
    ) -> None:
        self._next = next_sender
        self._sign_in = sign_in
        self._locale = settings.locale_id
        self._clock = clock
        self._lock = lock
        self._user: Token | None = None
        self._connected: dict[int, Token] = {}
        self._refused: SignInError | None = None
        self._is_signing_in = False

    def __call__(self, request: api.Request) -> Answer:
        """Send a request with its token.

        Raises:
            SignInError: Octopus refused the sign-in, now or earlier in this run.
            DossierRefused: Octopus refused to connect to the dossier.
            AnswerError: Octopus rejected a new token too.
        """

        def send() -> Answer:
            if request.dossier is None:
                headers = {"Token": self._user_token().text}
            else:
                headers = {"dossierToken": self._dossier_token(request.dossier)}
            return self._next(dataclasses.replace(request, headers=headers))

        def forget() -> None:
            if request.dossier is None:
                self._user = None
            else:
                self.leave(request.dossier)

        return _twice(send, forget)

    def sign_in(self, _: api.Request) -> Answer:
        """Sign in, unless that is done. The answer sets the server clock."""
        self._user_token()
        return Answer.empty()

    def connect(self, request: api.Request) -> Answer:
        """Connect to a dossier, unless that is done."""
        if request.dossier is not None:
            self._dossier_token(request.dossier)
        return Answer.empty()

    def is_connected(self, dossier: int) -> bool:
        """Return whether there is a token for this dossier."""
        return dossier in self._connected

    def leave(self, dossier: int) -> None:
        """Forget the token of a dossier."""
        self._connected.pop(dossier, None)

    def _is_fresh(self, token: Token | None) -> bool:
        return token is not None and (
            -CLOCK_SKEW <= self._clock.seconds() - token.asked_at < RENEW_AFTER
        )

    def _user_token(self) -> Token:
        """Return the user token. While one thread requests a new one, the others wait."""
        while self._is_signing_in:
            self._lock.wait_for_change()
        if self._user is None or not self._is_fresh(self._user):
            self._is_signing_in = True
            try:
                self._user = self._signed_in()
            finally:
                self._is_signing_in = False
                self._lock.notify()
        return self._user

    def _signed_in(self) -> Token:
        """Sign in. A refusal is kept and raised again, since Octopus counts failed logins."""
        if self._refused is not None:
            raise self._refused
        asked_at = self._clock.seconds()
        try:
            with self._next(self._sign_in.request()) as answer:
                text = self._sign_in.token(answer.content())
        except SignInError as error:
            self._refused = error
            raise
        if not text:
            raise AnswerError("Octopus signed in without a token: check api_url (or oauth_url)")
        token = Token(text, asked_at)
        # The first answer sets the clock, which may have been far off when the token was requested.
        return token if self._is_fresh(token) else Token(text, self._clock.seconds())

    def _dossier_token(self, dossier: int) -> str:
        """Return the token of a dossier. Connect to it first if there is no fresh token."""
        if not self._is_fresh(self._connected.get(dossier)):
            user = self._user_token()

            def forget() -> None:
                if self._user is user:  # otherwise another thread has renewed it
                    self._user = None

            self._connected[dossier] = _twice(lambda: self._connect(dossier), forget)
        return self._connected[dossier].text

    def _connect(self, dossier: int) -> Token:
        headers = {"Token": self._user_token().text}
        query = {"dossierId": dossier, "localeId": self._locale}
        asked_at = self._clock.seconds()
        with self._next(api.Request(api.CONNECT, dossier, query=query, headers=headers)) as answer:
            content = answer.content()
        text = content.get("Dossiertoken") if isinstance(content, dict) else None
        if not isinstance(text, str):
            raise AnswerError("Octopus connected to the dossier without a token: please report it")
        return Token(text, asked_at)


def _twice(send: Callable[[], Sent], forget: Callable[[], None]) -> Sent:
    """Send a request; if the token is rejected, forget it and send the request once more.

    Raises:
        AnswerError: The new token is rejected as well.
    """
    try:
        return send()
    except TokenRejected:
        forget()
    try:
        return send()
    except TokenRejected as error:
        raise AnswerError(f"{error}, also with a new token: check the user's rights") from None
