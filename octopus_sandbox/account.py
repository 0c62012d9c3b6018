"""The one user who may sign in, and the software house of the client."""

from dataclasses import dataclass

API_PATH = "/octopus-rest-api/v1"
OAUTH_PATH = "/octopus-oauth/token"
AUTHORIZE_PATH = "/octopus-oauth/authorize"
FILE_SYNC_PATH = "/octopus-filesync-api/v1"


@dataclass(frozen=True)
class Account:
    """The credentials that the sandbox accepts."""

    user: str = "demo@octopus.example"
    password: str = "demo-password"  # noqa: S105 a made-up one, printed in every manual
    software_house_uuid: str = "0b1d5c0e-5a4d-4d0f-9c59-3a4f7f1f2a10"
    refresh_token: str = "demo-refresh-token"  # noqa: S105 same
    redirect_uri: str = "http://127.0.0.1/callback"
