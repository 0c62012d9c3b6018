"""Every setting of the tap: declared once, checked, and frozen when the tap starts."""
# ruff: noqa: RUF009 - a setting is declared by a call

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t

from singer_sdk import typing as th
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus import shards
from tap_octopus.secret import Secret
from tap_octopus.shards import Shard

HOST = "https://service.inaras.be"
LOCALES = {"dossier": 0, "nl": 1, "fr": 2, "en": 3, "de": 4}
"""`language` to the API's `localeId` (octopus-api.md 3.2)."""

SIGN_IN = ("software_house_uuid", "user", "password", "refresh_token")
"""The settings whose values are shown to nobody."""

LEAST = {
    "overlap_minutes": 0,
    "deletions_kept_days": 1,
    "request_timeout_seconds": 1,
    "parallel_dossiers": 1,
}
"""The settings that are numbers, and what they must be at least."""

MOST = {"parallel_dossiers": 32}
"""The settings that are numbers, and what they may be at most."""

ADDRESS = re.compile(r"https?://(?!.*/\.)[^\s?#@\\%]+")
"""What comes behind a ? or # would not be the path that the allow-list has seen."""


def _setting(  # noqa: PLR0913 - one argument for each thing a setting can say
    wrapper: th.JSONTypeHelper[t.Any] | type[th.JSONTypeHelper[t.Any]],
    title: str,
    description: str,
    *,
    default: object = None,
    required: bool = False,
    secret: bool = False,
    choices: t.Sequence[str] | None = None,
) -> t.Any:  # noqa: ANN401 - like dataclasses.field, which stands where the value will be
    """Declare one setting: how Singer sees it, and what it is when nobody says."""
    about = {
        "wrapped": wrapper,
        "title": title,
        "description": description,
        "default": default,
        "required": required,
        "secret": secret,
        "allowed_values": list(choices) if choices else None,
    }
    return dataclasses.field(default=t.cast("t.Any", default), metadata=about)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """The tap's settings, as `Settings.checked` found them in the configuration."""

    software_house_uuid: Secret = _setting(
        th.StringType,
        "Software house id",
        "The id that Octopus gave to the maker of the software (also the OAuth client id).",
        required=True,
        secret=True,
    )
    user: Secret | None = _setting(
        th.StringType,
        "User",
        "Octopus user. Give user and password, or a refresh token.",
    )
    password: Secret | None = _setting(
        th.StringType, "Password", "Password of the Octopus user.", secret=True
    )
    refresh_token: Secret | None = _setting(
        th.StringType,
        "OAuth refresh token",
        "Signs in by OAuth instead of user and password; Octopus keeps it valid for 60 days.",
        secret=True,
    )
    token_file: str | None = _setting(
        th.StringType,
        "Token file",
        "Where a refresh token is kept (mode 600): of tap-octopus-setup login, or a renewed one.",
    )
    api_url: str = _setting(
        th.StringType,
        "API address",
        "Address of the Octopus REST API.",
        default=f"{HOST}/octopus-rest-api/v1",
    )
    oauth_url: str = _setting(
        th.StringType,
        "OAuth token address",
        "Address at which a refresh token is exchanged for an access token.",
        default=f"{HOST}/octopus-oauth/token",
    )
    file_sync_url: str = _setting(
        th.StringType,
        "File sync address",
        "Address of the Octopus file sync API, which lists the files of bookings.",
        default=f"{HOST}/octopus-filesync-api/v1",
    )
    dossier_ids: tuple[int, ...] = _setting(
        th.ArrayType(th.IntegerType),
        "Dossiers",
        "Ids of the dossiers to read; all that the user can reach when left out.",
        default=(),
    )
    excluded_dossier_ids: tuple[int, ...] = _setting(
        th.ArrayType(th.IntegerType),
        "Dossiers to leave out",
        "Ids of dossiers that are never read.",
        default=(),
    )
    dossier_shard: Shard | None = _setting(
        th.StringType,
        "Shard of the dossiers",
        "Reads one part of the dossiers, such as 3/8; the other parts are for other runs.",
    )
    start_date: datetime.date | None = _setting(
        th.StringType,
        "Start date",
        "Bookyears that end before this date (YYYY-MM-DD) are left out; a year is never partial.",
    )
    language: str = _setting(
        th.StringType,
        "Language",
        "Language of texts that Octopus gives in one language only.",
        default="dossier",
        choices=tuple(LOCALES),
    )
    overlap_minutes: int = _setting(
        th.IntegerType,
        "Overlap",
        "Minutes that an incremental read reaches back before the last one began.",
        default=60,
    )
    deletions_kept_days: int = _setting(
        th.IntegerType,
        "Days that deletions are listed",
        "A table of changes that was not read for so many days is loaded from the start again.",
        default=7,
    )
    respect_daily_limits: bool = _setting(
        th.BooleanType,
        "Respect daily limits",
        "Never make more calls in 24 hours than Octopus documents; false leaves it to Octopus.",
        default=True,
    )
    daily_limit_scope: str = _setting(
        th.StringType,
        "Scope of the daily limits",
        "Whom Octopus counts calls for: each dossier, or the account as a whole.",
        default="dossier",
        choices=("dossier", "account"),
    )
    parallel_dossiers: int = _setting(
        th.IntegerType,
        "Dossiers at a time",
        "How many dossiers are read at the same time; one where the limits count for the account.",
        default=2,
    )
    request_timeout_seconds: int = _setting(
        th.IntegerType,
        "Request time-out",
        "Seconds after which one request is given up.",
        default=600,
    )
    emit_activate_version_messages: bool = _setting(
        th.BooleanType,
        "ACTIVATE_VERSION messages",
        "After a complete read of every dossier, tell the target to drop older rows.",
        default=False,
    )
    user_agent: str = _setting(
        th.StringType,
        "User agent",
        "How the tap names itself to Octopus.",
        default="tap-octopus",
    )

    @classmethod
    def checked(cls, config: t.Mapping[str, t.Any]) -> Settings:
        """Read the settings from a configuration.

        Raises:
            ConfigValidationError: Naming each setting that is wrong, one line for each.
        """
        given = {f.name: config[f.name] for f in dataclasses.fields(cls) if _is_given(config, f)}
        problems = list(_problems(given))
        if problems:
            raise ConfigValidationError("; ".join(problems), errors=problems)
        return cls(**{name: _converted(name, value) for name, value in given.items()})

    def left_out_by(self, dossier: int) -> str | None:
        """Name the setting that leaves a dossier out of this run; None when it is read."""
        out = {
            "dossier_ids": bool(self.dossier_ids) and dossier not in self.dossier_ids,
            "excluded_dossier_ids": dossier in self.excluded_dossier_ids,
            "dossier_shard": self.dossier_shard is not None and not self.dossier_shard.has(dossier),
        }
        return next((name for name, is_out in out.items() if is_out), None)

    @property
    def locale_id(self) -> int:
        """The language as the API numbers it."""
        return LOCALES[self.language]


