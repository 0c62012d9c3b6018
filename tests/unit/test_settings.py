"""Settings are declared once, checked with one clear line for each fault, and then frozen."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import traceback
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.secret import Secret
from tap_octopus.settings import LOCALES, Settings, config_jsonschema, from_texts
from tap_octopus.tap import TapOctopus
from tests.unit.doubles import CONFIG, OAUTH_CONFIG, SECRETS, settings

NO_USER = {key: text for key, text in CONFIG.items() if key not in {"user", "password"}}
NO_PASSWORD = {key: text for key, text in CONFIG.items() if key != "password"}
NO_UUID = {key: text for key, text in CONFIG.items() if key != "software_house_uuid"}

INVALID = {
    "nothing at all": ({}, ["software_house_uuid", "no way of signing in"]),
    "no uuid": (NO_UUID, ["software_house_uuid"]),
    "an odd uuid": (CONFIG | {"software_house_uuid": "a\u2013b"}, ["software_house_uuid"]),
    "an empty uuid": (CONFIG | {"software_house_uuid": ""}, ["software_house_uuid"]),
    "no way of signing in": (NO_USER, ["refresh_token"]),
    "both ways of signing in": (CONFIG | OAUTH_CONFIG, ["not both"]),
    "a user alone": (NO_PASSWORD, ["only user is given"]),
    "a password alone": (NO_USER | {"password": "x"}, ["only password is given"]),
    "an empty password": (CONFIG | {"password": ""}, ["only user is given"]),
    "a day that is none": (CONFIG | {"start_date": "2024-02-30"}, ["start_date"]),
    "no date": (CONFIG | {"start_date": "last year"}, ["start_date"]),
    "a Belgian date": (CONFIG | {"start_date": "31/12/2024"}, ["start_date"]),
    "a time": (CONFIG | {"start_date": "12:00"}, ["start_date"]),
    "an address without a scheme": (CONFIG | {"api_url": "octopus.be"}, ["api_url"]),
    "an OAuth address that is not of the web": (CONFIG | {"oauth_url": "ftp://x"}, ["oauth_url"]),
    **{
        f"address {text!r}": (CONFIG | {"api_url": text}, ["api_url must be a plain address"])
        for text in ("https://", "http://[zz]/v1", "https://o.test:x", "https://o.test:99999999")
    },
    "a dossier in and out": (
        CONFIG | {"dossier_ids": [1, 2], "excluded_dossier_ids": [2, 3]},
        ["excluded_dossier_ids both name [2]"],
    ),
    **{
        f"shard {text!r}": (CONFIG | {"dossier_shard": text}, ["dossier_shard"])
        for text in ("3", "0/8", "9/8", "3/8/9", "3 of 8", "-1/8", "1/151", "\u0661/2")
    },
    "two faults": (
        CONFIG | {"dossier_shard": "x", "start_date": "x"},
        ["start_date", "dossier_shard"],
    ),
}
WRONG_TYPES = {
    "software_house_uuid": 98_765_432,
    "user": 98_765_432,
    "password": {"inside": "98765432"},
    "refresh_token": ["98765432"],
}


@pytest.mark.parametrize(("config", "words"), INVALID.values(), ids=INVALID)
def test_invalid(config: dict[str, Any], words: list[str]) -> None:
    """What is wrong is told in one line for each fault, which names the setting."""
    with pytest.raises(ConfigValidationError) as wrong:
        Settings.checked(config)

    assert [word in line for word, line in zip(words, wrong.value.errors, strict=True)] == [
        True
    ] * len(words)
    assert not any("\n" in line for line in wrong.value.errors)


@pytest.mark.parametrize(("config", "words"), INVALID.values(), ids=INVALID)
def test_the_tap_does_not_start(config: dict[str, Any], words: list[str]) -> None:
    """With a wrong setting the tap does not start, and still says what is wrong."""
    with pytest.raises(ConfigValidationError) as wrong:
        TapOctopus(config=config)

    assert words[0] in " ".join(wrong.value.errors)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("overlap_minutes", 0, None),
        ("deletions_kept_days", 1, None),
        ("request_timeout_seconds", 1, None),
        ("parallel_dossiers", 1, 32),
    ],
)
def test_bounds(name: str, least: int, most: int | None) -> None:
    """A number out of the bounds that `--about` shows is refused, and not the bounds themselves."""
    about = config_jsonschema()["properties"][name]
    bounds = [bound for bound in (least, most) if bound is not None]

    assert (about.get("minimum"), about.get("maximum")) == (least, most)
    assert [getattr(TapOctopus(config=CONFIG | {name: n}).settings, name) for n in bounds] == bounds
    for wrong in (least - 1, *([most + 1] if most else [])):
        with pytest.raises(ConfigValidationError) as raised:
            TapOctopus(config=CONFIG | {name: wrong})
        assert [f"config['{name}']" in line for line in raised.value.errors] == [True]


def test_defaults() -> None:
    """Who only says how to sign in gets everything, carefully."""
    config = {key: CONFIG[key] for key in ("software_house_uuid", "user", "password")}

    defaults = Settings.checked(config)

    assert {
        "api_url": "https://service.inaras.be/octopus-rest-api/v1",
        "oauth_url": "https://service.inaras.be/octopus-oauth/token",
        "file_sync_url": "https://service.inaras.be/octopus-filesync-api/v1",
        "dossier_ids": (),
        "excluded_dossier_ids": (),
        "start_date": None,
        "language": "dossier",
        "overlap_minutes": 60,
        "deletions_kept_days": 7,
        "respect_daily_limits": True,
        "daily_limit_scope": "dossier",
        "request_timeout_seconds": 600,
        "emit_activate_version_messages": False,
    }.items() <= dataclasses.asdict(defaults).items()


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_means_the_default(nothing: str | None) -> None:
    """A setting that is there without a value is as one that is not there."""
    given_nothing = {f.name: nothing for f in dataclasses.fields(Settings)} | CONFIG

    assert Settings.checked(given_nothing).language == "dossier"


def test_frozen() -> None:
    """Settings do not change while the tap runs."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings().user = Secret("other")  # type: ignore[misc]

    assert settings(dossier_ids=[1, 2]).dossier_ids == (1, 2)


