"""Nothing that signs in is ever said, logged or kept where it does not belong."""

import json
import re
from collections.abc import Callable

import pytest

from tests.support import calls
from tests.support.sandbox import Sandbox
from tests.support.tap import Outcome, Tap, by_refresh_token

WRONG = "canary-that-is-wrong"
ROTATED = "rotated"
TOKEN = re.compile(r"eyJ[\w-]{8,}")
"""How tokens of the sandbox begin, and nothing else does."""


def test_sandbox_tokens_are_known(sandbox: Sandbox) -> None:
    """The search for tokens is about something: this is how they look."""
    account = sandbox.account
    answer = sandbox.session.post(
        f"{account['api_url']}/authentication",
        json={"user": account["user"], "password": account["password"]},
        headers={"softwareHouseUuid": account["software_house_uuid"]},
        timeout=10,
    )

    assert TOKEN.search(answer.json()["token"])


def well(_: Sandbox, __: Tap) -> None:
    """Let all go well."""


def wrong_password(_: Sandbox, tap: Tap) -> None:
    """Give a wrong password: it may be the right one of something else."""
    tap.config["password"] = WRONG


def rotated(sandbox: Sandbox, tap: Tap) -> None:
    """Let the refresh token change."""
    sandbox.switch(refresh_token=ROTATED)
    tap.config = by_refresh_token(sandbox)


def wrong_refresh_token(sandbox: Sandbox, tap: Tap) -> None:
    """Give a wrong refresh token."""
    tap.config = by_refresh_token(sandbox, refresh_token=WRONG)


def broken(sandbox: Sandbox, _: Tap) -> None:
    """Let much go wrong."""
    sandbox.fault("status", calls.RELATIONS, retry_after=0)
    sandbox.fault("unauthorized", calls.ACCOUNTS)
    sandbox.fault("invalid_json", calls.PRODUCTS, dossier=1, times=1)
    sandbox.fault("drop", calls.BALANCINGS, dossier=2, times=1)
    sandbox.change("disable", 3)


def refused_connection(_: Sandbox, tap: Tap) -> None:
    """Put secrets where an error might repeat them."""
    tap.config["api_url"] = "ftp://127.0.0.1/api"


@pytest.mark.parametrize(
    "circumstances",
    [well, wrong_password, rotated, wrong_refresh_token, broken, refused_connection],
)
def test_canaries(
    sandbox: Sandbox, tap: Tap, circumstances: Callable[[Sandbox, Tap], None]
) -> None:
    """No secret and no token is in the messages, the log or the state, at the loudest level."""
    circumstances(sandbox, tap)
    tap.environment["LOGLEVEL"] = "DEBUG"
    account = sandbox.account

    outcome = tap.run()

    said = outcome.stdout + outcome.log + json.dumps(tap.state)
    assert leaks(said, account, tap) == set()
    assert "DEBUG" in outcome.log


def test_about_tells_no_secret(sandbox: Sandbox, tap: Tap) -> None:
    """What --about and --discover say holds no secret of the configuration."""
    said = tap.run("--about").stdout + tap.run("--discover").stdout

    assert leaks(said, sandbox.account, tap) == set()


def leaks(said: str, account: dict[str, str], tap: Tap) -> set[str]:
    """Find what should not have been said."""
    names = ("user", "password", "software_house_uuid", "refresh_token")
    secrets = {source[name] for source in (account, tap.config) for name in names if name in source}
    return {secret for secret in secrets if secret in said} | set(TOKEN.findall(said))


def test_answers_are_not_logged(sandbox: Sandbox, tap: Tap) -> None:
    """No body of an answer is in the log, however loud it is and whatever goes wrong."""
    broken(sandbox, tap)
    tap.environment["LOGLEVEL"] = "DEBUG"
    names = [row["name"] for row in sandbox.truths(1)["relations"] if "name" in row]

    outcome: Outcome = tap.run()

    assert names
    assert [name for name in names if name in outcome.log] == []
