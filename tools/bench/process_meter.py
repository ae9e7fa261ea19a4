"""Runs one program, and prints its processor time, its duration, its peak memory, and its exit status.

A small script of its own: the system reports at least the memory of the parent as peak memory of a child.
"""

import os
import sys
import time

nowhere = os.open(os.devnull, os.O_WRONLY)
start = time.perf_counter()
process = os.posix_spawn(
    sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, stream) for stream in (1, 2)]
)
_, status, used = os.wait4(process, 0)
wall = time.perf_counter() - start
print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
