"""The pictures of README and docs: every one that is shown is there and small, and every one that is there is shown."""

import re
from pathlib import Path

HOME = Path(__file__).parents[1]
_SHOWN = re.compile(r"(?:\]\(|src=\")((?:docs/)?hinh/[^)\"]+\.png)")
MOST, MOST_IN_ALL = 150_000, 1_500_000  # bytes


def test_every_picture_is_there_shown_and_small() -> None:
    shown = set[Path]()
    for page in (HOME / "README.md", *(HOME / "docs").glob("*.md")):
        shown |= {(page.parent / name).resolve() for name in _SHOWN.findall(page.read_text(encoding="utf-8"))}
    sizes = {path.resolve(): path.stat().st_size for path in (HOME / "docs" / "hinh").iterdir()}
    assert shown == set(sizes)
    assert max(sizes.values()) <= MOST
    assert sum(sizes.values()) <= MOST_IN_ALL
