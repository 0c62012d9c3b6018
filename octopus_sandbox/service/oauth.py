"""The OAuth exchange of a code or refresh token for an access token, which is a user token."""

from typing import Any
from urllib.parse import parse_qs

from octopus_sandbox.service.answers import Answer, Value
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal

FORM = "application/x-www-form-urlencoded"


class OAuthRefusal(Refusal):
    """A refusal in the words of OAuth."""

    def body(self, _codes: str) -> dict[str, Any]:
        """Give the error as OAuth has it."""
        return {"error": self.technical_info}


def token(call: Call) -> Answer:
    """Answer `POST /octopus-oauth/token`."""
    form = _form(call)
    world = call.world
    grants = {"refresh_token": _refreshed, "authorization_code": _signed_in}
    grant = grants.get(form.get("grant_type", ""))
    if grant is None:
        raise OAuthRefusal(400, "unsupported_grant_type")
    if form.get("client_id") != world.account.software_house_uuid:
        raise OAuthRefusal(401, "invalid_client")
    again = grant(call, form)
    answer = {str(world.switches["oauth_names"]): world.tokens.user_token(call.at)}
    return Value(answer if again is None else {**answer, "refresh_token": again})


def _refreshed(call: Call, form: dict[str, str]) -> str | None:
    refreshes = call.world.refreshes
    if not refreshes.accepts(form.get("refresh_token", ""), call.at):
        raise OAuthRefusal(400, "invalid_grant")
    return refreshes.refreshed(call.at)


def _signed_in(call: Call, form: dict[str, str]) -> str:
    if not call.world.codes.accepts(form.get("code", ""), call.at):
        raise OAuthRefusal(400, "invalid_grant")
    return call.world.refreshes.issued(call.at)


def _form(call: Call) -> dict[str, str]:
    if call.request.headers.get("content-type", "").split(";")[0] != FORM:
        raise OAuthRefusal(400, "invalid_request")
    return {name: values[0] for name, values in parse_qs(call.body.decode("latin-1")).items()}
