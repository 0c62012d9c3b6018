"""Signing in by OAuth: the newest refresh token is never lost, and readable by its owner only."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import stat
from typing import TYPE_CHECKING

import pendulum
import pytest
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.sign_in import Password, RefreshToken, sign_in_method
from tap_octopus.client.token_file import StoredToken, TokenFile
from tap_octopus.secret import Secret
from tap_octopus.settings import Settings
from tests.unit.doubles import CONFIG, REFRESH_TOKEN, UUID, Time, oauth_settings, settings

if TYPE_CHECKING:
    from pathlib import Path

NEW = "The new refresh token that Octopus gave"
CHECK = "check the rights of its folder, then run tap-octopus-setup login"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the setting `token_file` points to; there is no such file yet."""
    return tmp_path / "token.json"


def oauth(file: Path | None = None, token: str = REFRESH_TOKEN) -> RefreshToken:
    """Make a way in by OAuth, as a new run does."""
    chosen = oauth_settings(token_file=str(file) if file else None, refresh_token=token)
    return RefreshToken(chosen, Time().clock())


def sent(way: RefreshToken) -> str:
    """Return the refresh token that the way in would send."""
    form = way.request().form
    assert form is not None
    return form["refresh_token"]


def test_choice() -> None:
    """The settings decide which way in is taken."""
    assert isinstance(sign_in_method(settings(), Time().clock()), Password)
    assert isinstance(sign_in_method(oauth_settings(), Time().clock()), RefreshToken)


def test_exchange() -> None:
    """The exchange sends the three documented values as a form, and no secret as a header."""
    request = oauth().request()

    expected = {"grant_type": "refresh_token", "client_id": UUID, "refresh_token": REFRESH_TOKEN}

    assert request == Request(api.REFRESH, form=expected)


@pytest.mark.parametrize("name", ["access_token", "token", "accessToken"])
def test_access_token_names(name: str) -> None:
    """The access token is found under any name that it may have: the real one is not known."""
    assert oauth().token({name: "access"}) == "access"


@pytest.mark.parametrize("content", [None, [], "text", 5, {}, {"token": 5}, {"other": "x"}])
def test_no_access_token(content: object) -> None:
    """An answer without an access token gives none, whatever it is."""
    assert oauth().token(content) is None


@pytest.mark.parametrize("name", ["refresh_token", "refreshToken"])
def test_renewed(name: str, file: Path) -> None:
    """A new refresh token takes the old one's place, in this run and in the next."""
    way = oauth(file)

    way.token({"access_token": "a", name: "renewed"})

    assert sent(way) == "renewed"
    assert sent(oauth(file)) == "renewed"


def test_renewed_twice(file: Path) -> None:
    """The newest of several refresh tokens is the one that is kept."""
    for renewed in ("second", "third"):
        oauth(file).token({"access_token": "a", "refresh_token": renewed})

    assert sent(oauth(file)) == "third"


