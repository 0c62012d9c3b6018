"""Signing in by OAuth: what comes back from Octopus, or from elsewhere."""

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from click.testing import CliRunner

from tap_octopus.setup.command import main
from tests.support import calls
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.signing_in import Waiting, signing_in
from tests.support.tap import Tap, by_refresh_token


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox in which weeks may pass."""
    with serving(dossiers=2, documents_per_year=3) as served:
        yield served


def page_of(waiting: Waiting) -> str:
    """Follow the address on this machine to the page of Octopus."""
    answer = requests.get(waiting.address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    return answer.headers["Location"]


def decide(sandbox: Sandbox, waiting: Waiting, decision: str = "allow") -> str:
    """Sign in on the page and decide; give the address to which Octopus sends the browser."""
    page, account = page_of(waiting), sandbox.account
    form = {name: account[name] for name in ("user", "password")}
    found = re.search('name="ticket" value="([^"]+)"', requests.post(page, form, timeout=10).text)
    assert found
    form = {"ticket": found[1], "decision": decision}
    return requests.post(page, form, allow_redirects=False, timeout=10).headers["Location"]


def secrets_in(said: str, sandbox: Sandbox, *others: str) -> list[str]:
    """Give what should not have been said."""
    names = ("user", "password", "software_house_uuid", "refresh_token")
    return [
        secret for secret in (*(sandbox.account[name] for name in names), *others) if secret in said
    ]


def test_signed_in(sandbox: Sandbox, tmp_path: Path) -> None:
    """The token is kept for its owner alone, what to set next is said, and no secret is."""
    with signing_in(sandbox, tmp_path) as waiting:
        back = decide(sandbox, waiting)
        seen = requests.get(back, timeout=10).text
        code, out, err = waiting.ended()

    assert (code, "signed in" in seen) == (0, True), err
    assert stat.S_IMODE(waiting.token_file.stat().st_mode) == 0o600
    assert f"export TAP_OCTOPUS_TOKEN_FILE={waiting.token_file}" in out
    assert "unset TAP_OCTOPUS_PASSWORD" in out
    assert "60 days, until 20" in out
    (given,) = parse_qs(urlsplit(back).query)["code"]
    assert secrets_in(out + err + seen, sandbox, given) == []


def test_json(sandbox: Sandbox, tmp_path: Path) -> None:
    """For a program it says the same as JSON."""
    with signing_in(sandbox, tmp_path, "--format=json") as waiting:
        requests.get(decide(sandbox, waiting), timeout=10)
        _, out, _ = waiting.ended()

    told = json.loads(out)
    assert told["set"] == {"TAP_OCTOPUS_TOKEN_FILE": str(waiting.token_file)}
    assert told["unset"] == ["TAP_OCTOPUS_USER", "TAP_OCTOPUS_PASSWORD"]


def test_the_tap_goes_on(sandbox: Sandbox, tmp_path: Path) -> None:
    """With that file and nothing else the tap signs in, and warns in the last two weeks."""
    with signing_in(sandbox, tmp_path) as waiting:
        requests.get(decide(sandbox, waiting), timeout=10)
        waiting.ended()
    config = by_refresh_token(sandbox, token_file=str(waiting.token_file), dossier_ids=[2])
    tap = Tap(tmp_path, {name: v for name, v in config.items() if name != "refresh_token"})
    sandbox.calls()

    first = tap.run()
    sandbox.pass_time(47 * DAY)
    second = tap.run()

    assert (first.exit_code, second.exit_code) == (0, 0), first.log + second.log
    assert sandbox.calls()[calls.REFRESH, None] == 2
    warned = ["The refresh token in token_file ends on" in o.log for o in (first, second)]
    assert warned == [False, True]


def test_the_address_is_not_to_be_guessed(sandbox: Sandbox, tmp_path: Path) -> None:
    """Who was not told the address learns nothing of the sign-in from the port."""
    with signing_in(sandbox, tmp_path) as waiting:
        place = urlsplit(waiting.address)
        answer = requests.get(f"http://{place.netloc}/", allow_redirects=False, timeout=10)

    assert len(place.path) > 20
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


@pytest.mark.parametrize("change", ["another state", "no state", "another path"])
def test_strangers(sandbox: Sandbox, tmp_path: Path, change: str) -> None:
    """What does not know the state is turned away, and the flow goes on."""
    with signing_in(sandbox, tmp_path) as waiting:
        good = decide(sandbox, waiting)
        state = parse_qs(urlsplit(good).query)["state"][0]
        bad = {
            "another state": good.replace(state, "x" * len(state)),
            "no state": good.replace("state", "other"),
            "another path": good.replace("callback", "elsewhere"),
        }[change]
        refused = requests.get(bad, timeout=10)
        assert not waiting.token_file.exists()
        accepted = requests.get(good, timeout=10)
        code, _, err = waiting.ended()

    assert refused.status_code in {400, 404}
    assert (accepted.status_code, code) == (200, 0), err


def test_denied(sandbox: Sandbox, tmp_path: Path) -> None:
    """Who denies gets one line, and no file."""
    with signing_in(sandbox, tmp_path) as waiting:
        seen = requests.get(decide(sandbox, waiting, "deny"), timeout=10).text
        code, out, err = waiting.ended()

    assert "Nothing was allowed" in seen
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "access_denied" in err
    assert not waiting.token_file.exists()


def test_a_code_that_is_too_old(sandbox: Sandbox, tmp_path: Path) -> None:
    """A code that Octopus no longer takes is told in one line, which does not hold it."""
    with signing_in(sandbox, tmp_path) as waiting:
        back = decide(sandbox, waiting)
        sandbox.pass_time(5 * 60)
        requests.get(back, timeout=10)
        code, out, err = waiting.ended()

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "a code 5 minutes" in err
    assert secrets_in(err, sandbox, *parse_qs(urlsplit(back).query)["code"]) == []
    assert not waiting.token_file.exists()


def test_nobody_comes(sandbox: Sandbox, tmp_path: Path) -> None:
    """When nobody comes back it ends after its time."""
    with signing_in(sandbox, tmp_path, "--timeout=0.5") as waiting:
        code, _, err = waiting.ended()

    assert code == 1
    assert "within 0.5 seconds" in err


@pytest.mark.parametrize(
    "option",
    [
        "--redirect-uri=https://127.0.0.1:8976/callback",
        "--redirect-uri=http://octopus.example:8976/callback",
        "--redirect-uri=http://127.0.0.1/callback",
        "--redirect-uri=http://127.0.0.1:99999/callback",
        "--token-file=.",
        "--token-file=nowhere/token.json",
    ],
)
def test_nonsense(sandbox: Sandbox, tmp_path: Path, option: str) -> None:
    """An address or a file that cannot be used is told by its name, before anybody signs in."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps(by_refresh_token(sandbox)))
    line = ["login", f"--config={config}", "--no-browser", "--token-file=token.json", option]

    outcome = CliRunner().invoke(main, line)

    assert outcome.exit_code in {1, 2}
    name = option.split("=", maxsplit=1)[0].strip("-")
    assert name in outcome.output.replace("_", "-").splitlines()[-1]
    assert isinstance(outcome.exception, SystemExit)
