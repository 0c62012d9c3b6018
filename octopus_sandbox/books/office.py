"""An office: its dossiers, each generated when it is first read."""

from collections.abc import Collection
from datetime import datetime
from threading import Lock

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import UnknownDossierError
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import dossier_record, profile


class Office:
    """The dossiers of one firm; the same arguments always give the same books.

    Args:
        seed: what the books are drawn from.
        dossiers: how many dossiers there are; their ids are 1, 2, 3 and on.
        documents_per_year: about how many purchases, sales and payments a dossier has in twelve
            months; wages, VAT, depreciation and bank costs come on top.
        bookyears: how many bookyears each dossier has; None lets it vary from dossier to dossier.
        empty: the dossiers in which nothing was ever entered.
        now: the moment (aware, UTC) up to which the books are kept.
    """

    def __init__(  # noqa: PLR0913 what books can be made of
        self,
        *,
        seed: int = 1,
        dossiers: int = 3,
        documents_per_year: int = 60,
        bookyears: int | None = None,
        empty: Collection[int] = (),
        now: datetime,
    ) -> None:
        self.dossier_ids = list(range(1, dossiers + 1))
        self._now = now
        profiles = [
            profile(seed, number, documents_per_year, bookyears, empty=number in empty)
            for number in self.dossier_ids
        ]
        listed = {one.id: one.vat_number for one in profiles}
        self._profiles = {one.id: one._replace(listed=listed) for one in profiles}
        self._touched: dict[int, Dossier] = {}
        self._locks = {number: Lock() for number in self.dossier_ids}

    def listed(self) -> list[Record]:
        """Give the rows of `GET /dossiers`; does not generate any books."""
        return [dossier_record(self._profiles[number]) for number in self.dossier_ids]

    def dossier(self, dossier_id: int) -> Dossier:
        """Give one dossier, generating its books on first touch; safe to call from threads.

        Raises UnknownDossierError.
        """
        if dossier_id not in self._profiles:
            raise UnknownDossierError(f"There is no dossier {dossier_id}.")
        with self._locks[dossier_id]:
            if dossier_id not in self._touched:
                self._touched[dossier_id] = Dossier(self._profiles[dossier_id], self._now)
            return self._touched[dossier_id]
