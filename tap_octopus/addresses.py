"""Addresses that the tap may send passwords and tokens to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

PLAIN = re.compile(r"https?://(?!.*/\.)[^\s?#@\\%]+")
"""What comes behind a ? or # would not be the path that the allow-list has seen."""


def problem(address: str) -> str | None:
    """Say what is wrong with an address; None when nothing is."""
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
    """Tell whether a host is this machine: what is sent there leaves it by no cable."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(address: str) -> str | None:
    try:
        found = urlsplit(address)
        port = found.port
    except ValueError:  # a port that is none, or half an IPv6 address
        return None
    return None if port == 0 else found.hostname
