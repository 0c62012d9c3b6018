"""The settings of the source: arguments, dlt's configuration, and the tap's own variables."""

from __future__ import annotations

import os
import typing as t

import dlt
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.settings import (
    SIGN_IN,
    config_jsonschema,
    from_texts,
    misspelt_variables,
    unknown,
)
from tap_octopus.tap import TapOctopus

SECTION, NAME = "sources", "octopus"
VARIABLES = "SOURCES__OCTOPUS__"
"""The section [sources.octopus] of dlt's configuration, and the prefix of its variables."""


def settings(given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the settings: those given, then those of dlt's configuration, then of the tap's.

    Raises:
        ConfigValidationError: A setting does not exist here, or its variable has another form.
    """
    found = {**TapOctopus.environment(), **_configured(), **given}
    own = config_jsonschema()["properties"]
    of_singer = TapOctopus.config_jsonschema["properties"].keys() - own.keys()
    if foreign := sorted(of_singer & found.keys()):
        raise _wrong([f"{name} is for Singer targets: dlt has its own way" for name in foreign])
    return found


def _configured() -> dict[str, t.Any]:
    """Return the settings in dlt's configuration, its secrets and its variables."""
    own = config_jsonschema()["properties"]
    problems = misspelt_variables(os.environ, own, VARIABLES)
    for provider in dlt.config.config_providers:
        section, _ = provider.get_value(NAME, dict, "", SECTION)
        problems += unknown(section, own) if isinstance(section, dict) else []
    if problems:
        raise _wrong(problems)
    found = {name: _value(name) for name in own}
    texts = {name: value for name, value in found.items() if isinstance(value, str)}
    others = {n: v for n, v in found.items() if v is not None and n not in texts}
    return {**others, **from_texts(texts, own, VARIABLES)}


def _value(name: str) -> t.Any:  # noqa: ANN401 - a setting has any type
    place = f"{SECTION}.{NAME}.{name}"
    return dlt.secrets.get(place) if name in SIGN_IN else dlt.config.get(place)


def _wrong(problems: list[str]) -> ConfigValidationError:
    return ConfigValidationError("; ".join(problems), errors=problems)
