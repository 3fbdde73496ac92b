"""How official papers of a locality begin and end: the two offices on top, the titles below. Never a person's name."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`superior` is the office above (cơ quan chủ quản), `issuer` the one that issues; empty where none is set.

    `signatory` is the title of who signs, `preparer` of who drew the paper up (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    superior: str = ""
    issuer: str = ""
    signatory: str = ""
    preparer: str = "Người lập biểu"
