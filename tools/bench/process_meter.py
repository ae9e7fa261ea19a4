"""Runs one program, and prints its processor time, its time, the most memory at once, and its status.

A program of its own, and a small one: to the system, a process has had at least as much memory as the one that started
it.
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
