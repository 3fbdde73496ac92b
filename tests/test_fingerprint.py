"""The hash that tells one issue's figures from another's: as every ledger has it, whatever works it out."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from flows.received.figures import FIGURES, TEXTS, fingerprint_of

_KEY = ("unit_code", "form", "section", "line", "column")
_LABELS = ("", "Đất đai", "Đất đai", "đất đai", "Tư pháp", "A", "\U00020bb7", "\uff21")
_SMALL, _WORDS = st.integers(-3, 12), st.sampled_from(_LABELS)
_KEYS = st.tuples(_SMALL, _WORDS, _WORDS, _WORDS, _SMALL)
_NUMBERS = st.tuples(st.integers(-(2**60), 2**60), st.sampled_from((0, 2)))
_SAID = st.tuples(st.text(st.characters(exclude_categories=["Cs"])))
Row = tuple[tuple[object, ...], tuple[object, ...]]


def frame_of(rows: Sequence[Row], values: Sequence[str], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows' keys and values; where each was read from differs from row to row."""
    told = [
        dict(zip((*_KEY, *values), (*key, *value), strict=True))
        | {"row": at, "file": f"{at}.xlsx", "sheet": "1", "cell": f"A{at}"}
        for at, (key, value) in enumerate(rows)
    ]
    return pd.DataFrame(told, columns=list(columns)).astype(columns)


def plainly(rows: Sequence[Row], width: int) -> str:
    """The definition, row by row and value by value."""
    columns = zip(*sorted((*key, *value) for key, value in rows), strict=True) if rows else [()] * width
    return sha256(b"".join("\0".join(map(str, column)).encode() + b"\n" for column in columns)).hexdigest()


@given(st.lists(st.tuples(_KEYS, _NUMBERS)))
def test_figures_have_the_hash_of_their_sorted_columns(rows: list[Row]) -> None:
    assert fingerprint_of(frame_of(rows, ("value", "scale"), FIGURES), "value", "scale") == plainly(rows, 7)


@given(st.lists(st.tuples(_KEYS, _SAID)))
def test_texts_have_it_too(rows: list[Row]) -> None:
    columns = {("text" if name == "value" else name): kind for name, kind in TEXTS.items()}
    assert fingerprint_of(frame_of(rows, ("text",), columns), "text") == plainly(rows, 6)
