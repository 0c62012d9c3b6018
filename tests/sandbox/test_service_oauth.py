"""The pages on which a user signs in and consents, and the code that comes of it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.sandbox.facts import FACTS
from tests.sandbox.octopus import Octopus

BACK = "http://127.0.0.1:9876/callback"


def authorize(
    octopus: Octopus, form: dict[str, str] | None = None, **changed: str
) -> requests.Response:
    """Open the page, or send its form, as documented or with something changed."""
    address = octopus.account["oauth_url"].replace("/token", "/authorize")
    asked = {
        "scope": "webservice",
        "response_type": "code",
        "client_id": octopus.account["software_house_uuid"],
        "redirect_uri": BACK,
        "state": "opaque & more",
        **changed,
    }
    method = "POST" if form else "GET"
    return octopus.session.request(
        method, address, params=asked, data=form, allow_redirects=False, timeout=10
    )


def sign_in(octopus: Octopus, **changed: str) -> requests.Response:
    """Send the form of the first page."""
    form = {name: octopus.account[name] for name in ("user", "password")} | changed
    return authorize(octopus, form)


def decide(octopus: Octopus, decision: str) -> dict[str, list[str]]:
    """Sign in, decide, and give what the browser is sent back with."""
    found = re.search('name="ticket" value="([^"]+)"', sign_in(octopus).text)
    assert found
    answer = authorize(octopus, {"ticket": found[1], "decision": decision})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK)
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def exchange(octopus: Octopus, code: str) -> requests.Response:
    """Exchange a code."""
    form = {
        "grant_type": "authorization_code",
        "client_id": octopus.account["software_house_uuid"],
        "code": code,
    }
    return octopus.session.post(octopus.account["oauth_url"], data=form)


def test_as_documented(octopus: Octopus) -> None:
    """The page is where the facts say, and takes the parameters that they name."""
    facts = FACTS["authentication"]["oauth"]
    answer = authorize(octopus)

    assert urlsplit(answer.url).path == urlsplit(facts["authorize_url"]).path
    assert set(parse_qs(urlsplit(answer.url).query)) == set(facts["authorize_params"])
    assert 'type="password"' in answer.text


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "x"},
        {"scope": "x"},
        {"response_type": "token"},
        {"redirect_uri": "https://elsewhere.test/callback"},
        {"redirect_uri": "http://127.0.0.1:9876/other"},
    ],
)
def test_wrong_address(octopus: Octopus, changed: dict[str, str]) -> None:
    """A page that is asked for with anything wrong sends nobody anywhere."""
    answer = authorize(octopus, None, **changed)

    assert answer.status_code == 400
    assert next(iter(changed)) in answer.text


def test_wrong_password(octopus: Octopus) -> None:
    """Who gives a wrong password is asked again."""
    answer = sign_in(octopus, password="x")  # noqa: S106 - not one

    assert answer.status_code == 401
    assert "ticket" not in answer.text


def test_no_consent_without_signing_in(octopus: Octopus) -> None:
    """A ticket that was not given out is worth nothing."""
    assert authorize(octopus, {"ticket": "x", "decision": "allow"}).status_code == 400


def test_allowed(octopus: Octopus) -> None:
    """A code comes back with the state, and buys both tokens, once."""
    back = decide(octopus, "allow")
    first, second = (exchange(octopus, back["code"][0]) for _ in range(2))

    assert back["state"] == ["opaque & more"]
    assert set(first.json()) == {"access_token", "refresh_token"}
    assert first.json()["refresh_token"] == octopus.control("GET", "account")["refresh_token"]
    assert second.status_code == 400


def test_denied(octopus: Octopus) -> None:
    """Who denies is sent back without a code."""
    assert decide(octopus, "deny") == {"error": ["access_denied"], "state": ["opaque & more"]}


def test_code_lives_five_minutes(octopus: Octopus) -> None:
    """After five minutes a code is worth nothing."""
    (code,) = decide(octopus, "allow")["code"]
    octopus.pass_time(5 * 60)

    assert exchange(octopus, code).status_code == 400
