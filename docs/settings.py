"""Writes what follows from the settings: settings.md, and the lists of meltano.yml and the Hub.

`python3 dev.py tables` runs it; a test holds the three files to tap_octopus/settings.json.
"""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT, MELTANO = ROOT / "docs/settings.md", ROOT / "meltano.yml"
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
    "stream_maps": ("object", "Stream maps", "Changes to rows before they are sent."),
    "stream_map_config": ("object", "Stream map configuration", "Values for stream maps."),
    "faker_config": ("object", "Faker configuration", "Made-up values in stream maps."),
    "flattening_enabled": ("boolean", "Flattening", "Spread nested properties over columns."),
    "flattening_max_depth": ("integer", "Flattening depth", "How deep to flatten."),
    "flattening_max_key_length": (
        "integer",
        "Flattened name length",
        "The longest name of a flattened column.",
    ),
    "flattening_separator": (
        "string",
        "Flattening separator",
        "The text between the parts of a flattened name.",
    ),
    "batch_config": ("object", "Batch configuration", "Send rows in files instead of messages."),
}
"""The settings of every tap on the Meltano SDK: kind, label and description."""

BEGINNING = """\
# Settings

Made by `python3 dev.py tables` from [tap_octopus/settings.json](../tap_octopus/settings.json).
There are three places for them:

* **Meltano**: `meltano.yml`, or variables of the environment, also from a file `.env`. A variable
  is `TAP_OCTOPUS_` and the name of the setting in capitals. A list is JSON:
  `TAP_OCTOPUS_DOSSIER_IDS='[12, 15]'`.
* **Without Meltano**: a JSON file, `tap-octopus --config config.json`. In UTF-16 or with a byte
  order mark, it is read too.
* **Or** the same variables: `tap-octopus --config ENV`. A list may then be `12,15`; an empty
  variable counts as not set.

The tap checks the settings before its first call. A mistake is told in one line that names the
setting.

| setting | default | meaning |
| --- | --- | --- |
"""

BETWEEN = """
Every tap on the Meltano SDK has these too. The recipes show [stream
maps](recipes.md#names-hashed-bank-numbers-left-out); [performance.md](performance.md) shows
`batch_config`.

| setting | meaning |
| --- | --- |
"""


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


def document() -> str:
    """Give what settings.md says."""
    ours = "".join(
        f"| `{name}` | {_default(about)} | {about['description']} |\n"
        for name, about in own().items()
    )
    theirs = "".join(f"| `{name}` | {text} |\n" for name, (_, _, text) in OF_THE_SDK.items())
    return BEGINNING + ours + BETWEEN + theirs


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
    """Give what the three files say."""
    by_name = sorted(for_meltano(), key=lambda setting: setting["name"])
    sorted_keys = [dict(sorted(setting.items())) for setting in by_name]
    return {
        DOCUMENT: document(),
        MELTANO: between(
            MELTANO, "\n    settings:\n", "    # A command", _yaml(for_meltano(), "    ")
        ),
        HUB: between(HUB, "\nsettings:\n", "settings_group_validation:", _yaml(sorted_keys, "")),
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
