"""Signing in and connecting: seldom, in time, and never twice after a refusal."""

from __future__ import annotations

import threading

import pytest

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.sign_in import sign_in_method
from tap_octopus.client.tokens import RENEW_AFTER, Tokens
from tap_octopus.errors import AnswerError, DossierRefused, SignInError, TokenRejected
from tap_octopus.output.lock import RunLock
from tap_octopus.output.workers import work
from tests.unit.doubles import PASSWORD, USER, UUID, FakeSender, FakeService, Time, settings

REJECTED = TokenRejected("401")


class Octopus(FakeService):
    """A next sender that hands out tokens: user-1, user-2 ..., dossier-1 ..."""

    def __init__(self, **answers: object) -> None:
        super().__init__(
            **{
                "sign_in": lambda _: {"token": f"user-{self.count('sign_in')}"},
                "connect": lambda _: {"Dossiertoken": f"dossier-{self.count('connect')}"},
                **answers,
            }
        )

    @property
    def last(self) -> Request:
        """The newest request."""
        return self.requests[-1]


def tokens(
    fake: FakeSender | FakeService, time: Time | None = None, language: str = "dossier"
) -> Tokens:
    """Make the sender that is tested."""
    chosen = settings(language=language)
    clock = (time or Time()).clock()
    return Tokens(fake, sign_in_method(chosen, clock), chosen, clock, RunLock())


def bookyears(dossier: int = 1) -> Request:
    """Return a request for data of a dossier."""
    return Request(api.BOOKYEARS, dossier)


def once(*outcomes: object) -> object:
    """Return an answer that is another one each time; the last one stays."""
    left = list(outcomes)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_sign_in_request() -> None:
    """Signing in sends what is documented: the uuid as a header, user and password as JSON."""
    fake = Octopus()

    tokens(fake)(Request(api.DOSSIERS))

    assert fake.requests == [
        Request(
            api.SIGN_IN,
            headers={"softwareHouseUuid": UUID},
            json={"user": USER, "password": PASSWORD},
        ),
        Request(api.DOSSIERS, headers={"Token": "user-1"}),
    ]


@pytest.mark.parametrize(
    ("language", "locale"), [("dossier", 0), ("nl", 1), ("fr", 2), ("en", 3), ("de", 4)]
)
def test_connect_request(language: str, locale: int) -> None:
    """Connecting sends the user token; data calls send the dossier token and nothing else."""
    fake = Octopus()

    tokens(fake, language=language)(bookyears(7))

    assert fake.requests[1:] == [
        Request(
            api.CONNECT, 7, query={"dossierId": 7, "localeId": locale}, headers={"Token": "user-1"}
        ),
        Request(api.BOOKYEARS, 7, headers={"dossierToken": "dossier-1"}),
    ]


def test_requests_hide_secrets() -> None:
    """A request that is printed shows neither token nor password."""
    fake = Octopus()

    tokens(fake)(bookyears())

    printed = "".join(map(repr, fake.requests))
    assert [s for s in (UUID, USER, PASSWORD, "user-1", "dossier-1") if s in printed] == []


def test_tokens_are_kept() -> None:
    """For many requests of one dossier the tap signs in once and connects once."""
    fake, time = Octopus(), Time()
    sender = tokens(fake, time)

    for _ in range(5):
        sender(bookyears())
        time.now += 60

    assert (fake.count("sign_in"), fake.count("connect")) == (1, 1)


def test_a_token_for_each_dossier() -> None:
    """Each dossier has its own token until it is left; going back to it then connects again."""
    fake = Octopus()
    sender = tokens(fake)

    for dossier in (1, 2, 1):
        sender(bookyears(dossier))
    sender.leave(2)
    connected = (sender.is_connected(1), sender.is_connected(2))
    sender(bookyears(2))

    assert [r.dossier for r in fake.requests if r.operation is api.CONNECT] == [1, 2, 2]
    assert fake.count("sign_in") == 1
    assert connected == (True, False)


@pytest.mark.parametrize(("age", "renewed"), [(RENEW_AFTER - 1, 0), (RENEW_AFTER, 1), (599, 1)])
def test_tokens_by_age(age: float, renewed: int) -> None:
    """A token is renewed before its ten minutes are over, without waiting for a refusal."""
    fake, time = Octopus(), Time()
    sender = tokens(fake, time)
    sender(bookyears())

    time.now += age
    sender(bookyears())

    assert (fake.count("sign_in"), fake.count("connect")) == (
        1 + renewed,
        1 + renewed,
    )
    assert RENEW_AFTER < 600


def test_age_counts_from_the_request() -> None:
    """A token that was long on its way is as old as its request, not as its answer."""
    time = Time()

    def slowly(_: Request) -> dict[str, str]:
        time.now += RENEW_AFTER - 1
        return {"Dossiertoken": "slow"}

    fake = Octopus(connect=slowly)
    sender = tokens(fake, time)
    sender(bookyears())

    time.now += 2
    sender(bookyears())

    assert fake.count("connect") == 2


