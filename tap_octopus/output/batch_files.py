"""The files of `batch_config`: their names, and which of them a target has read.

A STATE counts the files that were told before it. When the next run gets that STATE, the target has
read them: that run deletes them.
"""

from __future__ import annotations

import logging
import os
import re
import typing as t
import uuid
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import msgspec

_log = logging.getLogger("tap-octopus")


class BatchFiles(msgspec.Struct):
    """The files that a run has told its target of.

    Attributes:
        run: What tells the run from any other. It is in the names of its files.
        count: How many files there are. They are numbered from 1.
    """

    run: t.Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
    count: t.Annotated[int, msgspec.Meta(ge=0, lt=2**33)] = 0

    @classmethod
    def none(cls) -> BatchFiles:
        """Return those of a run that begins."""
        return cls(uuid.uuid4().hex)

    def next_name(self, start: str) -> str:
        """Return the start of the name of the next file."""
        return f"{start}-{self.run}-{self.count + 1}.json"

    def delete(self, storage: t.Any) -> None:  # noqa: ANN401 - the SDK's StorageTarget is private
        """Delete the files, if their storage is a folder of this machine.

        Nothing else is deleted: no link, no file of another run or of a later STATE.
        """
        root, folder = (
            _folder(storage.get_url(name)) for name in ("-", f"{storage.prefix or ''}-")
        )
        if root is None or folder is None or not folder.resolve().is_relative_to(root.resolve()):
            return
        name = re.compile(rf".+-{self.run}-([0-9]+)\.json(\.gz)?")
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    found = name.fullmatch(entry.name)
                    is_read = found is not None and 1 <= int(found[1]) <= self.count
                    if is_read and entry.is_file(follow_symlinks=False):
                        Path(entry.path).unlink()
        except FileNotFoundError:
            return
        except OSError as error:
            _log.warning(
                "batch_config: files that the target has read could not be deleted (%s): delete "
                "those with %s in their names yourself", error.strerror, self.run,
            )  # fmt: skip


def _folder(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)).parent if parts.scheme == "file" else None
