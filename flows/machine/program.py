"""Which program this is: a hash of its own source."""

import hashlib
from functools import cache
from pathlib import Path

import kstt
from flows.machine.ordering import in_order

_PACKAGES = ("kstt", "validation", "report_templates", "flows")


@cache
def program_hash() -> str:
    """A short hash of the program's own source: what it once read and judged holds for the same program only."""
    home = Path(kstt.__file__).parent.parent
    sources = in_order(path for name in _PACKAGES for path in (home / name).rglob("*.py"))
    whole = hashlib.sha256()
    for path in sources:
        whole.update(path.relative_to(home).as_posix().encode() + b"\n" + path.read_bytes())
    return whole.hexdigest()[:16]
