"""What sets one dossier apart: name, language, bookyears, and what it makes use of."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from octopus_sandbox.books.bookyears import Shape
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.habits import Habits, habits
from octopus_sandbox.books.identifiers import belgian_vat_number
from octopus_sandbox.books.rng import stream
from octopus_sandbox.books.vat import VatCode, codes


class Profile(NamedTuple):
    """The character of a dossier, known before any book is generated.

    `listed` are the VAT numbers of all dossiers of the office, by their ids.
    """

    id: int
    seed: int
    name: str
    vat_number: str
    place: tuple[str, str]
    language: str
    shape: Shape
    months_per_period: int
    bookyear_ids: tuple[int, ...]
    documents_per_year: int
    cash: bool
    cost_centres: int
    products: bool
    corporation_type: int | None
    habits: Habits
    listed: Mapping[int, str] = MappingProxyType({})

    @property
    def codes(self) -> Mapping[tuple[str, int], VatCode]:
        """The VAT codes by their usual name and kind."""
        return codes(self.habits.naming)


_NAMES = ("Bakkerij", "Drukkerij", "Garage", "Studio", "Atelier", "Transport", "Bouwwerken")
_FAMILIES = ("Peeters", "Janssens", "Dubois", "Lambert", "Maes", "Claes", "Renard", "Wouters")
_PLACES = (("9000", "Gent"), ("2000", "Antwerpen"), ("4000", "Liège"), ("1000", "Brussel"))
_FIRST: tuple[tuple[str, Shape, int, tuple[int, ...]], ...] = (
    ("nl", "calendar", 1, (1, 2, 3)),
    ("fr", "broken", 3, (1, 2)),
    ("nl", "long", 1, (2, 1, 3)),
    ("fr", "calendar", 1, (1, 2, 3)),
)
_CORPORATIONS = (1, 9, 8)
_PERSON = 0
_BACKWARDS = 0.2


def profile(
    seed: int,
    number: int,
    documents_per_year: int,
    bookyears: int | None,
    *,
    empty: bool = False,
) -> Profile:
    """Choose what sets a dossier apart; the first four have the difficult cases."""
    rng = stream(seed, "profile", number)
    language, shape, months, ids = _drawn(seed, number)
    ways = habits(number, months)._replace(booked=not empty)
    if bookyears is not None:
        ids = _ids(bookyears, backwards=ids[:1] == (2,))
    return Profile(
        id=number,
        seed=seed,
        name=f"{rng.choice(_NAMES)} {rng.choice(_FAMILIES)} {number}",
        vat_number=belgian_vat_number(rng.randrange(4_000_000, 9_000_000)),
        place=rng.choice(_PLACES),
        language=language,
        shape=shape,
        months_per_period=months,
        bookyear_ids=ids,
        documents_per_year=documents_per_year,
        cash=number % 2 == 1,
        cost_centres=0 if number % 4 == 0 else 4,
        products=bool((number + 1) % 3),
        corporation_type=_corporation(number, ways),
        habits=ways,
    )


def _drawn(seed: int, number: int) -> tuple[str, Shape, int, tuple[int, ...]]:
    if number <= len(_FIRST):
        return _FIRST[number - 1]
    rng = stream(seed, "bookyears", number)
    shapes: tuple[Shape, ...] = ("calendar", "calendar", "broken", "long")
    ids = _ids(rng.randint(1, 4), backwards=rng.random() < _BACKWARDS)
    return rng.choice(("nl", "nl", "fr")), rng.choice(shapes), rng.choice((1, 3)), ids


def _corporation(number: int, ways: Habits) -> int | None:
    if ways.sole_trader:
        return _PERSON
    return None if number == 1 else _CORPORATIONS[number % 3]


def _ids(count: int, *, backwards: bool) -> tuple[int, ...]:
    ids = tuple(range(1, count + 1))
    return (2, 1, *ids[2:]) if backwards and count > 1 else ids


def dossier_record(profile: Profile) -> Record:
    """Write a dossier's row in the list of dossiers as the API does."""
    postal_code, city = profile.place
    record: Record = {"city": city}
    if profile.corporation_type is not None:
        record["corporationTypeKey"] = {"id": profile.corporation_type}
    return record | {
        "country": "BE",
        "dossierDescription": profile.name,
        "dossierKey": {"id": profile.id},
        "email": "" if profile.id % 2 else f"info{profile.id}@example.be",
        "languageCode": profile.language,
        "postalCode": postal_code,
        "streetAndNr": f"Stationsstraat {profile.id}",
        "url": "",
        "vatNr": profile.vat_number,
    }
