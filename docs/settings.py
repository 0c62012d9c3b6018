"""Writes the copies of the tap's settings: in README.md, meltano.yml and the entry for the Hub.

`python3 dev.py tables` runs it; a test holds the three files to tap_octopus/settings.json.
"""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README, MELTANO = ROOT / "README.md", ROOT / "meltano.yml"
HUB = ROOT / "hub/_data/meltano/extractors/tap-octopus/octopus-accounting.yml"

Setting = dict[str, t.Any]

KINDS = {"start_date": "date_iso8601", "token_file": "file"}
"""Kinds of Meltano that say more than the type in the JSON schema."""

LABELS = {
    "language": {
        "dossier": "Language of each dossier",
        "nl": "Dutch",
        "fr": "French",
        "en": "English",
        "de": "German",
    },
    "daily_limit_scope": {"dossier": "Each dossier", "account": "The account as a whole"},
}
"""What Meltano calls the values that a setting may have."""

OF_THE_SDK = {
    "stream_maps": ("object", "Stream maps", "Changes to streams and columns on their way."),
    "stream_map_config": ("object", "Stream map configuration", "Values for stream maps."),
    "faker_config": ("object", "Faker configuration", "Settings of made-up values in stream maps."),
    "flattening_enabled": ("boolean", "Flattening", "Spread nested properties over columns."),
    "flattening_max_depth": ("integer", "Flattening depth", "How deep to flatten."),
    "flattening_max_key_length": (
        "integer",
        "Flattened name length",
        "Its longest name.",
    ),
    "flattening_separator": (
        "string",
        "Flattening separator",
        "Stands between its parts.",
    ),
    "batch_config": ("object", "Batch configuration", "Send rows in files instead of messages."),
}
"""The settings of every tap on the Meltano SDK: kind, label and description."""


def own() -> dict[str, Setting]:
    """Give the tap's own settings as their JSON schema declares them."""
    text = (ROOT / "tap_octopus/settings.json").read_text(encoding="utf-8")
    found: dict[str, Setting] = json.loads(text)["properties"]
    return found


def for_meltano() -> list[Setting]:
    """Give all settings as Meltano wants them."""
    return [
        *(_own(name, about) for name, about in own().items()),
        *(
            {"name": name, "kind": kind, "label": label, "description": text}
            for name, (kind, label, text) in OF_THE_SDK.items()
        ),
    ]


def _own(name: str, about: Setting) -> Setting:
    labels = LABELS.get(name)
    found: Setting = {
        "name": name,
        "kind": "options" if labels else KINDS.get(name, about["type"][0]),
        "value": about.get("default"),
        "label": about["title"],
        "description": about["description"],
        "options": labels and [{"label": text, "value": value} for value, text in labels.items()],
        "sensitive": about.get("secret"),
    }
    return {key: value for key, value in found.items() if value is not None}


def _yaml(settings: list[Setting], indent: str) -> str:
    """Write a list of settings; only values that need it are in quotes."""
    lines = []
    for setting in settings:
        for number, (key, value) in enumerate(setting.items()):
            start = f"{indent}- " if number == 0 else f"{indent}  "
            if key == "options":
                lines += [f"{start}{key}:", _yaml(value, f"{indent}  ").rstrip()]
            else:
                lines.append(f"{start}{key}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    return f"'{value}'" if ": " in value else value


def readme() -> str:
    """Give the rows of the README's table."""
    return "".join(
        f"| `{name}` | {_default(about)} | {about['description']} |\n"
        for name, about in own().items()
    )


def _default(about: Setting) -> str:
    if "null" not in about["type"]:
        return "required"
    default = about.get("default")
    return "" if default is None else "`" + json.dumps(default).strip('"') + "`"


def between(path: Path, first: str, end: str, block: str) -> str:
    """Give a file's text with another block between two of its lines."""
    before, _, rest = path.read_text(encoding="utf-8").partition(first)
    return before + first + block + rest[rest.index(end) :]


def texts() -> dict[Path, str]:
    """Give what the three files should say."""
    by_name = sorted(for_meltano(), key=lambda setting: setting["name"])
    sorted_keys = [dict(sorted(setting.items())) for setting in by_name]
    table = "| setting | default | what it is |\n|---|---|---|\n"
    return {
        README: between(README, table, "\n\n", readme().rstrip()),
        MELTANO: between(
            MELTANO, "\n    settings:\n", "    # A command", _yaml(for_meltano(), "    ")
        ),
        HUB: between(HUB, "\nsettings:\n", "settings_group_validation:", _yaml(sorted_keys, "")),
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
