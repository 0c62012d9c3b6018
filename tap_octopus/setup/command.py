"""The command line of `tap-octopus-setup`."""

from __future__ import annotations

import json
import logging
import shlex
import typing as t
import webbrowser
from pathlib import Path

import click
import msgspec
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.client.token_file import LIFETIME
from tap_octopus.files import content, json_text
from tap_octopus.setup import login as logins
from tap_octopus.setup import plan as plans
from tap_octopus.setup.check import checking as checks
from tap_octopus.setup.check import page as pages
from tap_octopus.setup.explorer import FAILED, REFUSED, Explorer
from tap_octopus.setup.record import capture as captures
from tap_octopus.setup.record import recording as recordings
from tap_octopus.setup.tables import table
from tap_octopus.streams import STREAMS
from tap_octopus.tap import TapOctopus

Json = dict[str, t.Any]

OTHER_WAYS = ("user", "password", "refresh_token")
"""The settings of the other ways of signing in."""


class SetupGroup(click.Group):
    """Turns an error in the settings into a one-line message."""

    def invoke(self, ctx: click.Context) -> t.Any:  # noqa: ANN401 - what click says
        """Run a subcommand.

        Raises:
            ClickException: A setting is wrong.
        """
        try:
            return super().invoke(ctx)
        except ConfigValidationError as error:
            raise click.ClickException("; ".join(error.errors) or str(error)) from None


@click.group(cls=SetupGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Sign in to Octopus, list its dossiers, plan the load, check the API, record answers."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)


def _config(ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Json:
    """Read the settings from files, the environment, or both, as the tap does."""
    given: t.Any = TapOctopus.cb_config(ctx, param, value or ("ENV",))
    return {**given.config, **(TapOctopus.environment() if given.parse_env else {})}


def _json(_: click.Context, param: click.Option, value: str | None) -> Json | None:
    """Read a file that holds a JSON object.

    Raises:
        ClickException: The file cannot be read, or is not a JSON object.
    """
    if not value:
        return None
    found: Json = json.loads(json_text(content(value), str(param.name)))
    return found


config_option = click.option(
    "--config", "config", multiple=True, callback=_config, metavar="FILE",
    help="The tap's settings: a JSON file, or ENV. TAP_OCTOPUS_... and .env when left out.",
)  # fmt: skip
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@main.command()
@config_option
@format_option
@click.option("--token-file", metavar="FILE", help="The setting token_file in its place.")
@click.option(
    "--redirect-uri",
    default="http://127.0.0.1:8976/callback",
    show_default=True,
    help="Where Octopus sends the browser back to, as it is registered there.",
)
@click.option("--authorize-url", help="The page of Octopus; the one beside oauth_url if left out.")
@click.option("--browser/--no-browser", default=True, help="Open a browser, or only say what to.")
@click.option("--timeout", default=600.0, show_default=True, help="Seconds to wait for the user.")
def login(  # noqa: PLR0913, PLR0917 - the options
    config: Json,
    form: str,
    token_file: str | None,
    redirect_uri: str,
    authorize_url: str | None,
    browser: bool,  # noqa: FBT001 - as click gives it
    timeout: float,
) -> None:
    """Sign in by OAuth with a browser, and keep the refresh token in a file."""
    kept = {name: value for name, value in config.items() if name not in OTHER_WAYS}
    given = token_file or config.get("token_file")
    if not given:
        raise click.UsageError("Give --token-file or the setting token_file: the file to write")
    path = Path(given).expanduser().absolute()
    if path.is_dir() or not path.parent.is_dir():
        raise click.ClickException("token_file must be a file, in a folder that exists")
    kept["token_file"] = str(path)  # absolute, so that it works in any folder
    settings = _settings(kept)

    def invite(address: str) -> None:
        click.echo(f"Open {address} in a browser on this machine, and sign in.", err=True)
        if browser:
            webbrowser.open(address)

    ends = logins.login(settings, redirect_uri, authorize_url, timeout, invite)
    unset = [f"TAP_OCTOPUS_{name.upper()}" for name in OTHER_WAYS if config.get(name)]
    told = {
        "token_file": kept["token_file"],
        "valid_until": ends.isoformat(timespec="seconds"),
        "set": {"TAP_OCTOPUS_TOKEN_FILE": kept["token_file"]},
        "unset": unset,
    }
    click.echo(json.dumps(told, indent=2) if form == "json" else _next(told))


def _next(told: Json) -> str:
    """Return the text that says what to do after signing in."""
    good = f"is good for {LIFETIME.days} days, until {told['valid_until'][:10]};"
    lines = [
        f"Signed in. {told['token_file']} can be read by its owner alone, and {good}",
        "the tap warns in the last two weeks. Set next, beside TAP_OCTOPUS_SOFTWARE_HOUSE_UUID:",
        "",
        f"export TAP_OCTOPUS_TOKEN_FILE={shlex.quote(told['token_file'])}",
    ]
    return "\n".join([*lines, *(f"unset {name}" for name in told["unset"])])


OPENINGS = (
    "For the answers of transform/: its seed opening_journals may say in which journals each "
    "dossier opens its bookyears (dossier_id,journal_key)."
)


@main.command()
@config_option
@format_option
def dossiers(config: Json, form: str) -> None:
    """List the dossiers and which of them Octopus refuses. This takes a connection to each."""
    found = Explorer(_settings(config)).dossiers()
    rows = [plans.about(each) for each in found]
    click.echo(json.dumps(rows, indent=2) if form == "json" else table(rows))


@main.command()
@config_option
@format_option
@click.option(
    "--select", multiple=True, metavar="STREAM", help="A stream that is read; repeatable."
)
@click.option("--catalog", callback=_json, metavar="FILE", help="The catalog that says it instead.")
@click.option("--state", callback=_json, metavar="FILE", help="The state of the next run.")
@click.option("--job", default="octopus-to-postgres", show_default=True, help="Job of Meltano.")
def plan(  # noqa: PLR0913, PLR0917 - the options
    config: Json,
    form: str,
    select: tuple[str, ...],
    catalog: Json | None,
    state: Json | None,
    job: str,
) -> None:
    """Show the calls and days of a first load and of later loads, and the fastest schedule."""
    _check(select)
    found = plans.as_json(plans.plan(config, select, catalog, state), job)
    click.echo(json.dumps(found, indent=2) if form == "json" else _text(found))


@main.command()
@config_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "text"]), default="table",
    show_default=True, help="text is a page to attach to an issue.",
)  # fmt: skip
@click.option("--dossier", type=int, help="The dossier that is read; the first if left out.")
@click.option("--all", "everything", is_flag=True, help="Also what may be asked twice a day only.")
@click.option(
    "--just-changed", is_flag=True,
    help="Something was booked within half an hour: that tells the time zone.",
)  # fmt: skip
def check(
    config: Json,
    form: str,
    dossier: int | None,
    everything: bool,  # noqa: FBT001 - as click gives it
    just_changed: bool,  # noqa: FBT001
) -> None:
    """Find out how Octopus behaves where its documentation is silent. Shows counts only."""
    found = checks.check(_settings(config), checks.Options(dossier, everything, just_changed))
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(found), indent=2))
    else:
        click.echo(pages.page(found) if form == "text" else pages.tables(found))


