"""Refusals, as the API words them: an ErrorResult, of which every part may be missing."""

from collections.abc import Mapping
from typing import Any

GENERIC_400 = "The request is not valid: a parameter is missing or malformed"

WRONG_TOKEN = -79
OVER_LIMIT = -90
WRITE_REFUSED = -91
DISABLED = -92

# Dutch, French, English, German: the order of localeId 1 to 4.
TEXTS: Mapping[int, tuple[str, str, str, str]] = {
    -13: (
        "Het documentnummer volgt niet op het vorige",
        "Le numéro de document ne suit pas le précédent",
        "The document number does not follow the previous one",
        "Die Dokumentnummer folgt nicht auf die vorige",
    ),
    WRONG_TOKEN: (
        "Ongeldig dossiertoken",
        "Jeton de dossier non valide",
        "Invalid dossier token",
        "Ungültiges Dossiertoken",
    ),
    OVER_LIMIT: (
        "Het maximum aantal oproepen per dag is bereikt",
        "Le nombre maximal d'appels par jour est atteint",
        "The maximum number of calls per day is reached",
        "Die Höchstzahl der Aufrufe pro Tag ist erreicht",
    ),
    WRITE_REFUSED: (
        "De gegevens zijn niet geldig",
        "Les données ne sont pas valides",
        "The data are not valid",
        "Die Daten sind nicht gültig",
    ),
    DISABLED: (
        "U hebt geen rechten op dit dossier",
        "Vous n'avez pas de droits sur ce dossier",
        "You have no rights on this dossier",
        "Sie haben keine Rechte an diesem Dossier",
    ),
}


def text_of(code: int, locale: int) -> str:
    """Give the text of an error code in a language; Dutch when none is chosen."""
    return TEXTS[code][max(locale, 1) - 1]


class Refusal(Exception):
    """An answer other than the one that was asked for."""

    def __init__(
        self, status: int, technical_info: str, *, code: int | None = None, locale: int = 0
    ) -> None:
        super().__init__(technical_info)
        self.status = status
        self.technical_info = technical_info
        self.code = code
        self.locale = locale

    def body(self) -> dict[str, Any]:
        """Give the ErrorResult: only technicalInfo, unless the refusal has a code."""
        info = {"technicalInfo": self.technical_info}
        if self.code is None:
            return info
        text = text_of(self.code, self.locale)
        return {"errorCode": self.code, "errorMessage": text, **info}


def bad_request() -> Refusal:
    """Make the answer to a missing, misnamed or malformed parameter."""
    return Refusal(400, GENERIC_400)
