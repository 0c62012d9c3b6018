"""Logging in, finding the dossiers and connecting to one."""

import msgspec

from octopus_sandbox.service.answers import Answer, Listing, Text, Value
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import (
    DISABLED,
    INVALID_PARAMETER,
    INVALID_SOFTWARE_HOUSE,
    NO_ACCESS,
    OUT_OF_SEQUENCE,
    SIGN_IN,
    TEXTS,
    Refusal,
    bad_request,
)

DOCUMENTS = ("/buysellbookings", "/financialdiversbookings", "/invoices", "/deliverynotes")


class Credentials(msgspec.Struct):
    """The body of a login."""

    user: str
    password: str


def version(call: Call) -> Answer:
    """Answer `GET /about/version`."""
    return Text(call.world.version)


def error_text(call: Call) -> Answer:
    """Answer `GET /error`: the text of a code comes as a refusal, that is how it is documented."""
    code = call.arguments["errorCode"]
    known = code in TEXTS
    raise Refusal(
        400,
        "Sample error" if known else f"Unknown error code {code}",
        code=code if known else None,
        worded=True,
        locale=call.arguments.get("localeId", 0),
    )


def log_in(call: Call) -> Answer:
    """Answer `POST /authentication`."""
    account = call.world.account
    given = _credentials(call.body)
    uuid = call.request.headers.get("softwareHouseUuid")
    if uuid != account.software_house_uuid:
        raise _failed_login(call, given.user, INVALID_SOFTWARE_HOUSE)
    if (given.user, given.password) != (account.user, account.password):
        raise _failed_login(call, given.user, SIGN_IN)
    return Value({"token": call.world.tokens.user_token(call.at)})


def who_am_i(call: Call) -> Answer:
    """Answer `GET /authentication`; the schema knows nothing but the token."""
    return Value({"token": call.request.headers["Token"]})


def dossiers(call: Call) -> Answer:
    """Answer `GET /dossiers`."""
    return Listing(call.world.listed())


def connect(call: Call) -> Answer:
    """Answer `POST /dossiers`."""
    if call.opened is None:
        raise Refusal(404, f"Dossier {call.dossier_id} not found")
    if call.opened.disabled:
        raise Refusal(403, f"Dossier {call.dossier_id} is disabled", code=DISABLED)
    if not call.opened.has_webservice:
        raise Refusal(403, f"No rights on dossier {call.dossier_id}", code=NO_ACCESS)
    locale = call.arguments.get("localeId", 0)
    token = call.world.tokens.dossier_token(call.opened.id, locale, call.at)
    return Value({"Dossiertoken": token})


def refuse_write(call: Call) -> Answer:
    """Answer a documented write: it is remembered, refused, and never done."""
    call.world.calls.wrote(call.operation.name, call.dossier_id, call.at.isoformat())
    info = "The data could not be saved"
    if call.operation.path.endswith(DOCUMENTS):
        raise Refusal(400, info, code=OUT_OF_SEQUENCE, worded=True)
    raise Refusal(400, info, code=INVALID_PARAMETER)


def _credentials(body: bytes) -> Credentials:
    try:
        return msgspec.json.decode(body, type=Credentials)
    except msgspec.DecodeError as error:
        raise bad_request() from error


def _failed_login(call: Call, user: str, code: int) -> Refusal:
    address = call.request.client.host if call.request.client else "-"
    count = call.world.failed_logins[user, address] = call.world.failed_logins[user, address] + 1
    info = f"Failed logins of user {user} from address {address}: {count}"
    return Refusal(401, info, code=code, hidden=True)
