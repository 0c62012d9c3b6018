"""Faults in which another answer is sent instead of the right one."""

from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp

from octopus_sandbox.service.errors import Refusal
from octopus_sandbox.service.responses import json_response, page_response, refusal_response

Options = dict[str, Any]

PROXY_PAGE = (
    b"<!doctype html><html><head><title>Proxy</title></head><body>Please wait</body></html>"
)


def status(_app: ASGIApp, options: Options) -> ASGIApp:
    """Answer with a status and an ErrorResult."""
    body = {"technicalInfo": "A fault was ordered"}
    if options["error_code"] is not None:
        body = {"errorCode": options["error_code"], **body}
    response = json_response(
        body if options["body"] is None else options["body"], options["status"]
    )
    if options["retry_after"] is not None:
        response.headers["retry-after"] = str(options["retry_after"])
    return response


def unauthorized(_app: ASGIApp, _options: Options) -> ASGIApp:
    """Answer 401 although the token is good."""
    return refusal_response(Refusal(401, "The token is not valid or has expired"))


def html(_app: ASGIApp, options: Options) -> ASGIApp:
    """Answer with a page, as a proxy in between would."""
    return page_response(options["status"], PROXY_PAGE)


def text(_app: ASGIApp, options: Options) -> ASGIApp:
    """Answer with any text as if it were JSON; by default it is cut off in the middle."""
    return Response(options["text"].encode(), options["status"], media_type="application/json")
