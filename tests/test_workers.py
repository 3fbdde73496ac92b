"""The processes that read files keep within limits of their own, and within lower ones an office has set."""

import subprocess
import sys

_CHILD = """
import resource
from flows.workers import MEMORY, here

lower = MEMORY * 3 // 4
resource.setrlimit(resource.RLIMIT_AS, (lower, lower))
told, = here(resource.getrlimit, [resource.RLIMIT_AS], str)
assert told == (lower, lower), told
"""


def test_a_lower_limit_of_the_office_stays() -> None:
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
