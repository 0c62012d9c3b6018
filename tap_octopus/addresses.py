"""Check the addresses (URLs) to which the tap sends passwords and tokens."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

PLAIN = re.compile(r"https?://(?!.*/\.)[^\s?#@\\%]+")
"""A plain address. A ? or # in it would change the path that the allow-list checks."""


def problem(address: str) -> str | None:
    """Return what is wrong with an address, as the rest of a sentence; None when it is good."""
    if not address.startswith(("https://", "http://")):
        return "must begin with https://"
    host = _host(address)
    if not PLAIN.fullmatch(address) or not host:
        return "must be a plain address: no user, blank, .., ? or # in it"
    if address.startswith("http://") and not is_own(host):
        return (
            "must begin with https://: with http:// anyone on the way could read the password "
            "and the tokens, so that is for this machine alone (localhost, 127.0.0.1, [::1])"
        )
    return None


def is_own(host: str) -> bool:
    """Return whether a host is this machine: localhost or a loopback address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(address: str) -> str | None:
    try:
        found = urlsplit(address)
        port = found.port
    except ValueError:  # an invalid port or IPv6 address
        return None
    return None if port == 0 else found.hostname
