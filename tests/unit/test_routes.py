"""The way to Octopus is what the environment says: its certificates and its proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPSConnectionPool

from tap_octopus.client.routes import Routes

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://octopus.test/v1"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def https() -> HTTPSConnectionPool:
    """Return the connections to Octopus, as TLS has them."""
    pool, root = Routes().to(ADDRESS)
    assert isinstance(pool, HTTPSConnectionPool)
    assert root == "/v1"
    return pool


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without a proxy and without certificates of one's own."""
    for name in (*VARIABLES, *map(str.upper, VARIABLES), *BUNDLES):
        monkeypatch.delenv(name, raising=False)


def test_certificates() -> None:
    """Certificates are checked against those that come with requests."""
    pool = https()

    assert (pool.cert_reqs, pool.ca_certs) == ("CERT_REQUIRED", DEFAULT_CA_BUNDLE_PATH)
    assert (pool.host, pool.proxy) == ("octopus.test", None)


@pytest.mark.parametrize("name", BUNDLES)
def test_own_certificates(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file or a folder of certificates in the environment takes their place."""
    (tmp_path / "own.pem").touch()
    monkeypatch.setenv(name, str(tmp_path / "own.pem"))
    of_file = https()
    monkeypatch.setenv(name, str(tmp_path))
    of_folder = https()

    assert (of_file.cert_reqs, of_folder.cert_reqs) == ("CERT_REQUIRED", "CERT_REQUIRED")
    assert (of_file.ca_certs, of_file.ca_cert_dir) == (str(tmp_path / "own.pem"), None)
    assert (of_folder.ca_certs, of_folder.ca_cert_dir) == (None, str(tmp_path))


def test_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy for https:// is shown who uses it, and not what is asked for."""
    monkeypatch.setenv("https_proxy", "http://me:word@proxy.test:3128")

    pool = https()

    assert pool.proxy is not None
    assert (pool.proxy.host, pool.proxy.port) == ("proxy.test", 3128)
    assert dict(pool.proxy_headers) == {"Proxy-Authorization": "Basic bWU6d29yZA=="}


@pytest.mark.parametrize("excepted", ["octopus.test", ".test", "*"])
def test_exceptions(excepted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is excepted from the proxy is reached without it."""
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", excepted)

    assert https().proxy is None


@pytest.mark.parametrize("address", ["http://[zz]/v1", "http://octopus.test:99999999/v1"])
def test_no_such_address(address: str) -> None:
    """An address that is none is told as such."""
    with pytest.raises(requests.exceptions.InvalidURL):
        Routes().to(address)


def test_no_such_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy without a host is told in the same way."""
    monkeypatch.setenv("https_proxy", "http://:3128")

    with pytest.raises(requests.exceptions.InvalidURL):
        Routes().to(ADDRESS)
