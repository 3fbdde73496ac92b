"""How official papers are headed and signed: what a locality prints unless the office says otherwise."""

from dataclasses import dataclass, replace
from typing import ClassVar

from kstt.locality import Locality

RECEIVER = "Văn phòng Chính phủ"  # of a locality that names no other


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The words around a paper; an empty one is the locality's own.

    `above` is the office above the signing one (cơ quan chủ quản), `symbol` what follows the number («Số: …/BC-UBND»),
    `recipients` the list under «Nơi nhận». `preparer` and `head` sign the forms.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    above: str = ""
    office: str = ""
    symbol: str = "BC-UBND"
    place: str = ""
    on_behalf: str = "TM. ỦY BAN NHÂN DÂN"
    signer: str = "CHỦ TỊCH"
    recipients: tuple[str, ...] = ()
    preparer: str = "Người lập biểu"
    head: str = "THỦ TRƯỞNG ĐƠN VỊ"

    def of(self, locality: Locality) -> "Letterhead":
        """The letterhead with everything filled in."""
        return replace(
            self,
            office=self.office or locality.office,
            place=self.place or locality.place,
            recipients=self.recipients or (locality.receiver or RECEIVER,),
        )
