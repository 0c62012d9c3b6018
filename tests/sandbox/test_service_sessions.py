"""Logging in, connecting to a dossier, and how long that lasts."""

import pytest
import requests

from tests.sandbox.octopus import API, Octopus

MINUTE = 60


def test_login_gives_only_a_token(octopus: Octopus) -> None:
    """A login answers with a JWT-like token and nothing else."""
    answer = octopus.log_in()

    assert answer.status_code == 200
    assert list(answer.json()) == ["token"]
    assert answer.json()["token"].count(".") == 2


@pytest.mark.parametrize("part", ["user", "password", "software_house_uuid"])
def test_wrong_login_is_counted(octopus: Octopus, part: str) -> None:
    """A wrong login is a 401 with nothing but a counter of failed logins."""
    answers = [octopus.log_in(**{part: "wrong"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert [list(answer.json()) for answer in answers] == [["technicalInfo"]] * 2
    assert [answer.json()["technicalInfo"][-1] for answer in answers] == ["1", "2"]


def test_login_without_software_house_is_refused(octopus: Octopus) -> None:
    """The header of the software house is not optional."""
    body = {"user": octopus.account["user"], "password": octopus.account["password"]}

    answer = octopus.send("POST", "/authentication", json=body)

    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b'{"username": "x", "password": "y"}', b"[]"])
def test_malformed_login_is_a_400(octopus: Octopus, body: bytes) -> None:
    """A login body that is not what the API asks for is a bad request."""
    headers = {"softwareHouseUuid": octopus.account["software_house_uuid"]}

    answer = octopus.send("POST", "/authentication", headers=headers, data=body)

    assert answer.status_code == 400


def test_who_am_i_wants_a_user_token(octopus: Octopus) -> None:
    """GET /authentication answers a user who is logged in, and no one else."""
    known = octopus.send("GET", "/authentication", headers=octopus.user())
    unknown = octopus.send("GET", "/authentication")

    assert known.json() == {"token": octopus.user()["Token"]}
    assert unknown.status_code == 401


def test_connecting_gives_a_token_with_a_capital(octopus: Octopus) -> None:
    """The dossier token comes as `Dossiertoken`."""
    answer = octopus.connect()

    assert list(answer.json()) == ["Dossiertoken"]


def test_header_names_are_case_insensitive(octopus: Octopus) -> None:
    """Any spelling of a header's name will do."""
    headers = {"DOSSIERTOKEN": octopus.dossier()["dossierToken"]}

    answer = octopus.send("GET", "/dossiers/1/bookyears", headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (10, 401)])
def test_tokens_live_ten_minutes(octopus: Octopus, minutes: int, status: int) -> None:
    """Both tokens are good for less than ten minutes by the sandbox's clock."""
    octopus.dossier()

    octopus.pass_time(minutes * MINUTE)

    assert octopus.get("/bookyears").status_code == status
    assert octopus.connect().status_code == status


