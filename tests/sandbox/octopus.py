"""A client of the sandbox that says plainly what is sent, for the tests of the service."""

from typing import Any

import requests

API = "/octopus-rest-api/v1"
FIRST_LOAD = "1980-01-01 00:00:00.000"
NEVER = "2100-01-01 00:00:00.000"

Json = Any


class Octopus:
    """A running sandbox and one connection to it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.account: dict[str, str] = self.control("GET", "account")
        self._user_token = ""
        self._dossier_tokens: dict[int, str] = {}

    def control(self, method: str, path: str, body: Json = None) -> Json:
        """Ask the control interface something that must work."""
        answer = self.ask(method, path, body)
        assert answer.ok, answer.text
        return answer.json()

    def ask(self, method: str, path: str, body: Json = None) -> requests.Response:
        """Ask the control interface something."""
        return self.session.request(method, f"{self.address}/_sandbox/{path}", json=body)

    def send(self, method: str, path: str, **request: Json) -> requests.Response:
        """Send any request to the API."""
        request.setdefault("timeout", 10)
        return self.session.request(method, self.address + API + path, **request)

    def log_in(self, **changed: str) -> requests.Response:
        """Log in with the account, or with something else in its place."""
        given = {**self.account, **changed}
        headers = {"softwareHouseUuid": given["software_house_uuid"]}
        body = {"user": given["user"], "password": given["password"]}
        return self.send("POST", "/authentication", headers=headers, json=body)

    def user(self) -> dict[str, str]:
        """Give the header of a user who is logged in."""
        if not self._user_token:
            self._user_token = self.log_in().json()["token"]
        return {"Token": self._user_token}

    def connect(self, dossier: int = 1, **params: int) -> requests.Response:
        """Connect to a dossier."""
        query = {"dossierId": dossier, **params}
        return self.send("POST", "/dossiers", headers=self.user(), params=query)

    def dossier(self, dossier: int = 1) -> dict[str, str]:
        """Give the header of a connection to a dossier."""
        if dossier not in self._dossier_tokens:
            self._dossier_tokens[dossier] = self.connect(dossier).json()["Dossiertoken"]
        return {"dossierToken": self._dossier_tokens[dossier]}

    def get(
        self, path: str, dossier: int = 1, *, stream: bool = False, **params: Json
    ) -> requests.Response:
        """Read something of a dossier."""
        request = {"headers": self.dossier(dossier), "params": params, "stream": stream}
        return self.send("GET", f"/dossiers/{dossier}{path}", **request)

    def bookings(self, since: str = FIRST_LOAD, **params: Json) -> requests.Response:
        """Read what changed in the ledger of dossier 1 since a moment, or all of it."""
        query = {"journalTypeId": -1, "modifiedTimeStamp": since, **params}
        return self.get("/bookyears/-1/bookings/modified", **query)

    def change(self, change: str, dossier: int = 1, **params: Json) -> Json:
        """Change the books."""
        return self.control("POST", "changes", {"change": change, "dossierId": dossier, **params})

    def fault(self, kind: str, path: str | None = None, **options: Json) -> int:
        """Order a fault, for `GET` of a path below a dossier or for everything."""
        operation = {"operation": f"GET /dossiers/{{dossierId}}{path}"} if path else {}
        order = {"kind": kind, **operation, **options}
        number: int = self.control("POST", "faults", order)["id"]
        return number

    def switch(self, **settings: str | int) -> None:
        """Set switches."""
        self.control("PUT", "switches", settings)

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.control("PUT", "clock", {"advance_seconds": seconds})
