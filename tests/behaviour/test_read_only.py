"""Nothing but reads leaves the tap, whatever its settings, its state and the answers say."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.client.operations import OPERATIONS
from tests.behaviour.inside import run
from tests.support.sandbox import serving
from tests.support.tap import by_password
from tests.support.wire import Reply, Sent, wire
from tests.unit.fake_octopus import canned

HOSTILE: list[Any] = [
    "1/close", "-1/../../", "../accounts", "1?x=", "1#", "%2e%2e", "1%2Fclose", "\u0661", "", None,
    True, 1.5, 1e300, -1, 0, 2**63, [1], {"id": 1}, "1\r\nX: y", "close", "1 ", "+1", "1_0",
]  # fmt: skip
hostile = st.sampled_from(HOSTILE) | st.text(max_size=12) | st.integers()
odd = {
    "api_url": st.sampled_from([
        "http://localhost/v1", "http://localhost/v1/", "http://localhost/v1/../v2",
        "http://localhost/v1?a=b", "http://localhost/v1#", "http://localhost:1/x y",
        "http://a@localhost", "https://",
        "http://localhost/v1/dossiers/1/bookyears/1/close#", "http://localhost/%2e%2e",
    ]),
    "dossier_ids": st.lists(hostile, max_size=2),
    "excluded_dossier_ids": st.lists(hostile, max_size=2),
    "language": st.sampled_from(["nl", "dossier", "../x"]),
    "user_agent": st.sampled_from(["x", "x\r\nDELETE / HTTP/1.1"]),
    "start_date": st.sampled_from(["2020-01-01", "1/close"]),
    "overlap_minutes": st.integers(-1, 10**6),
}  # fmt: skip
configs = st.fixed_dictionaries(
    {
        "api_url": odd.pop("api_url"),
        "oauth_url": st.just("http://localhost/oauth"),
        "file_sync_url": st.just("http://localhost/files"),
    },
    optional=odd,
)
LISTED = {
    (o.address, o.method, "^" + re.sub(r"\\{\w+\\}", "-?[0-9]+", re.escape(o.path)) + "$")
    for o in OPERATIONS
}
SECRETS = {"software_house_uuid": "u", "user": "a", "password": "b"}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(configs, hostile, hostile, st.booleans())
def test_what_leaves(config: dict[str, Any], dossier: Any, year: Any, oauth: bool) -> None:  # noqa: ANN401, FBT001
    """For all settings and ids, those in answers too: what leaves is an allowed read."""
    sign_in = {"software_house_uuid": "u", "refresh_token": "r"} if oauth else SECRETS
    with wire() as network:
        network.answer = _answers(dossier, year)
        with contextlib.suppress(ConfigValidationError):
            run({**sign_in, **config})
        sent = [(r.method, r.url) for r in network.sent]

    assert [call for call in sent if not _is_allowed(*call, config)] == []


def test_the_sandbox_saw_no_write() -> None:
    """A sandbox whose bookyears and dossiers have hostile ids is not written to either."""
    with serving(dossiers=2, documents_per_year=3, bookyears=1) as sandbox:
        for value in HOSTILE:
            sandbox.repair()
            sandbox.fault(
                "field_value", "GET /dossiers/{dossierId}/bookyears", field="bookyearKey.id",
                value=value,
            )  # fmt: skip
            sandbox.fault("field_value", "GET /dossiers", field="dossierKey.id", value=value)

            outcome = run(by_password(sandbox, respect_daily_limits=False))

            assert "unexpected" not in outcome.log, value
        assert sandbox.writes() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_other_method(method: str) -> None:
    """No operation of the tap has a method that only writes."""
    assert method not in {operation.method for operation in OPERATIONS}


def _answers(dossier: Any, year: Any) -> Callable[[Sent], Reply]:  # noqa: ANN401
    """Answer by path, with these ids."""

    def answer(sent: Sent) -> Reply:
        path = sent.path
        if path.endswith("/dossiers") and sent.method == "GET":
            return Reply([{"dossierKey": {"id": dossier}}, {"dossierKey": {"id": 1}}])
        if path.endswith("/bookyears"):
            return Reply([{"bookyearKey": {"id": year}, "startDate": "2020-01-01"}])
        if path.endswith(("/authentication", "/oauth")):
            return Reply({"token": "t"})
        if path.endswith("/dossiers"):
            return Reply({"Dossiertoken": "d"})
        named = (canned(o) for o in OPERATIONS if o.path and path.endswith(o.path[-9:]))
        found = next(named, [])
        return Reply(found(path, sent.query) if callable(found) else found)

    return answer


def _is_allowed(method: str, url: str, config: dict[str, Any]) -> bool:
    for address, listed, pattern in LISTED:
        found = re.match(re.escape(config[address].rstrip("/")), url)
        rest = url[found.end() :].split("?", 1)[0] if found else None
        if method == listed and rest is not None and re.match(pattern, rest):
            return True
    return False