@main.command()
@config_option
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--dossier", type=int, required=True, help="The dossier that is recorded.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def record(config: Json, folder: Path, dossier: int, yes: bool) -> None:  # noqa: FBT001 - as click gives it
    """Write the answers for one dossier to files: anonymised, with amounts that still add up."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException("The folder of --to is not empty: give a new or an empty one")
    _settings(config)
    captured = captures.capture(config, dossier)
    made = recordings.make(captured)
    click.echo(
        table([{"file": f.name, "status": f.about["status"], "rows": f.rows} for f in made.files])
    )
    for name in recordings.EXAMPLES:
        click.echo(f"\nAn example of {name}:\n{made.example(name)}")
    if captured.unfinished:
        click.echo(f"\nNot whole, for the calls of a day were too few: {captured.unfinished}")
    click.echo("\nThe secret by which this was made is kept nowhere. Look at the examples.")
    if yes or click.confirm(f"Write {len(made.files)} files to {folder}?"):
        made.write(folder)
        click.echo(f"Written: {folder / 'recording.json'} and {len(made.files)} files.")


@main.command()
@config_option
@click.option(
    "--to", required=True,
    help="A file such as books.duckdb, a folder for Parquet files, or a destination of dlt.",
)  # fmt: skip
@click.option("--schema", default="octopus", show_default=True, help="The schema of the tables.")
def load(config: Json, to: str, schema: str) -> None:
    """Load what changed since the last time, without Meltano: this takes the extra `dlt`."""
    try:
        from tap_octopus.dlt.command import load  # noqa: PLC0415 - an extra, and it takes its time
    except ImportError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Loaded {load(config, to, schema):,} rows into the schema {schema} of {to}")


def _settings(config: Json) -> t.Any:  # noqa: ANN401 - Settings, which only the tap can make
    return TapOctopus(config=config).settings


def _check(select: tuple[str, ...]) -> None:
    names = [vars(stream)["name"] for stream in STREAMS]
    if unknown := sorted({*select} - {*names}):
        raise click.BadParameter(f"there is no stream {', '.join(unknown)}", param_hint="--select")


def _text(found: Json) -> str:
    """Format a plan as text."""
    dossiers = [
        {
            "dossier": each["dossier_id"],
            "name": each["name"],
            "status": each["status"],
            "bookyears": each["bookyears"],
            "first load": each["first_load"]["total"],
            "days": each["first_load"]["days"],
            "refresh": each["refresh"]["total"],
        }
        for each in found["dossiers"]
    ]
    operations = [
        {name.replace("_", " "): value for name, value in each.items()}
        for each in found["operations"]
    ]
    first, later = found["first_load"], found["refresh"]
    (schedule,) = found["schedules"]
    why = "Each run reads everything that is selected, and none meets a limit:"
    if not found["reads_everything_each_time"]:
        slow = ", ".join(found["takes_several_runs"]) or "some tables"
        why = f"Not every run can read everything ({slow}): what has no calls left waits."
    takes = f"A first load takes {first['calls']} calls on {first['days']} day(s)"
    reasons = [
        f"\n{each['dossier_id']} is {each['status']}: {each['reason']}"
        for each in found["dossiers"]
        if each["status"] in {REFUSED, FAILED}
    ]
    return f"""\
{table(dossiers)}{"".join(reasons)}

Calls that count together: of the dossier that takes most, or of the account.
{table(operations)}

{takes}, a refresh {later["calls"]} calls.
Run more often, the tap reads what has calls left, and skips the rest.

# {why}
schedules:
- name: {schedule["name"]}
  interval: '{schedule["interval"]}'
  job: {schedule["job"]}

# {OPENINGS}"""