def test_shard() -> None:
    """A shard is written as its number and how many there are."""
    assert settings(dossier_shard="3/8").dossier_shard == (3, 8)


@pytest.mark.parametrize("name", ["api_url", "oauth_url", "file_sync_url"])
def test_addresses(name: str) -> None:
    """An address means the same with and without a slash at its end."""
    with_slash, without = (settings(**{name: "https://o.test/x" + end}) for end in ("/", ""))

    assert getattr(with_slash, name) == getattr(without, name)


@pytest.mark.parametrize(("language", "number"), LOCALES.items())
def test_languages(language: str, number: int) -> None:
    """Every language is sent as the number that Octopus knows it by."""
    assert settings(language=language).locale_id == number


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31",
        "2024-01-31T00:00:00",
        "2024-01-31T10:11:12",
        "2024-01-31T10:11:12.123456",
        "2024-01-31T23:59:59Z",
        "2024-01-31 10:11:12.123456+02:00",
    ],
)
def test_start_dates(text: str) -> None:
    """A start date may be a date, or the timestamp that Meltano makes of a relative one."""
    assert settings(start_date=text).start_date == datetime.date(2024, 1, 31)


@given(st.dates())
def test_any_start_date(day: datetime.date) -> None:
    """For every day: written as a date, it is that day."""
    assert settings(start_date=day.isoformat()).start_date == day


@given(st.text(min_size=8).filter(lambda text: text not in repr(Secret(""))))
def test_secrets_are_not_shown(text: str) -> None:
    """Whatever a secret is, no way of printing it shows it."""
    secret = Secret(text)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", "%s %r" % (secret, secret)]  # noqa: UP031

    shown += ["{}".format(secret), repr([secret]), repr({"a": secret}), repr(ValueError(secret))]  # noqa: UP032

    assert [line for line in shown if text in line] == []
    assert secret.reveal() == text


