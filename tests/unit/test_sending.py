"""What is sent, and what becomes of the body that comes back."""

from __future__ import annotations

import json
import tempfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.transport import Transport
from tap_octopus.disk_space import IN_MEMORY
from tap_octopus.errors import (
    AnswerError,
    TemporaryError,
)
from tests.support.wire import Reply
from tests.unit.doubles import MIDNIGHT, Time, oauth_settings, settings
from tests.unit.test_clock import date
from tests.unit.test_transport import transport

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.network import Network

PRIVATE = "what the books say"


def send(request: Request, sender: Transport | None = None) -> None:
    """Send a request; its answer is of no interest."""
    with (sender or transport())(request):
        pass


def test_query(net: Network) -> None:
    """A blank is sent as %20, as Octopus' own examples have it, and empty values are kept."""
    net.answer = lambda _: Reply([])
    query: dict[str, str | int] = {"modifiedTimeStamp": "1980-01-01 00:00:00.000", "a": -1, "b": ""}

    send(Request(api.ACCOUNTS, 7, query=query))

    (sent,) = net.sent
    assert sent.url == (
        "http://localhost/v1/dossiers/7/accounts/modified"
        "?modifiedTimeStamp=1980-01-01%2000%3A00%3A00.000&a=-1&b="
    )


def test_sign_in(net: Network) -> None:
    """Signing in sends JSON, with its content type, to the API's address."""
    net.answer = lambda _: Reply({"token": "t"})

    send(Request(api.SIGN_IN, headers={"softwareHouseUuid": "id"}, json={"user": "me"}))

    (sent,) = net.sent
    assert (sent.method, sent.url) == ("POST", "http://localhost/v1/authentication")
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["softwareHouseUuid"] == "id"
    assert json.loads(sent.body) == {"user": "me"}


def test_refresh(net: Network) -> None:
    """A refresh token goes as a form to the OAuth address, and nowhere else."""
    net.answer = lambda _: Reply({"token": "t"})

    send(Request(api.REFRESH, form={"a": "b"}), Transport(oauth_settings(), Time().clock()))

    (sent,) = net.sent
    assert (sent.method, sent.url) == ("POST", "http://localhost/oauth")
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.body == b"a=b"


def test_connecting_has_no_body(net: Network) -> None:
    """Connecting is a POST with an empty body."""
    net.answer = lambda _: Reply({"Dossiertoken": "t"})

    send(Request(api.CONNECT, 1, query={"dossierId": 1}))

    (sent,) = net.sent
    assert (sent.method, sent.url) == ("POST", "http://localhost/v1/dossiers?dossierId=1")
    assert (sent.headers["Content-Length"], sent.body) == ("0", b"")


def test_user_agent(net: Network) -> None:
    """The tap says who it is."""
    net.answer = lambda _: Reply([])

    send(Request(api.DOSSIERS), transport(user_agent="office/1"))

    assert net.sent[0].headers["User-Agent"] == "office/1"


@pytest.mark.parametrize("user_agent", ["x\r\n y", "x\ny: z", "\rx"])
def test_headers(net: Network, user_agent: str) -> None:
    """What would be more than one header is not sent."""
    with pytest.raises(AnswerError, match="a header has a character that is not allowed"):
        transport(user_agent=user_agent)(Request(api.DOSSIERS))

    assert net.sent == []


def test_redirects(net: Network) -> None:
    """A redirect is not followed: tokens go to no other address."""
    net.answer = lambda _: Reply([], 302, {"Location": "http://x"})

    with pytest.raises(AnswerError, match="302"):
        transport()(Request(api.DOSSIERS))

    assert len(net.sent) == 1


def test_date(net: Network) -> None:
    """Every answer sets the clock, one that is an error too."""
    net.answer = lambda _: Reply(status=500, headers={"Date": date(MIDNIGHT + 3600)})
    clock = Time().clock()

    with pytest.raises(TemporaryError):
        Transport(settings(), clock)(Request(api.DOSSIERS))

    assert clock.seconds() == MIDNIGHT + 3600


def test_large_answers(
    net: Network,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A large answer is read whole, and leaves nothing behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = [{"text": "x" * 1000} for _ in range(2 * IN_MEMORY // 1000)]
    net.answer = lambda _: Reply(records)

    with transport()(Request(api.BOOKYEARS, 1)) as answer:
        (found,) = map(list, answer.records(None))

    assert found == records
    assert list(tmp_path.iterdir()) == []


def test_slow_body(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that never ends is given up at the time-out."""
    net.answer = lambda _: Reply(b"[" + b" " * 2_000_000)
    seconds = iter(range(0, 10_000, 400))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("tap_octopus.client.transport.time", clock)

    with pytest.raises(TemporaryError, match="request_timeout_seconds"):
        transport()(Request(api.BOOKYEARS, 1))


VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXY = "http://me:word@proxy.test:3128"
SAFE = "https://octopus.test/v1"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without a proxy and without certificates of one's own."""
    for name in (*VARIABLES, *map(str.upper, VARIABLES), *BUNDLES):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def how(net: Network) -> Any:  # noqa: ANN401 - of requests-mock
    """Return how a request to an address of https:// is sent."""
    net.answer = lambda _: Reply([])
    send(Request(api.DOSSIERS), transport(api_url=SAFE, request_timeout_seconds=30))
    return net.how[-1]


@pytest.mark.usefixtures("plain")
def test_plain_environment(net: Network) -> None:
    """Certificates are checked, no proxy is used, and the answer is not read at once."""
    sent = how(net)

    assert (sent.verify, sent.proxies, sent.stream) == (True, {}, True)
    assert sent.timeout == (10, 30)


@pytest.mark.parametrize("name", BUNDLES)
def test_own_certificates(net: Network, plain: pytest.MonkeyPatch, name: str) -> None:
    """Certificates of the environment take the place of those that come with requests."""
    plain.setenv(name, "/etc/own.pem")

    assert how(net).verify == "/etc/own.pem"


def test_proxy(net: Network, plain: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is used for its kind of address."""
    plain.setenv("https_proxy", PROXY)
    plain.setenv("http_proxy", "http://other.test")

    assert how(net).proxies["https"] == PROXY


@pytest.mark.parametrize("excepted", ["octopus.test", ".test", "*"])
def test_no_proxy(net: Network, plain: pytest.MonkeyPatch, excepted: str) -> None:
    """An address that is excepted from the proxy is reached without it."""
    plain.setenv("https_proxy", PROXY)
    plain.setenv("no_proxy", excepted)

    assert how(net).proxies == {}


def test_environment_is_read_once(net: Network, plain: pytest.MonkeyPatch) -> None:
    """A call does not look at the environment: that takes requests as long as the call."""
    net.answer = lambda _: Reply([])
    sender = transport()
    send(Request(api.DOSSIERS), sender)

    plain.setenv("http_proxy", PROXY)
    send(Request(api.DOSSIERS), sender)

    assert net.how[-1].proxies == {}


def test_no_password_of_a_file(net: Network, plain: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A password that a .netrc file has for Octopus is not sent."""
    (tmp_path / "netrc").write_text("machine octopus.test login me password word\n")
    plain.setenv("NETRC", str(tmp_path / "netrc"))

    assert "Authorization" not in how(net).headers
