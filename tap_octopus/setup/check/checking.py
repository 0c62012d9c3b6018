"""A check of an account: sign in, connect to the dossiers, and make the calls for one of them."""

from __future__ import annotations

import time
import typing as t

import click

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.errors import OctopusError
from tap_octopus.setup.check import evidence as ev
from tap_octopus.setup.check import report as reports
from tap_octopus.setup.check.asking import Asking
from tap_octopus.setup.check.caller import Caller
from tap_octopus.setup.check.evidence import Evidence

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_octopus.settings import Settings
    from tap_octopus.setup.check.report import Report

MOST_CONNECTED = 20
"""The most dossiers to connect to. 150 connections a day are allowed; the first load needs some."""


class Options(t.NamedTuple):
    """The options of the command `check`."""

    dossier: int | None = None
    everything: bool = False
    just_changed: bool = False


def check(settings: Settings, options: Options) -> Report:
    """Check an account.

    Raises:
        ClickException: The dossiers cannot be listed, or the chosen one is not listed.
    """
    began = time.monotonic()
    caller = Caller(settings, is_free=options.everything)
    found = Evidence(changed_lately=options.just_changed)
    try:
        version = reports.version_of(caller.text(api.VERSION))
        listed = _listed(caller)
        dossiers = _connected(caller, settings, options, listed, found)
        read = next((each.place for each in dossiers if each.is_read), None)
        if read is not None:
            Asking(caller, listed[read - 1], found, everything=options.everything).ask()
    finally:
        caller.client.close()
    found.oauth = caller.transport.oauth
    answered = tuple(reports.answers(found))
    differing = tuple(reports.differences(caller))
    why = tuple(reports.reasons(answered, differing, found, caller))
    return reports.Report(
        version=version,
        calls=caller.calls,
        seconds=round(time.monotonic() - began, 1),
        dossiers=tuple(dossiers),
        missing_rights=reports.missing_rights(caller),
        operations=tuple(reports.operations(caller)),
        differences=differing,
        answers=answered,
        settings=reports.settings(answered, found),
        first_load_is_safe=not why,
        reasons=why,
    )


def _listed(caller: Caller) -> list[int]:
    """Return the ids of the listed dossiers.

    Raises:
        ClickException: The dossiers cannot be listed.
    """
    found: list[int] = []

    def take(record: dict[str, t.Any]) -> None:
        number = ev.number(record, "dossierKey", "id")
        if number is not None:
            found.append(number)

    seen, _ = caller.ask(Request(api.DOSSIERS), take, take)
    if seen.status != ev.OK:
        _raise_why(caller)
    return sorted(found)


def _raise_why(caller: Caller) -> t.NoReturn:
    """Raise the error with which listing the dossiers failed.

    Raises:
        ClickException: Always, with the message of the tap.
    """
    try:
        raise caller.failure or OctopusError("Octopus did not list the dossiers")
    except OctopusError as error:
        raise click.ClickException(str(error)) from None


def _connected(
    caller: Caller, settings: Settings, options: Options, listed: Sequence[int], found: Evidence
) -> list[reports.Dossier]:
    """Connect to the dossiers. The chosen one is read, or the first that is open.

    Raises:
        ClickException: The chosen dossier is not listed.
    """
    dossiers: list[reports.Dossier] = []
    wanted = options.dossier
    if wanted is not None and wanted not in listed:
        raise click.ClickException("--dossier is not listed: see tap-octopus-setup dossiers")
    tried = [n for n in listed if settings.left_out_by(n) is None or n == wanted]
    tried = [*[n for n in tried if n == wanted], *[n for n in tried if n != wanted]]
    tried = tried[:MOST_CONNECTED]
    has_one = False
    for place, number in enumerate(listed, 1):
        if number not in tried:
            dossiers.append(reports.Dossier(place, reports.LEFT_OUT))
            continue
        seen = caller.connect(number)
        is_read = seen.status == ev.OK and not has_one and wanted in {None, number}
        has_one = has_one or is_read
        dossiers.append(reports.dossier(place, seen, is_read=is_read))
    found.refused = sum(each.status == 403 for each in dossiers)  # noqa: PLR2004
    hidden = [number for number in settings.dossier_ids if number not in listed]
    if hidden:
        found.hidden = caller.connect(hidden[0])
    return dossiers
