"""All kinds of changes."""

from datetime import datetime
from typing import Any

from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books


def make_change(
    books: Books,
    profile: Profile,
    kind: str,
    at: datetime,
    seed: int | None,
    params: dict[str, Any],
) -> dict[str, Any]:
    """Change the books and tell what was done."""
    raise ChangeError(f"There is no kind of change {kind!r}.")
