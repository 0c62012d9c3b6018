"""The settings of the tap: declared in settings.json, checked and frozen when the tap starts."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import json
import typing as t
from pathlib import Path

from singer_sdk.exceptions import ConfigValidationError

from tap_octopus import addresses, shards
from tap_octopus.secret import Secret
from tap_octopus.shards import Shard
from tap_octopus.suggestions import did_you_mean

LOCALES = {"dossier": 0, "nl": 1, "fr": 2, "en": 3, "de": 4}
"""The API's `localeId` for each value of `language` (octopus-api.md 3.2)."""

SIGN_IN = ("software_house_uuid", "user", "password", "refresh_token")
"""The settings for signing in. Their values are never shown."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """The checked settings of the tap."""

    software_house_uuid: Secret
    user: Secret | None
    password: Secret | None
    refresh_token: Secret | None
    token_file: str | None
    api_url: str
    oauth_url: str
    file_sync_url: str
    dossier_ids: tuple[int, ...]
    excluded_dossier_ids: tuple[int, ...]
    dossier_shard: Shard | None
    start_date: datetime.date | None
    language: str
    overlap_minutes: int
    deletions_kept_days: int
    respect_daily_limits: bool
    daily_limit_scope: str
    parallel_dossiers: int
    request_timeout_seconds: int
    emit_activate_version_messages: bool
    user_agent: str

    @classmethod
    def checked(cls, config: t.Mapping[str, t.Any]) -> Settings:
        """Return the settings of a configuration that already fits their JSON schema.

        Raises:
            ConfigValidationError: A setting is wrong. It has one line for each wrong setting.
        """
        declared = config_jsonschema()["properties"]
        given = {name: config[name] for name in declared if config.get(name) not in (None, "")}
        problems = list(_problems(given))
        if problems:
            raise ConfigValidationError("; ".join(problems), errors=problems)
        defaults = {name: about.get("default") for name, about in declared.items()}
        return cls(**{name: _converted(name, v) for name, v in {**defaults, **given}.items()})

    def left_out_by(self, dossier: int) -> str | None:
        """Return the setting that excludes a dossier from this run; None when it is synced."""
        out = {
            "dossier_ids": bool(self.dossier_ids) and dossier not in self.dossier_ids,
            "excluded_dossier_ids": dossier in self.excluded_dossier_ids,
            "dossier_shard": self.dossier_shard is not None and not self.dossier_shard.has(dossier),
        }
        return next((name for name, is_out in out.items() if is_out), None)

    @property
    def locale_id(self) -> int:
        """The language, as the number that the API uses."""
        return LOCALES[self.language]


def config_jsonschema() -> dict[str, t.Any]:
    """Return the JSON schema of the settings, for the SDK, `--about`, Meltano and the Hub."""
    text = Path(__file__).with_name("settings.json").read_text(encoding="utf-8")
    found: dict[str, t.Any] = json.loads(text)
    return found


def from_texts(
    texts: t.Mapping[str, str], declared: t.Mapping[str, t.Any], prefix: str
) -> dict[str, t.Any]:
    """Convert the texts of environment variables to settings. An empty variable counts as unset.

    Args:
        texts: The text of each setting that is in the environment.
        declared: The JSON schema of each setting.
        prefix: The prefix of the variables, for messages.

    Raises:
        ConfigValidationError: A text is not valid. The message names the variable, not its value.
    """
    found: dict[str, t.Any] = {}
    problems = []
    for name, text in texts.items():
        kind = next((kind for kind in READ_AS if kind in declared[name].get("type", ())), None)
        read, form = READ_AS.get(kind, (str, "a text"))
        try:
            found |= {name: read(text)} if text.strip() else {}
        except (ValueError, RecursionError):
            problems.append(f"{prefix}{name.upper()} must be {form}")
    if problems:
        raise ConfigValidationError("; ".join(problems), errors=problems)
    return found


def _read_boolean(text: str) -> bool:
    is_true = text.strip().lower() in TRUE
    if not is_true and text.strip().lower() not in FALSE:
        raise ValueError
    return is_true


def _read_numbers(text: str) -> list[int]:
    found = json.loads(text if text.lstrip().startswith("[") else f"[{text}]")
    if not all(type(number) is int for number in found):
        raise ValueError
    return t.cast("list[int]", found)


def _read_object(text: str) -> dict[str, t.Any]:
    found = json.loads(text, parse_float=decimal.Decimal)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 - as the JSON reader says it
    return found


TRUE, FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")

READ_AS: dict[str | None, tuple[t.Callable[[str], t.Any], str]] = {
    "boolean": (_read_boolean, "true or false"),
    "integer": (int, "a whole number"),
    "array": (_read_numbers, "whole numbers such as 1,2"),
    "object": (_read_object, "a JSON object"),
}
"""For each type of setting: how its environment variable is read, and its form for messages."""


def misspelt_variables(
    variables: t.Iterable[str], declared: t.Collection[str], prefix: str
) -> list[str]:
    """Return a message for each variable whose name is almost that of a setting.

    A variable whose name is like no setting is ignored: it may belong to another program.
    """
    names = {prefix + name.upper() for name in declared}
    strange = [name for name in variables if name.startswith(prefix) and name not in names]
    found = [(name, did_you_mean(name.removeprefix(prefix).lower(), declared)) for name in strange]
    return [f"there is no setting {name}{suggestion}" for name, suggestion in found if suggestion]


def unknown(names: t.Iterable[str], declared: t.Collection[str]) -> list[str]:
    """Return a message for each name that is not a setting.

    A name that begins with _ is accepted: it is an extra of Meltano, or a comment.
    """
    strange = [name for name in names if name not in declared and not name.startswith("_")]
    found = [(name[:LONGEST], did_you_mean(name, declared)) for name in strange]
    return [f"there is no setting {name}{suggestion}" for name, suggestion in found]


LONGEST = 40
"""The most characters of a name that a message shows."""


def without_values(errors: t.Iterable[str]) -> list[str]:
    """Return the messages of the SDK, without the values of the settings for signing in."""
    named = {line: next((n for n in SIGN_IN if f"config['{n}']" in line), None) for line in errors}
    return [f"{name} must be a text" if name else line for line, name in named.items()]


def _problems(given: dict[str, t.Any]) -> t.Iterator[str]:
    """Yield a sentence for each mistake that the JSON schema of the settings does not find."""
    yield from _sign_in_problems(given)
    if "start_date" in given and _as_date(given["start_date"]) is None:
        yield f"start_date is {given['start_date']!r}: it must be a date such as 2024-01-31"
    if "dossier_shard" in given and Shard.parsed(given["dossier_shard"]) is None:
        yield f"dossier_shard must be such as 3/8: from 1/1 to {shards.MOST}/{shards.MOST}"
    for name, address in given.items():
        if name.endswith("_url") and (problem := addresses.problem(str(address))):
            yield f"{name} {problem}"
    both = set(given.get("dossier_ids", ())) & set(given.get("excluded_dossier_ids", ()))
    if both:
        yield f"dossier_ids and excluded_dossier_ids both name {sorted(both)}"


def _sign_in_problems(given: dict[str, t.Any]) -> t.Iterator[str]:
    """Yield a sentence for each setting for signing in that is missing or must not be there."""
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
    if value is None:
        return None
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
    """Return the date of a date or timestamp; None for other texts.

    Meltano turns a relative date into a timestamp.
    """
    try:
        return datetime.datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None
