"""The ways to the addresses of Octopus: what `requests` knows of them, asked once."""

from __future__ import annotations

import typing as t

import requests
from requests.adapters import HTTPAdapter

if t.TYPE_CHECKING:
    from urllib3 import HTTPConnectionPool


class Routes(HTTPAdapter):
    """Connections by the proxies and certificates that the environment wants.

    All that `requests` does for a call takes longer than a small answer. So it only shows the way;
    the calls are made without it, and without cookies or passwords of a .netrc file.
    """

    def to(self, address: str) -> tuple[HTTPConnectionPool, str]:
        """Give the connections that lead to an address, and how a request on them calls it.

        Raises:
            requests.RequestException: When the address, or that of a proxy, is not valid.
        """
        request = requests.Request("GET", address).prepare()
        with requests.Session() as session:
            session.verify = requests.utils.DEFAULT_CA_BUNDLE_PATH
            found = session.merge_environment_settings(address, {}, None, None, None)
        pool = self.get_connection_with_tls_context(request, found["verify"], found["proxies"])
        root = self.request_url(request, found["proxies"])
        return t.cast("HTTPConnectionPool", pool), root.rstrip("/")
