"""Refusals, as the API words them: an ErrorResult, of which every part may be missing."""

from collections.abc import Mapping
from typing import Any

GENERIC_400 = "The request is not valid: a parameter is missing or malformed"

SIGN_IN = -1
NO_ACCESS = -3
DISABLED = -5
OUT_OF_SEQUENCE = -13
INVALID_JOURNAL = -38
TOO_MANY_CONNECTIONS = -51
INVALID_SOFTWARE_HOUSE = -68
INVALID_PARAMETER = -79
"""Also the wrong kind of token."""

# Dutch, French, English, German: the order of localeId 1 to 4. Of -14 only the number is known.
TEXTS: Mapping[int, tuple[str, str, str, str]] = {
    SIGN_IN: (
        "Aanmelden mislukt",
        "Échec de la connexion",
        "Signing in failed",
        "Anmeldung fehlgeschlagen",
    ),
    NO_ACCESS: (
        "Geen toegang tot dit dossier",
        "Pas d'accès à ce dossier",
        "No access to this dossier",
        "Kein Zugriff auf dieses Dossier",
    ),
    DISABLED: (
        "Dit dossier is uitgeschakeld",
        "Ce dossier est désactivé",
        "This dossier is disabled",
        "Dieses Dossier ist deaktiviert",
    ),
    OUT_OF_SEQUENCE: (
        "Het documentnummer volgt niet op het vorige",
        "Le numéro de document ne suit pas le précédent",
        "The document number does not follow the previous one",
        "Die Dokumentnummer folgt nicht auf die vorige",
    ),
    -14: (
        "Het document is niet geldig",
        "Le document n'est pas valide",
        "The document is not valid",
        "Das Dokument ist nicht gültig",
    ),
    INVALID_JOURNAL: (
        "Ongeldig dagboek",
        "Journal non valide",
        "Invalid journal",
        "Ungültiges Journal",
    ),
    TOO_MANY_CONNECTIONS: (
        "Te veel verbindingen",
        "Trop de connexions",
        "Too many connections",
        "Zu viele Verbindungen",
    ),
    INVALID_SOFTWARE_HOUSE: (
        "Ongeldig softwarehuis",
        "Maison de logiciels non valide",
        "Invalid software house",
        "Ungültiges Softwarehaus",
    ),
    INVALID_PARAMETER: (
        "Ongeldige parameter",
        "Paramètre non valide",
        "Invalid parameter",
        "Ungültiger Parameter",
    ),
}


def text_of(code: int, locale: int) -> str:
    """Give the text of an error code in a language; Dutch when none is chosen."""
    return TEXTS[code][max(locale, 1) - 1]


class Refusal(Exception):
    """An answer other than the one that was asked for.

    Its body holds `technicalInfo`, as every recorded one does, and its code where that was seen
    or is likely. `hidden` is a code that the recordings of such a refusal do not show, and
    `worded` a refusal that also says its code in words.
    """

    def __init__(  # noqa: PLR0913 the parts of an answer
        self,
        status: int,
        technical_info: str,
        *,
        code: int | None = None,
        hidden: bool = False,
        worded: bool = False,
        locale: int = 0,
    ) -> None:
        super().__init__(technical_info)
        self.status = status
        self.technical_info = technical_info
        self.code = code
        self.hidden = hidden
        self.worded = worded
        self.locale = locale

    def body(self, codes: str) -> dict[str, Any]:
        """Give the ErrorResult, with codes as the switch `error_codes` says."""
        info = {"technicalInfo": self.technical_info}
        if self.code is None or codes == "never" or (self.hidden and codes == "recorded"):
            return info
        words = {"errorMessage": text_of(self.code, self.locale)} if self.worded else {}
        return {"errorCode": self.code, **words, **info}


def bad_request() -> Refusal:
    """Make the answer to a missing, misnamed or malformed parameter."""
    return Refusal(400, GENERIC_400, code=INVALID_PARAMETER, hidden=True)