def test_settings_do_not_show_secrets() -> None:
    """Printed settings show none of what signs in, the user's name included."""
    shown = repr(settings()) + repr(Settings.checked(OAUTH_CONFIG))

    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_secrets_of_a_wrong_type(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """A secret that is not a text is refused by its name, and not shown."""
    config = (OAUTH_CONFIG if name == "refresh_token" else CONFIG) | {name: WRONG_TYPES[name]}

    with pytest.raises(ConfigValidationError) as wrong:
        TapOctopus(config=config)

    told = "".join([*traceback.format_exception(wrong.value), *wrong.value.errors, caplog.text])
    assert name in " ".join(wrong.value.errors)
    assert "98765432" not in told


def test_secrets_are_declared() -> None:
    """What signs in is marked as a secret for Meltano and for whoever reads `--about`."""
    properties = config_jsonschema()["properties"]

    secret = {name for name, about in properties.items() if about.get("secret")}

    assert secret == {"software_house_uuid", "password", "refresh_token"}


def test_every_setting_has_its_place() -> None:
    """What settings.json declares is what the tap knows, in the same order."""
    declared = config_jsonschema()

    assert [*declared["properties"]] == [field.name for field in dataclasses.fields(Settings)]
    assert declared["required"] == ["software_house_uuid"]
    assert set(LOCALES) == set(declared["properties"]["language"]["enum"])


def test_every_setting_is_explained() -> None:
    """Every setting has a title and a description that is a sentence."""
    properties = config_jsonschema()["properties"]

    assert [
        name
        for name, about in properties.items()
        if not about["title"] or not about["description"].endswith(".")
    ] == []


DECLARED = config_jsonschema()["properties"] | {"stream_maps": {"type": ["object", "null"]}}
READ: dict[str, dict[str, Any]] = {
    "dossier_ids": {"1,2": [1, 2], "2": [2], "[3, 4]": [3, 4], " [5]": [5], "[]": []},
    "parallel_dossiers": {"4": 4, " 4\n": 4},
    "respect_daily_limits": {
        **dict.fromkeys(("true", "True", "1", "yes", "ON "), True),
        **dict.fromkeys(("false", "FALSE", "0", " no", "off"), False),
    },
    "user": {"42": "42", "true": "true"},
    "stream_maps": {'{"a": null}': {"a": None}, '{"a": 1.1}': {"a": Decimal("1.1")}},
}
UNREADABLE = {
    "dossier_ids": ("one", "1;2", "1.5", "true", "{}", "[[1]]"),
    "parallel_dossiers": ("two", "1.5"),
    "respect_daily_limits": ("maybe", "2", "nee"),
    "stream_maps": ("[]", "{", "null", "[" * 100_000),
}
FORMS = {
    "dossier_ids": "whole numbers such as 1,2",
    "parallel_dossiers": "a whole number",
    "respect_daily_limits": "true or false",
    "stream_maps": "a JSON object",
}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [(name, text, value) for name, texts in READ.items() for text, value in texts.items()],
)
def test_environment(name: str, text: str, value: object) -> None:
    """A variable is read by the type of its setting."""
    found = from_texts({name: text}, DECLARED, "TAP_OCTOPUS_")

    assert found == {name: value}
    assert type(found[name]) is type(value)


def test_empty_variables() -> None:
    """A variable that is empty is as one that is not there."""
    assert from_texts(dict.fromkeys(DECLARED, " ") | {"user": "x"}, DECLARED, "") == {"user": "x"}


def test_unreadable_variables() -> None:
    """Each variable that cannot be read has its line, without what stands in it."""
    for texts in itertools.zip_longest(*UNREADABLE.values(), fillvalue="nothing"):
        given = dict(zip(UNREADABLE, texts, strict=True))
        with pytest.raises(ConfigValidationError) as wrong:
            from_texts(given, DECLARED, "TAP_OCTOPUS_")
        assert wrong.value.errors == [
            f"TAP_OCTOPUS_{name.upper()} must be {form}" for name, form in FORMS.items()
        ]
