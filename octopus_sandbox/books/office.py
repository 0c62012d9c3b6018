"""An office: a firm's dossiers, each generated when it is first touched."""

from datetime import datetime

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.feeds import Record


class Office:
    """The dossiers of one firm; the same arguments always give the same books.

    Args:
        seed: what the books are drawn from.
        dossiers: how many dossiers there are; their ids are 1, 2, 3 and on.
        documents_per_year: purchases, sales and bank documents of a dossier in twelve months.
        bookyears: how many bookyears each dossier has; None lets it vary from dossier to dossier.
        now: the moment (aware, UTC) up to which the books are kept.
    """

    dossier_ids: list[int]

    def __init__(
        self,
        *,
        seed: int = 1,
        dossiers: int = 3,
        documents_per_year: int = 60,
        bookyears: int | None = None,
        now: datetime,
    ) -> None:
        raise NotImplementedError

    def listed(self) -> list[Record]:
        """Give the rows of `GET /dossiers`; does not generate any books."""
        raise NotImplementedError

    def dossier(self, dossier_id: int) -> Dossier:
        """Give one dossier, generating its books on first touch; safe to call from threads.

        Raises UnknownDossierError.
        """
        raise NotImplementedError
