"""The words of several quarters as those of one period: which of them stay, and where they were said."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kstt.form import Form
from kstt.over_time import LINE
from kstt.rows import rows_of
from kstt.spelling import key


def over_quarters(texts: pd.DataFrame, forms: Iterable[Form]) -> pd.DataFrame:
    """The words that stand at the end: of each line those of the last quarter that has it.

    `texts` has the columns of LINE and form:str, column:int64, text:str, file:str, sheet:str, cell:str and at:int64,
    the quarter from 0.
    """
    known = tuple(forms)
    last = texts[texts["at"] == texts.groupby([*LINE, "form"])["at"].transform("max")]
    return _first_said(_joined(last, known), texts, known)


def _joined(words: pd.DataFrame, forms: Iterable[Form]) -> pd.DataFrame:
    """What several units that became one wrote into the same place, as one text; a state is never joined."""
    at = [*LINE, "form", "column"]
    joint = words.duplicated(at, keep=False) & words["form"].isin([form.code for form in forms if form.numbers])
    texts = {place: "; ".join(dict.fromkeys(some)) for place, some in words[joint].groupby(at, sort=False)["text"]}
    joined = [texts.get(tuple(place), text) for *place, text in rows_of(words, *at, "text")]
    return words.assign(text=pd.Series(joined, words.index, "str"))[~(joint & words.duplicated(at))]


def _first_said(words: pd.DataFrame, texts: pd.DataFrame, forms: Iterable[Form]) -> pd.DataFrame:
    """Of a form of words alone each text with the place where it was said first, if it has stood ever since.

    In whatever spelling: «Hoàn thành» says what «hoàn thành» said.
    """
    at, place = [*LINE, "form", "column"], ["file", "sheet", "cell"]
    worded = [form.code for form in forms if not form.numbers]
    said = dict[tuple[Any, ...], dict[int, tuple[Any, ...]]]()
    for *where, quarter, text, file, sheet, cell in rows_of(
        texts[texts["form"].isin(worded)], *at, "at", "text", *place
    ):
        said.setdefault(tuple(where), {})[quarter] = text, file, sheet, cell
    found = []
    for *where, last, text, file, sheet, cell in rows_of(words, *at, "at", "text", *place):
        origin, known = (file, sheet, cell), said.get(tuple(where), {})
        for quarter in range(last - 1, -1, -1):
            if quarter not in known or key(known[quarter][0]) != key(text):
                break
            origin = known[quarter][1:]
        found.append(origin)
    told = pd.DataFrame(found, columns=place, index=words.index, dtype="str")
    return words.assign(**{name: told[name] for name in place})
