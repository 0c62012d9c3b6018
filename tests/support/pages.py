"""What is in a page of `report`, unpacked."""

import base64
import json
import re
import zlib
from typing import Any

PACKED = re.compile(
    r'<script type="text/plain" (?:id="(data)"|data-dossier="(\d+)")>([^<]*)</script>'
)


def unpacked(page: str) -> dict[str, Any]:
    """Give what the page holds of the office (`data`) and of each dossier, by its number."""
    return {office or dossier: _unpack(text) for office, dossier, text in PACKED.findall(page)}


def _unpack(text: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(zlib.decompress(base64.b64decode(text), -15))
