"""What sqlfluff cannot parse as Transact-SQL, of queries by their names; a line each."""

import json
import sys

from sqlfluff.core import FluffConfig, Linter

linter = Linter(FluffConfig(overrides={"dialect": "tsql", "large_file_skip_byte_limit": 0}))
for name, query in json.load(sys.stdin).items():
    for violation in linter.parse_string(query).violations:
        print(name, violation.desc())  # noqa: T201
