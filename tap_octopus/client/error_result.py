"""The `ErrorResult` of a refused call: its code in words, and its text without private words.

It holds a code, a message and `technicalInfo`; most have the last one only
(octopus-api.md 4.6).
"""

from __future__ import annotations

import re
import typing as t

import msgspec

from tap_octopus.client.allowed_words import allowed_words, is_allowed_name

LONGEST = 200
"""The most characters of Octopus' text that are shown."""

MOST_READ = 2000
"""The most characters of Octopus' text that are read. What follows is never shown."""

LEFT_OUT = "…"
"""Replaces words that may not be shown."""

CODES = {
    -1: "the sign-in is not accepted",
    -3: "the user has no access to the dossier",
    -5: "the dossier is disabled",
    -13: "the document number does not follow the previous one",
    -14: "the document number exists already",
    -38: "the journal is not valid",
    -51: "there are too many connections at this moment",
    -68: "the software house id is not valid",
    -79: "a parameter, or the kind of token, is not valid",
}
"""The codes that are known (octopus-api.md 13)."""

TOO_MANY_CONNECTIONS = -51

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]{1,2})?")
TOKENS = re.compile(r"[^\s:;,.()!?=]+|[:;,.()!?=]+|\s+")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|«[^»]*»|`[^`]*`|<[^>]*>|\{[^}]*\}|\[[^\]]*\]")


class ErrorResult(t.NamedTuple):
    """The code and the text of a refused call. The text is not redacted yet."""

    code: int = 0
    text: str = ""

    @property
    def meaning(self) -> str:
        """What the code means; empty when the code is not known."""
        return CODES.get(self.code, "")


PARTS = {"errorCode", "errorMessage", "technicalInfo"}
NOT_JSON = (ValueError, RecursionError)


def read_error_result(body: bytes) -> ErrorResult | None:
    """Return the `ErrorResult` in a body; None when there is none."""
    try:
        content = msgspec.json.decode(body)
    except NOT_JSON:
        return None
    if not isinstance(content, dict) or not PARTS & content.keys():
        return None
    code = content.get("errorCode")
    texts = [content.get(name) for name in ("errorMessage", "technicalInfo")]
    said = ". ".join(text.strip(" .") for text in texts if isinstance(text, str) and text.strip())
    return ErrorResult(code if isinstance(code, int) else 0, said)


def redacted(text: str) -> str:
    """Return a text with its allowed words only, shortened to 200 characters.

    Numbers, quoted or bracketed parts, and all other words are replaced by "…". They could be
    names, addresses, tokens or texts from the books.
    """
    bare = QUOTED.sub(f" {LEFT_OUT} ", text[:MOST_READ])
    shown = "".join(map(_shown, TOKENS.findall(bare)))
    shown = re.sub(rf"{LEFT_OUT}(?:[\s:;,.()!?=]*{LEFT_OUT})+", LEFT_OUT, shown)
    shown = " ".join(shown.split())
    if len(shown) > LONGEST:
        shown = f"{shown[: LONGEST - 1].rstrip()}{LEFT_OUT}"
    return shown if WORD.search(shown) else ""


def _shown(token: str) -> str:
    if token.isspace():
        return " "
    if not token.isascii() or not any(map(str.isalnum, token)):
        return token if token in {LEFT_OUT, *":;,.()!?="} else LEFT_OUT
    if WORD.fullmatch(token) and token.lower() in allowed_words():
        return token
    return token if token.isalpha() and is_allowed_name(token) else LEFT_OUT