def without_values(errors: t.Iterable[str]) -> list[str]:
    """Take the values out of what the SDK says is wrong with the settings that sign in."""
    named = {line: next((n for n in SIGN_IN if f"config['{n}']" in line), None) for line in errors}
    return [f"{name} must be a text" if name else line for line, name in named.items()]


def config_jsonschema() -> dict[str, t.Any]:
    """Describe the settings as the SDK wants them: for `--about`, Meltano and the Hub."""
    properties = (th.Property(f.name, **_listed(f.metadata)) for f in dataclasses.fields(Settings))
    return t.cast("dict[str, t.Any]", th.PropertiesList(*properties).to_dict())


def _listed(about: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in about.items()}


def _is_given(config: t.Mapping[str, t.Any], field: dataclasses.Field[t.Any]) -> bool:
    return config.get(field.name) not in (None, "")


def _problems(given: dict[str, t.Any]) -> t.Iterator[str]:
    """Say what is wrong with the given settings, each in one sentence that names the setting."""
    yield from _sign_in_problems(given)
    if "start_date" in given and _as_date(given["start_date"]) is None:
        yield f"start_date is {given['start_date']!r}: it must be a date such as 2024-01-31"
    if "dossier_shard" in given and Shard.parsed(given["dossier_shard"]) is None:
        yield f"dossier_shard must be such as 3/8: from 1/1 to {shards.MOST}/{shards.MOST}"
    yield from _address_problems(given)
    for name, least in LEAST.items():
        if given.get(name, least) < least:
            yield f"{name} must be at least {least}"
    for name, most in MOST.items():
        if given.get(name, most) > most:
            yield f"{name} must be at most {most}"
    both = set(given.get("dossier_ids", ())) & set(given.get("excluded_dossier_ids", ()))
    if both:
        yield f"dossier_ids and excluded_dossier_ids both name {sorted(both)}"


def _address_problems(given: dict[str, t.Any]) -> t.Iterator[str]:
    """Say which addresses are none."""
    for name in ("api_url", "oauth_url", "file_sync_url"):
        address = str(given.get(name, HOST))
        if not address.startswith(("https://", "http://")):
            yield f"{name} must begin with https://"
        elif not ADDRESS.fullmatch(address):
            yield f"{name} must be a plain address: no user, blank, .., ? or # in it"


def _sign_in_problems(given: dict[str, t.Any]) -> t.Iterator[str]:
    """Say why the settings do not tell how to sign in."""
    if "software_house_uuid" not in given:
        yield "software_house_uuid is missing: it is the id that Octopus gave to the software maker"
    elif not str(given["software_house_uuid"]).isascii():
        yield "software_house_uuid has a character that no id has"
    parts = [name for name in ("user", "password") if name in given]
    if parts and "refresh_token" in given:
        yield "give either user and password, or refresh_token: not both ways of signing in"
    elif len(parts) == 1:
        yield f"user and password go together: only {parts[0]} is given"
    elif not parts and not {"refresh_token", "token_file"} & given.keys():
        ways = "user and password, a refresh_token, or the token_file of tap-octopus-setup login"
        yield f"there is no way of signing in: give {ways}"


def _converted(name: str, value: t.Any) -> t.Any:  # noqa: ANN401 - a setting has any type
    if name in SIGN_IN:
        return Secret(value)
    if name == "start_date":
        return _as_date(value)
    if name == "dossier_shard":
        return Shard.parsed(value)
    if isinstance(value, list):
        return tuple(value)
    return value.rstrip("/") if name.endswith("_url") else value


def _as_date(text: object) -> datetime.date | None:
    """Read a date, or the timestamp that Meltano makes of a relative one."""
    try:
        return datetime.datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None
