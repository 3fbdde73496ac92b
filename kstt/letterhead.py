"""How official papers of a locality begin and end: the two offices on top, the titles below. Never a person's name."""

from dataclasses import dataclass, replace
from typing import ClassVar

from kstt.locality import Locality

RECEIVER = "Văn phòng Chính phủ"  # of a locality that names no other


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`superior` is the office above (cơ quan chủ quản), `issuer` the one that issues; empty where none is set.

    `signatory` is the title of who signs, `preparer` of who drew the paper up (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    `symbol` follows the number («Số: …/BC-UBND»), `on_behalf` stands above the signatory of a report, `recipients` is
    the list under «Nơi nhận», to whom it is addressed first.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    superior: str = ""
    issuer: str = ""
    signatory: str = ""
    preparer: str = "Người lập biểu"
    place: str = ""
    symbol: str = ""
    on_behalf: str = ""
    recipients: tuple[str, ...] = ()

    def of(self, locality: Locality) -> "Letterhead":
        """The letterhead with the locality's own words where the office set none.

        The committee signs for itself; of another issuer nobody knows on whose behalf, nor its symbol.
        """
        return replace(
            self,
            issuer=self.issuer or locality.office,
            place=self.place or locality.place,
            symbol=self.symbol or ("BC" if self.issuer else "BC-UBND"),
            on_behalf=self.on_behalf or ("" if self.issuer else "TM. ỦY BAN NHÂN DÂN"),
            recipients=self.recipients or (locality.receiver or RECEIVER,),
        )

    @property
    def form_signers(self) -> tuple[str, str]:
        """The titles under a form: who drew it up, who signs."""
        return self.preparer, self.signatory or "THỦ TRƯỞNG ĐƠN VỊ"

    @property
    def report_signer(self) -> str:
        """The title under a report."""
        return self.signatory or "CHỦ TỊCH"
