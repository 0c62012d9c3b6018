"""Canaries in what Octopus answers: marks that must not come out again, in any field and key."""

import io
import itertools
import json
import random
import re
from collections.abc import Callable
from typing import IO, Any

from requests import Response

from tap_octopus.client.operations import Request
from tap_octopus.client.transport import Transport

Receive = Callable[[Transport, Response, Request], IO[bytes]]

WORD = "zkanarie"
"""No word of a text that we write; each canary has a number behind it."""

NEEDED = re.compile(
    r"[AVFDL]\d{1,2}|\d{4}-\d\d-\d\d.*|[ACS]|\d{2}|EUR|NL|FR|EN|DE|[A-Z]{1,4}\d{1,2}|MONTH|QUARTER"
)
"""Texts without which the calls after it could not be made, or say nothing of anyone."""

STRANGE_KEYS = ("{word}", "{word}Amount", "name{word}", "{word} 12", "é{word}", "BE0{number}")


class Canaries:
    """Puts canaries into answers; remembers which.

    Args:
        seed: Which fields they go into.
        share: How many of the texts, numbers and records get one.
    """

    def __init__(self, seed: int, share: float = 1) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - dice
        self._share = share
        self._numbers = itertools.count(730_100_001, 97)
        self.planted: set[str] = set()

    def put(self, body: bytes) -> bytes:
        """Put them into an answer."""
        try:
            content = json.loads(body)
        except ValueError:
            return body
        return json.dumps(self._in(content)).encode()

    def receiving(self, receive: Receive) -> Receive:
        """Put them into every answer that is received, and into its headers."""

        def received(transport: Transport, response: Response, request: Request) -> IO[bytes]:
            with receive(transport, response, request) as body:
                content = body.read()
            for name in ("X-Company", "ETag", "Content-Type"):
                response.headers[name] = self._text()
            return io.BytesIO(self.put(content))

        return received

    def _in(self, value: Any, name: str = "") -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            found = {key: self._in(inner, key) for key, inner in value.items()}
            return found | self._strange_keys() if self._is_chosen() else found
        if isinstance(value, list):
            return [self._in(inner, name) for inner in value]
        if name in {"token", "Dossiertoken", "access_token"}:
            return value
        if isinstance(value, str) and not NEEDED.fullmatch(value) and self._is_chosen():
            return self._text()
        is_amount = isinstance(value, float) or "amount" in name.lower()
        return self._number() if is_amount and self._is_chosen() else value

    def _strange_keys(self) -> dict[str, Any]:
        key = self._dice.choice(STRANGE_KEYS).format(word=self._text(), number=self._number())
        return {key: self._text()}

    def _is_chosen(self) -> bool:
        return self._dice.random() < self._share

    def _text(self) -> str:
        text = f"{WORD}{next(self._numbers)}"
        self.planted.add(text)
        return text

    def _number(self) -> int:
        number = next(self._numbers)
        self.planted.add(str(number))
        return number

    def escaped(self, text: str) -> list[str]:
        """Give the canaries that stand in a text, their digits too, however they are written."""
        plain = text.lower()
        numbers = {re.sub(r"\D", "", planted) for planted in self.planted}
        digits = re.findall(r"(?=(7301\d{5}))", re.sub(r"[\W_]", "", plain))
        return [*re.findall(rf"{WORD}\w*", plain), *(d for d in digits if d in numbers)]
