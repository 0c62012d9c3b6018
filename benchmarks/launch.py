"""Runs a command; writes the CPU seconds and the KB at its peak that the system counted for it.

Usage: launch.py FILE COMMAND...
"""

import os
import sys

file, *command = sys.argv[1:]
_, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
with open(file, "w") as told:  # noqa: PTH123 - without pathlib it takes no memory
    told.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
sys.exit(os.waitstatus_to_exitcode(status))
