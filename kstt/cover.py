"""What the head of a sheet without a filled-in form says: covers, sheets of general data, lists."""

import re
from dataclasses import dataclass

from kstt.mention import Mention
from kstt.spelling import plain

_COVER = re.compile(r"^(?:trang )?bia\b|^(?:tt|thong tin)(?: chung| don vi| bao cao)?$|^cover\b")


@dataclass(frozen=True, slots=True)
class Cover:
    """The units and periods named in the head of a sheet that holds no figures.

    `only_total` is the code of the form on it that has a total and no line, `row` where the total stands.
    """

    sheet: str
    names: tuple[str, ...]
    periods: tuple[Mention, ...]
    only_total: str = ""
    row: int = 0

    @property
    def plainly(self) -> bool:
        """Whether the sheet is named as a cover; any other may be of whatever it likes.

        >>> Cover("Thông tin chung", (), ()).plainly, Cover("Danh sách hồ sơ", (), ()).plainly
        (True, False)
        """
        return bool(_COVER.match(plain(self.sheet)))
