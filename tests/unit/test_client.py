"""The chain as a whole: what is remembered of a dossier that cannot be connected to."""

from __future__ import annotations

from typing import Any

import pytest

from tap_octopus.client import Client
from tap_octopus.client.operations import ACCOUNTS, DOSSIERS, Request
from tap_octopus.errors import AnswerError, DossierRefused, TemporaryError
from tap_octopus.output.lock import RunLock
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.state import Bookmarks
from tap_octopus.sync.dossier import DossierSync
from tests.unit.doubles import FakeService, settings
from tests.unit.strategies import SCHEMAS

TOKENS: dict[str, Any] = {"sign_in": {"token": "u"}, "connect": {"Dossiertoken": "d"}}


class Octopus(FakeService):
    """The last sender, which can be closed."""

    def close(self) -> None:
        """Do nothing."""


def client(**answers: object) -> tuple[Client, Octopus, DossierSync]:
    """Make a client, what it sends to, and a dossier that is synced over it."""
    octopus, bookmarks, chosen = Octopus(**TOKENS | answers), Bookmarks({}), settings()
    made = Client(chosen, bookmarks, RunLock(), lambda *_: octopus)
    return made, octopus, DossierSync(1, "dossier 1", made, bookmarks, chosen, frozenset())


@pytest.mark.parametrize(
    ("error", "refused", "unreachable"),
    [
        (DossierRefused("403"), True, False),
        (TemporaryError("500"), False, True),
        (AnswerError("400"), False, False),
    ],
)
def test_closed_dossier(error: Exception, refused: bool, unreachable: bool) -> None:  # noqa: FBT001
    """Once connecting has failed no other call is tried, and each ends with the same error."""
    made, octopus, dossier = client(connect=error)
    with pytest.raises(type(error)):
        made.call(Request(ACCOUNTS, 1))
    tried = octopus.count("connect")

    with pytest.raises(type(error), match=str(error)):
        made.call(Request(ACCOUNTS, 1))

    assert octopus.count("connect") == tried
    assert (dossier.is_refused, dossier.is_unreachable) == (refused, unreachable)


def test_other_dossiers() -> None:
    """A dossier that cannot be connected to closes neither another one nor the account."""
    token = TOKENS["connect"]
    made, _, _ = client(connect=lambda r: DossierRefused("no") if r.dossier == 1 else token)
    with pytest.raises(DossierRefused):
        made.call(Request(ACCOUNTS, 1))

    for request in (Request(ACCOUNTS, 2), Request(DOSSIERS)):
        with made.call(request) as answer:
            assert answer.content() == []


def test_open_dossier() -> None:
    """A call that fails while the dossier is connected closes nothing."""
    made, octopus, dossier = client(accounts=AnswerError("no"))
    with pytest.raises(AnswerError):
        made.call(Request(ACCOUNTS, 1))
    octopus.answers["accounts"] = []

    with made.call(Request(ACCOUNTS, 1)) as answer:
        assert answer.content() == []

    assert (dossier.is_refused, dossier.is_unreachable) == (False, False)


def test_account_that_fails() -> None:
    """A call of the account that fails is tried anew by the next one."""
    made, octopus, _ = client(dossiers=AnswerError("no"))
    with pytest.raises(AnswerError):
        made.call(Request(DOSSIERS))
    octopus.answers["dossiers"] = []

    with made.call(Request(DOSSIERS)) as answer:
        assert answer.content() == []


def test_reads_are_never_of_the_same_moment() -> None:
    """Each stream of a dossier begins a little later than the one before."""
    _, _, dossier = client()
    mapper = RowMapper(SCHEMAS["accounts"], ("dossier_id", "bookyear_id", "account_nr"))

    moments = [dossier.begin(name, mapper).synced_at for name in ("accounts", "relations", "x")]

    assert moments == sorted(set(moments))