def test_user_token_in_place_of_a_dossier_token(octopus: Octopus) -> None:
    """The wrong kind of token is a 401 with errorCode -79, under either name."""
    token = octopus.user()["Token"]

    answers = [
        octopus.send("GET", "/dossiers/1/bookyears", headers={name: token})
        for name in ("Token", "dossierToken")
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert [answer.json()["errorCode"] for answer in answers] == [-79, -79]


def test_token_of_another_dossier(octopus: Octopus) -> None:
    """A dossier token opens no other dossier."""
    answer = octopus.send("GET", "/dossiers/2/bookyears", headers=octopus.dossier(1))

    assert answer.status_code == 401


def test_unknown_dossier(octopus: Octopus) -> None:
    """Connecting to a dossier that does not exist is a 404."""
    answer = octopus.connect(99)

    assert answer.status_code == 404
    assert "technicalInfo" in answer.json()


def test_disabled_dossier(octopus: Octopus) -> None:
    """A dossier that is disabled while a token of it is out refuses both of them."""
    octopus.dossier()

    octopus.change("disable")

    assert octopus.connect().status_code == 403
    assert octopus.get("/bookyears").status_code == 401


@pytest.mark.parametrize("query", [{}, {"dossierId": "one"}, {"dossierId": 1, "localeId": 5}])
def test_connecting_wants_good_parameters(octopus: Octopus, query: dict[str, str]) -> None:
    """Connecting without a dossier or in an unknown language is a bad request."""
    answer = octopus.send("POST", "/dossiers", headers=octopus.user(), params=query)

    assert answer.status_code == 400
    assert list(answer.json()) == ["technicalInfo"]


def test_locale_chooses_the_language(octopus: Octopus) -> None:
    """Texts in one language come in the one that the token was made for."""

    def names(locale: int) -> set[str]:
        token = octopus.connect(localeId=locale).json()["Dossiertoken"]
        path, headers = "/dossiers/1/bookyears/1/journals", {"dossierToken": token}
        return {row["name"] for row in octopus.send("GET", path, headers=headers).json()}

    assert names(1) != names(2)
    assert names(0) in (names(1), names(2))


def refresh(octopus: Octopus, **changed: str) -> requests.Response:
    """Exchange the refresh token."""
    form = {
        "grant_type": "refresh_token",
        "client_id": octopus.account["software_house_uuid"],
        "refresh_token": octopus.account["refresh_token"],
        **changed,
    }
    return octopus.session.post(octopus.account["oauth_url"], data=form)


def test_access_token_serves_as_user_token(octopus: Octopus) -> None:
    """A refresh token buys an access token that takes the place of the user token."""
    token = refresh(octopus).json()["access_token"]

    answer = octopus.send("GET", "/dossiers", headers={"Token": token})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "changed", [{"grant_type": "password"}, {"client_id": "x"}, {"refresh_token": "x"}]
)
def test_wrong_refresh(octopus: Octopus, changed: dict[str, str]) -> None:
    """A refresh with anything wrong gives no token."""
    answer = refresh(octopus, **changed)

    assert answer.status_code in (400, 401)
    assert list(answer.json()) == ["error"]


def test_refresh_wants_a_form(octopus: Octopus) -> None:
    """The exchange is form encoded; JSON is refused."""
    answer = octopus.session.post(octopus.account["oauth_url"], json={})

    assert answer.status_code == 400


def test_refresh_token_lives_sixty_days(octopus: Octopus) -> None:
    """After sixty days the refresh token is worth nothing."""
    octopus.pass_time(60 * 24 * 3600)

    assert refresh(octopus).status_code == 400


@pytest.mark.parametrize(
    ("setting", "given", "still_good"),
    [("kept", False, True), ("repeated", True, True), ("rotated", True, False)],
)
def test_refresh_token_switch(
    octopus: Octopus,
    setting: str,
    given: bool,  # noqa: FBT001 a table
    still_good: bool,  # noqa: FBT001 table
) -> None:
    """A refresh gives back nothing, the same token, or a new one that replaces it."""
    octopus.switch(refresh_token=setting, oauth_names="token")

    first, second = refresh(octopus), refresh(octopus)

    assert "token" in first.json()
    assert ("refresh_token" in first.json()) == given
    assert second.ok == still_good


@pytest.mark.parametrize(
    ("setting", "same", "first_is_good"),
    [("keeps", False, True), ("renews", True, True), ("invalidates", False, False)],
)
def test_second_connection_switch(
    octopus: Octopus,
    setting: str,
    same: bool,  # noqa: FBT001 a table
    first_is_good: bool,  # noqa: FBT001 a table
) -> None:
    """A second dossier token leaves the first as it is, is the same, or ends it."""
    octopus.switch(dossier_token=setting)
    first = octopus.dossier()["dossierToken"]

    second = octopus.connect().json()["Dossiertoken"]

    assert (first == second) == same
    assert octopus.get("/bookyears").ok == first_is_good


def test_no_cookies_and_no_server_header(octopus: Octopus) -> None:
    """Answers carry a Date by the sandbox's clock, no cookies, and no server's name."""
    answer = octopus.log_in()

    assert answer.headers["date"] == "Mon, 15 Jun 2026 10:00:00 GMT"
    assert not {"set-cookie", "server"} & set(answer.headers)
    assert octopus.address + API == octopus.account["api_url"]