def test_never_readable_by_others(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file can be read by its owner alone from its first byte on, also after a crash."""
    beside = file.with_name(file.name + ".new")
    beside.write_text("left by a crash")
    beside.chmod(0o644)
    modes: list[int] = []
    fdopen = os.fdopen

    def spy(descriptor: int, mode: str) -> object:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return fdopen(descriptor, mode)

    monkeypatch.setattr(os, "fdopen", spy)
    oauth(file).token({"access_token": "a", "refresh_token": "renewed"})

    assert modes == [0o600]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not beside.exists()


def test_another_token_in_the_settings(file: Path) -> None:
    """Who puts a new refresh token into the settings is heard: the kept one is no longer used."""
    oauth(file).token({"access_token": "a", "refresh_token": "renewed"})

    assert sent(oauth(file, token="given anew")) == "given anew"  # noqa: S106


def test_the_file_does_not_hold_the_given_token(file: Path) -> None:
    """The file holds the newest token only: the one of the settings is not to be found in it."""
    oauth(file).token({"access_token": "a", "refresh_token": "renewed"})

    assert REFRESH_TOKEN not in file.read_text()


@pytest.mark.parametrize("content", ["{", '{"refresh_token": 5}'])
def test_how_an_unreadable_file_is_told(content: str, file: Path) -> None:
    """The message says what to do about the file, in the form that the SDK prints."""
    file.write_text(content)

    with pytest.raises(ConfigValidationError) as wrong:
        oauth(file)

    told = (
        "token_file cannot be read, or the tap did not write it: check the path, or run "
        "tap-octopus-setup login again"
    )
    assert (str(wrong.value), wrong.value.errors) == (told, [told])


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", "null", '{"refresh_token": "x"}', '"text"']
)
def test_unreadable(content: str, file: Path) -> None:
    """A file that the tap has not written is a wrong setting, not a reason to overwrite it."""
    file.write_text(content)

    with pytest.raises(ConfigValidationError, match="token_file"):
        oauth(file)

    assert file.read_text() == content


def test_folder(file: Path) -> None:
    """A folder in the place of the file is a wrong setting."""
    file.mkdir()

    with pytest.raises(ConfigValidationError, match="token_file"):
        oauth(file)


def test_lost(caplog: pytest.LogCaptureFixture) -> None:
    """Without a file a new refresh token is lost after the run, and the user is warned."""
    with caplog.at_level(logging.WARNING, "tap-octopus"):
        oauth().token({"access_token": "a", "refresh_token": "renewed"})

    assert caplog.messages == [f"{NEW} is lost after this run: set token_file to keep it"]


def test_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When the file cannot be written the run goes on, and the user is warned."""
    way = oauth(tmp_path / "missing" / "token.json")

    found = way.token({"access_token": "a", "refresh_token": "renewed"})

    assert (found, sent(way)) == ("a", "renewed")
    why = "No such file or directory"
    assert caplog.messages == [
        f"{NEW} is lost after this run, as token_file cannot be written ({why}): {CHECK}"
    ]
    assert [entry.levelname for entry in caplog.records] == ["ERROR"]


def test_kept(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log says when a new refresh token is kept; the file says from when and where it is."""
    now = Time().clock().now()

    with caplog.at_level(logging.INFO, "tap-octopus"):
        oauth(file).token({"access_token": "a", "refresh_token": "renewed"})

    assert caplog.messages == [f"{NEW} is kept in token_file"]
    assert json.loads(file.read_text()) == {
        "refresh_token": "renewed",
        "origin": hashlib.sha256(REFRESH_TOKEN.encode()).hexdigest(),
        "issued_at": "2027-01-01T00:00:00+00:00",
    }
    assert TokenFile(str(file), Secret(REFRESH_TOKEN)).read().issued_at == now


def test_home(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that begins with ~ is one in the user's home."""
    monkeypatch.setenv("HOME", str(file.parent))

    stored = TokenFile("~/token.json", None).write(Secret("given"), pendulum.datetime(2027, 1, 1))

    assert stored
    assert alone(file).token.reveal() == "given"


def test_whether_it_is_stored(file: Path) -> None:
    """Whoever stores a token is told whether that was done."""
    now = pendulum.datetime(2027, 1, 1)

    assert not TokenFile(None, None).write(Secret("x"), now)
    assert not TokenFile(str(file / "under a file"), None).write(Secret("x"), now)
    assert TokenFile(str(file), None).write(Secret("x"), now)


def test_same_token(file: Path) -> None:
    """A refresh token that stays the same needs no file and no warning."""
    oauth(file).token({"access_token": "a", "refresh_token": REFRESH_TOKEN})

    assert not file.exists()


def alone(file: Path) -> StoredToken:
    """Read a token file that is all that tells how to sign in."""
    return TokenFile(str(file), None).read()


def test_a_file_alone(file: Path) -> None:
    """A file is enough to sign in with, and its descendants are kept in it."""
    now = pendulum.datetime(2027, 1, 1)
    TokenFile(str(file), None).write(Secret("given"), now)
    chosen = {**CONFIG, "token_file": str(file), "user": None, "password": None}

    way = sign_in_method(Settings.checked(chosen), Time().clock())
    first = way.request().form
    way.token({"access_token": "a", "refresh_token": "renewed"})

    assert first
    assert first["refresh_token"] == "given"  # noqa: S105 - not one
    assert alone(file).token.reveal() == "renewed"


def test_a_file_that_is_not_there(file: Path) -> None:
    """When the file is all there is and it is missing, the way to it is told."""
    told = "token_file does not exist yet: run tap-octopus-setup login"

    with pytest.raises(ConfigValidationError) as wrong:
        alone(file)

    assert (str(wrong.value), wrong.value.errors) == (told, [told])


def test_a_file_without_a_moment(file: Path) -> None:
    """A file from before moments were kept is good, and nothing is said of its end."""
    file.write_text('{"refresh_token": "x", "origin": null}')

    assert alone(file).issued_at is None


@pytest.mark.parametrize(("days", "warned"), [(45, False), (47, True), (61, True)])
def test_the_end_is_near(
    days: int,
    warned: bool,  # noqa: FBT001 - a table
    file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In the last two weeks of a refresh token the log says when it ends, and not before."""
    now = Time().clock().now()
    TokenFile(str(file), None).write(Secret("given"), now - datetime.timedelta(days=days))
    chosen = {**CONFIG, "token_file": str(file), "user": None, "password": None}

    with caplog.at_level(logging.WARNING, "tap-octopus"):
        sign_in_method(Settings.checked(chosen), Time().clock()).token({"access_token": "a"})

    ends = (now + datetime.timedelta(days=60 - days)).date().isoformat()
    told = (
        f"The refresh token in token_file ends on {ends}: sign in again, with tap-octopus-setup "
        "login"
    )
    warnings = [entry.message for entry in caplog.records if entry.levelname == "WARNING"]
    assert warnings == [told] * warned
