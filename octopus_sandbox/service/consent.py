"""The pages of OAuth in a browser: a user signs in, consents, and is sent back with a code."""

import html
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from octopus_sandbox.account import AUTHORIZE_PATH, Account
from octopus_sandbox.service.responses import page_response
from octopus_sandbox.world import World

LOOPBACK = {"127.0.0.1", "localhost"}

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>{content}</body></html>"""

SIGN_IN = """<p>{message}</p><form method="post">
<label>User <input name="user" autocomplete="username"></label>
<label>Password <input name="password" type="password"></label>
<button>Sign in</button></form>"""

CONSENT = """<p>May this program use the web service of Octopus in your name?</p>
<form method="post"><input type="hidden" name="ticket" value="{ticket}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form>"""


async def authorize(request: Request) -> Response:
    """Serve the pages; what they are asked for stays in the address."""
    world: World = request.app.state.world
    asked = request.query_params
    if problem := _problem(asked, world.account):
        return _page("This cannot be", f"<p>{problem}</p>", 400)
    if request.method == "GET":
        return _page("Sign in to Octopus", SIGN_IN.format(message=""))
    body = (await request.body()).decode("latin-1")
    form = {name: values[0] for name, values in parse_qs(body).items()}
    if "ticket" not in form:
        return _signed_in(world, form)
    if not world.codes.is_signed_in(form["ticket"]):
        return _page("This cannot be", "<p>Sign in first</p>", 400)
    is_allowed = form.get("decision") == "allow"
    told = {"code": world.codes.issue(world.now())} if is_allowed else {"error": "access_denied"}
    if "state" in asked:
        told["state"] = asked["state"]
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}", 302)


def _signed_in(world: World, form: Mapping[str, str]) -> Response:
    account = world.account
    if (form.get("user"), form.get("password")) != (account.user, account.password):
        message = "User or password is wrong"
        return _page("Sign in to Octopus", SIGN_IN.format(message=message), 401)
    return _page("Consent", CONSENT.format(ticket=world.codes.signed_in()))


def _problem(asked: Mapping[str, str], account: Account) -> str | None:
    """Say what is wrong with what a client asks for."""
    wanted = {
        "scope": "webservice",
        "response_type": "code",
        "client_id": account.software_house_uuid,
    }
    wrong = [name for name, value in wanted.items() if asked.get(name) != value]
    if not _is_registered(asked.get("redirect_uri", ""), account.redirect_uri):
        wrong.append("redirect_uri")
    return f"Wrong or missing: {html.escape(', '.join(wrong))}" if wrong else None


def _is_registered(address: str, registered: str) -> bool:
    """Tell whether an address is the registered one; on the own machine any port is good."""
    given, known = urlsplit(address), urlsplit(registered)
    own = known.hostname in LOOPBACK and given.hostname in LOOPBACK and given.scheme == "http"
    return address == registered or (own and given.path == known.path)


def _page(title: str, content: str, status: int = 200) -> Response:
    return page_response(status, PAGE.format(title=title, content=content).encode())


ROUTES = [Route(AUTHORIZE_PATH, authorize, methods=["GET", "POST"])]