def test_rejected_once() -> None:
    """A data call that is rejected connects again and is repeated once."""
    fake = Octopus(bookyears=once(REJECTED, [{"a": 1}]))

    with tokens(fake)(bookyears()) as answer:
        (records,) = map(list, answer.records(None))

    assert records == [{"a": 1}]
    assert (fake.count("connect"), fake.count("bookyears")) == (2, 2)
    assert fake.last.headers == {"dossierToken": "dossier-2"}


def test_rejected_twice() -> None:
    """A data call whose new token is rejected as well has failed for good."""
    fake = Octopus(bookyears=REJECTED)

    with pytest.raises(AnswerError) as rejected:
        tokens(fake)(bookyears())

    assert str(rejected.value) == "401, also with a new token: check the user's rights"
    assert rejected.value.__suppress_context__

    assert (fake.count("connect"), fake.count("bookyears")) == (2, 2)


def test_list_is_rejected() -> None:
    """A rejected list of dossiers signs in again, once."""
    fake = Octopus(dossiers=REJECTED)

    with pytest.raises(AnswerError):
        tokens(fake)(Request(api.DOSSIERS))

    assert (fake.count("sign_in"), fake.count("dossiers")) == (2, 2)


def test_connecting_is_rejected_once() -> None:
    """A connection that is rejected signs in again, and is tried once more."""
    fake = Octopus(connect=once(REJECTED, {"Dossiertoken": "second"}))

    tokens(fake)(bookyears())

    assert (fake.count("sign_in"), fake.count("connect")) == (2, 2)
    assert fake.last.headers == {"dossierToken": "second"}


def test_connecting_is_rejected_twice() -> None:
    """A connection that is rejected with a new user token as well has failed for good."""
    fake = Octopus(connect=REJECTED)

    with pytest.raises(AnswerError):
        tokens(fake)(bookyears())

    assert (fake.count("sign_in"), fake.count("connect")) == (2, 2)


def test_refused_sign_in() -> None:
    """A refused sign-in is never tried again in the run: Octopus counts failed logins."""
    fake = Octopus(sign_in=SignInError("no"))
    sender = tokens(fake)

    for request in (Request(api.DOSSIERS), bookyears(1), bookyears(2)):
        with pytest.raises(SignInError, match="no"):
            sender(request)

    assert [request.operation for request in fake.requests] == [api.SIGN_IN]


def test_refused_dossier() -> None:
    """A dossier that refuses us is told as such, and the next one is connected to."""
    fake = Octopus(connect=once(DossierRefused("403"), {"Dossiertoken": "next"}))
    sender = tokens(fake)

    with pytest.raises(DossierRefused):
        sender(bookyears(1))
    sender(bookyears(2))

    assert fake.last.headers == {"dossierToken": "next"}
    assert not sender.is_connected(1)


@pytest.mark.parametrize("content", [{}, [], "text", {"token": 5}, {"token": None}, {"token": ""}])
def test_sign_in_without_a_token(content: object) -> None:
    """An answer to signing in that has no token is told, without what it holds."""
    fake = FakeSender(content if content != "text" else {"text": "x"})

    with pytest.raises(AnswerError, match="without a token"):
        tokens(fake)(Request(api.DOSSIERS))


@pytest.mark.parametrize("content", [{}, [], {"Dossiertoken": 5}, {"dossierToken": "x"}])
def test_connection_without_a_token(content: object) -> None:
    """An answer to connecting that has no token is told."""
    fake = Octopus(connect=content)

    with pytest.raises(AnswerError) as wrong:
        tokens(fake)(bookyears())

    assert str(wrong.value) == (
        "Octopus connected to the dossier without a token: please report it"
    )


@pytest.mark.parametrize(("seconds", "connects"), [(60, 1), (61, 2), (3600, 2)])
def test_server_clock_goes_back(seconds: float, connects: int) -> None:
    """A token that seems to come from the future is not trusted, but for a minute."""
    fake, time = Octopus(), Time()
    sender = tokens(fake, time)
    sender(bookyears())

    time.now -= seconds
    sender(bookyears())

    assert fake.count("connect") == connects


@pytest.mark.parametrize("refused", [True, False])
def test_many_threads_sign_in_once(refused: bool) -> None:  # noqa: FBT001
    """Threads that all need a user token wait for one sign-in, also when it is refused."""
    lock, outcomes = RunLock(), list[str]()

    def slowly(_: Request) -> object:
        with lock.released():
            threading.Event().wait(0.05)  # no test of a unit really sleeps
        return SignInError("no") if refused else {"token": "user"}

    fake = Octopus(sign_in=slowly)
    chosen = settings()
    sender = Tokens(fake, sign_in_method(chosen, Time().clock()), chosen, Time().clock(), lock)

    def sync(dossier: int) -> None:
        try:
            sender(bookyears(dossier))
        except SignInError as error:
            outcomes.append(str(error))
        else:
            outcomes.append("read")

    work(lock, sync, range(1, 9), 8)

    assert fake.count("sign_in") == 1
    assert outcomes == ["no" if refused else "read"] * 8
