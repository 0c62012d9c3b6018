"""The OAuth exchange of a refresh token for an access token, which serves as a user token."""

from typing import Any
from urllib.parse import parse_qs

from octopus_sandbox.service.answers import Answer, Value
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal

FORM = "application/x-www-form-urlencoded"


class OAuthRefusal(Refusal):
    """A refusal in the words of OAuth."""

    def body(self) -> dict[str, Any]:
        """Give the error as OAuth has it."""
        return {"error": self.technical_info}


def refresh(call: Call) -> Answer:
    """Answer `POST /octopus-oauth/token`."""
    form = _form(call)
    world = call.world
    if form.get("grant_type") != "refresh_token":
        raise OAuthRefusal(400, "unsupported_grant_type")
    if form.get("client_id") != world.account.software_house_uuid:
        raise OAuthRefusal(401, "invalid_client")
    if not world.refreshes.accepts(form.get("refresh_token", ""), call.at):
        raise OAuthRefusal(400, "invalid_grant")
    answer = {str(world.switches["oauth_names"]): world.tokens.user_token(call.at)}
    again = world.refreshes.refreshed(call.at)
    return Value(answer if again is None else {**answer, "refresh_token": again})


def _form(call: Call) -> dict[str, str]:
    if call.request.headers.get("content-type", "").split(";")[0] != FORM:
        raise OAuthRefusal(400, "invalid_request")
    return {name: values[0] for name, values in parse_qs(call.body.decode("latin-1")).items()}
