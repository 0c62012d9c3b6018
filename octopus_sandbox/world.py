"""The state of a running sandbox: books, clock, account, tokens, limits, switches, faults."""

import asyncio
from collections import Counter
from datetime import datetime

from octopus_sandbox.account import Account
from octopus_sandbox.answer_cache import AnswerCache
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import UnknownDossierError
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.office import Office
from octopus_sandbox.calls import CallLog
from octopus_sandbox.clock import Clock
from octopus_sandbox.faults.book import FaultBook
from octopus_sandbox.limits import DailyLimits
from octopus_sandbox.oauth import CodeDesk, RefreshDesk
from octopus_sandbox.recordings.office import RecordedDossier, RecordedOffice
from octopus_sandbox.switches import Switches
from octopus_sandbox.tokens import TokenDesk

VERSION = "51.9.17"


class World:
    """The state behind the service; one per running sandbox."""

    def __init__(self, office: Office | RecordedOffice, clock: Clock, account: Account) -> None:
        self.clock = clock
        self.account = account
        self.begin(office)

    def begin(self, office: Office | RecordedOffice) -> None:
        """Begin with an office and nothing that happened before; the clock is left as it is."""
        self.office = office
        self.switches = Switches()
        self.tokens = TokenDesk(self.switches)
        self.codes = CodeDesk()
        self.refreshes = RefreshDesk(self.account.refresh_token, self.switches, self.now())
        self.version = VERSION if isinstance(office, Office) else office.recording.version
        self.unanswered = Counter[str]()
        self.limits = DailyLimits(self.switches)
        self.calls = CallLog()
        self.faults = FaultBook()
        self.answer_cache = AnswerCache()
        self.failed_logins: Counter[tuple[str, str]] = Counter()
        self.forgotten: set[int] = set()
        self._opened: dict[int, Dossier | RecordedDossier] = {}

    def now(self) -> datetime:
        """Give the moment by the sandbox's clock."""
        return self.clock.now()

    async def dossier(self, dossier_id: int) -> Dossier | RecordedDossier:
        """Give a dossier; generating its books does not hold up others.

        Raises UnknownDossierError.
        """
        if dossier_id in self.forgotten:
            raise UnknownDossierError(f"There is no dossier {dossier_id}")
        if dossier_id not in self._opened:
            self._opened[dossier_id] = await asyncio.to_thread(self.office.dossier, dossier_id)
        return self._opened[dossier_id]

    def listed(self) -> list[Record]:
        """Give the rows of all dossiers that the user may see, disabled ones by their switch."""
        hides = self.switches.is_("disabled_listed", "no")
        return [
            record
            for record in self.office.listed()
            for number in [record.get("dossierKey", {}).get("id")]
            if number not in self.forgotten
            and not (hides and number is not None and self.office.dossier(number).disabled)
        ]
