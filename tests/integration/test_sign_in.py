"""Both ways of signing in, and tokens that do not live long."""

import stat
from pathlib import Path

import pytest

from tests.support import calls
from tests.support.sandbox import Sandbox
from tests.support.tap import Tap, by_refresh_token

TEN_MINUTES = 601
WRONG = "canary-that-is-wrong"
ROTATED = "rotated"


@pytest.fixture
def oauth(sandbox: Sandbox, tmp_path: Path) -> Tap:
    """Give a tap that signs in with a new refresh token and reads one dossier."""
    sandbox.reset(documents_per_year=12, bookyears=2)  # the one before lives 60 days
    return Tap(tmp_path, by_refresh_token(sandbox, dossier_ids=[2]))


@pytest.mark.parametrize("name", ["access_token", "token"])
def test_refresh_token(sandbox: Sandbox, oauth: Tap, name: str) -> None:
    """A refresh token signs in, whatever Octopus calls the token in its answer."""
    sandbox.switch(oauth_names=name)

    outcome = oauth.run()

    made = sandbox.calls()
    assert outcome.exit_code == 0, outcome.log
    assert made[calls.REFRESH, None] == 1
    assert made[calls.SIGN_IN, None] == 0


def test_rotation_is_kept(sandbox: Sandbox, oauth: Tap) -> None:
    """A new refresh token goes to token_file, for its owner alone, and the next run uses it."""
    kept = oauth.folder / "token.json"
    oauth.config["token_file"] = str(kept)
    sandbox.switch(refresh_token=ROTATED)

    first = oauth.run()
    second = oauth.run()

    assert (first.exit_code, second.exit_code) == (0, 0), first.log + second.log
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sandbox.account["refresh_token"] in kept.read_text()
    assert sandbox.statuses()["401"] == 0


def test_rotation_without_a_place(sandbox: Sandbox, oauth: Tap) -> None:
    """Without token_file a warning tells that the refresh token has changed."""
    sandbox.switch(refresh_token=ROTATED)

    outcome = oauth.run()

    assert outcome.exit_code == 0
    assert [line for line in outcome.log.splitlines() if "WARNING" in line and "token_file" in line]


def test_wrong_password(sandbox: Sandbox, tap: Tap) -> None:
    """A wrong password is tried once, and told in one line."""
    tap.config["password"] = WRONG

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert sandbox.calls() == {(calls.SIGN_IN, None): 1}
    assert len(outcome.complaints()) == 1
    assert "Traceback" not in outcome.log


def test_wrong_refresh_token(sandbox: Sandbox, oauth: Tap) -> None:
    """A refresh token that is no longer good is tried once, and told in one line."""
    oauth.config["refresh_token"] = WRONG

    outcome = oauth.run()

    assert outcome.exit_code == 1
    assert sandbox.calls() == {(calls.REFRESH, None): 1}
    assert len(outcome.complaints()) == 1
    assert "Traceback" not in outcome.log


def test_rejected_in_the_middle(sandbox: Sandbox, tap: Tap) -> None:
    """A 401 on a data call renews the connection once, and nothing is lost."""
    tap.config["dossier_ids"] = [1]
    sandbox.fault("unauthorized", calls.RELATIONS, dossier=1, times=1)

    outcome = tap.run()

    made = sandbox.calls()
    assert outcome.exit_code == 0, outcome.log
    assert outcome.outcomes(1) == {"complete"}
    assert made[calls.CONNECT, 1] == 2
    assert made[calls.RELATIONS, 1] == 2


def test_tokens_are_renewed_by_age(sandbox: Sandbox, tap: Tap) -> None:
    """When ten minutes pass within a run, both tokens are renewed before they are rejected."""
    tap.config["dossier_ids"] = [1]
    sandbox.fault("latency", calls.RELATIONS, dossier=1, seconds=1)
    running = tap.start()
    sandbox.wait_for(calls.RELATIONS, 1)
    sandbox.pass_time(TEN_MINUTES)

    outcome = running.finished()

    assert outcome.exit_code == 0, outcome.log
    assert sandbox.statuses()["401"] == 0
    made = sandbox.calls()
    assert made[calls.SIGN_IN, None] == 2
    assert made[calls.CONNECT, 1] == 2
