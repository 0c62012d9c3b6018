"""Signing in and connecting as calls of their own, and the clock that the first answer sets."""

from __future__ import annotations

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.sign_in import sign_in_method
from tap_octopus.client.tokens import RENEW_AFTER, Tokens
from tap_octopus.output.lock import RunLock
from tests.unit.doubles import Time, settings
from tests.unit.test_clock import date
from tests.unit.test_tokens import Octopus, bookyears, tokens


def test_connecting_itself() -> None:
    """A dossier can be connected to without a data call, once, and the list of dossiers cannot."""
    fake = Octopus()
    sender = tokens(fake)

    for request in (bookyears(7), bookyears(7), Request(api.DOSSIERS)):
        with sender.connect(request) as answer:
            assert answer.content() is None

    assert sender.is_connected(7)
    assert (fake.count("sign_in"), fake.count("connect")) == (1, 1)


def test_signing_in_itself() -> None:
    """Signing in is a call of its own, which is made once."""
    fake = Octopus()
    sender = tokens(fake)

    for _ in range(2):
        with sender.sign_in(Request(api.SIGN_IN)) as answer:
            assert answer.content() is None

    assert [request.operation for request in fake.requests] == [api.SIGN_IN]


def test_leaving_twice() -> None:
    """A dossier that is left already, or was never connected to, can be left."""
    sender = tokens(Octopus())
    sender(bookyears())

    for _ in range(2):
        sender.leave(1)

    assert not sender.is_connected(1)


def test_clock_that_was_far_off() -> None:
    """The first answer may move the clock by hours: its token is new all the same."""
    fake, time = Octopus(), Time()
    clock = time.clock()

    def slowly(_: Request) -> object:
        clock.set_from_date(date(time.now + 7200))
        return {"token": "user"}

    fake.answers["sign_in"] = slowly
    sender = Tokens(fake, sign_in_method(settings(), clock), settings(), clock, RunLock())
    for _ in range(2):
        sender(Request(api.DOSSIERS))

    assert fake.count("sign_in") == 1
    time.now += RENEW_AFTER
    sender(Request(api.DOSSIERS))
    assert fake.count("sign_in") == 2


def test_age_of_the_user_token() -> None:
    """A user token that was long on its way is as old as its request, not as its answer."""
    time = Time()

    def slowly(_: Request) -> object:
        time.now += RENEW_AFTER - 1
        return {"token": "slow"}

    fake = Octopus(sign_in=slowly)
    sender = tokens(fake, time)
    sender(Request(api.DOSSIERS))

    time.now += 2
    sender(Request(api.DOSSIERS))

    assert fake.count("sign_in") == 2
