"""A tap that is killed: what it has said until then is all that anyone ever gets of it."""

import contextlib
import io
from collections.abc import Mapping
from typing import Any

from tap_octopus.output.writer import Writer
from tap_octopus.tap import TapOctopus
from tests.behaviour import inside
from tests.support.messages import last_state, parse
from tests.support.sandbox import DAY, NOW, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, by_password

ENOUGH = 10**9


class Killed(BaseException):
    """The tap is no more: nothing catches it."""


class Mortal:
    """Lets a tap write so many bytes, and not one more."""

    def __init__(self, length: int) -> None:
        self._left = length
        self.said: list[str] = []

    def prepare(self, tap: TapOctopus) -> None:
        """Stand between a tap and its stdout."""
        writer = tap.message_writer
        assert isinstance(writer, Writer)

        def write(lines: bytes | bytearray) -> None:
            text = lines.decode()
            self.said += io.StringIO(text[: self._left], newline="\n")
            self._left -= len(text)
            if self._left <= 0:
                self._left = 0
                for batch in writer.batches:  # as the system would
                    if batch._file:
                        batch._file.close()
                raise Killed

        writer.write_lines = write  # type: ignore[method-assign]


class Story:
    """A tap that is killed now and then, and the warehouse that gets what it has said.

    Args:
        sandbox: What serves the books; they begin anew.
        switches: What the API leaves open.
        books: The size of the books.
    """

    def __init__(
        self, sandbox: Sandbox, switches: Mapping[str, str | int] | None = None, **books: int
    ) -> None:
        sandbox.reset(
            now=NOW, **{"dossiers": 1, "documents_per_year": 2, "bookyears": 1, "seed": 1, **books}
        )
        sandbox.stop_clock()
        sandbox.switch(emptied_document="deleted", **(switches or {}))
        sandbox.calls()
        self.sandbox = sandbox
        self.config = by_password(sandbox)
        self.begin()

    def begin(self) -> None:
        """Begin with an empty warehouse and without a state, when all calls are allowed again."""
        self.tables = Tables()
        self.state: dict[str, Any] | None = None
        self.sandbox.pass_time(DAY + 60)

    def killed(self, length: int) -> list[str]:
        """Run until so many bytes have been written; give what was written, half a line too."""
        mortal = Mortal(length)
        with contextlib.suppress(Killed):
            inside.run(self.config, self.state, mortal.prepare)
        messages = list(parse(mortal.said))
        self.tables.load(messages)
        self.state = last_state(messages) or self.state
        self.sandbox.pass_time(1)
        return mortal.said

    def run(self) -> Outcome:
        """Run to the end."""
        outcome = inside.run(self.config, self.state)
        assert outcome.exit_code == 0, outcome.log
        self.tables.load(outcome.messages)
        self.state = outcome.state
        return outcome
