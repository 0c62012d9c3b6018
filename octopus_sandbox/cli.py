"""The command `octopus-sandbox`."""

import argparse
import asyncio
import contextlib
import gc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from octopus_sandbox.account import Account
from octopus_sandbox.application import application
from octopus_sandbox.books.office import Office
from octopus_sandbox.clock import Clock, parse_moment
from octopus_sandbox.recordings.folder import RecordingError, read
from octopus_sandbox.recordings.office import RecordedOffice
from octopus_sandbox.server import server
from octopus_sandbox.world import World

DESCRIPTION = "A simulated Octopus accounting service, with generated Belgian books."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    options = _parser().parse_args(arguments)
    world = _world(options)
    # Books are large and long-lived; looking for garbage in them again and again costs seconds.
    gc.set_threshold(100_000, 50, 100)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server(application(world), _tell, options.host, options.port).serve())


def _tell(address: str) -> None:
    print(address, flush=True)  # noqa: T201 the promise of the command


def _world(options: argparse.Namespace) -> World:
    account = Account(
        options.user, options.password, options.software_house_uuid, options.refresh_token
    )
    if options.recording:
        try:
            recording = read(options.recording)
        except RecordingError as error:
            raise SystemExit(str(error)) from error
        return World(
            RecordedOffice(recording), Clock(options.now or recording.recorded_at), account
        )
    office = Office(
        seed=options.seed,
        dossiers=options.dossiers,
        documents_per_year=options.documents_per_year,
        bookyears=options.bookyears,
        now=options.now or datetime.now(UTC),
    )
    return World(office, Clock(options.now), account)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="octopus-sandbox", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser(
        "serve", help="serve until stopped", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    _add_place(command)
    _add_books(command)
    _add_account(command)
    return parser


def _add_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="address to listen on")
    command.add_argument("--port", type=int, default=8765, help="port; 0 picks a free one")


def _add_books(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--seed", type=int, default=1, help="seed of the books")
    add("--dossiers", type=int, default=3, help="number of dossiers")
    add("--documents-per-year", type=int, default=60, help="documents of a dossier in a year")
    add("--bookyears", type=int, help="bookyears of every dossier; left out, it varies")
    add("--recording", type=Path, help="folder of a recording, served in place of books")
    add(
        "--now",
        type=parse_moment,
        help="ISO moment at which the clock starts; left out, now, or that of the recording",
    )


def _add_account(command: argparse.ArgumentParser) -> None:
    command.add_argument("--user", default=Account.user, help="user name")
    command.add_argument("--password", default=Account.password, help="password")
    command.add_argument(
        "--software-house-uuid", default=Account.software_house_uuid, help="software house id"
    )
    command.add_argument("--refresh-token", default=Account.refresh_token, help="OAuth token")
