"""The result of a proof beside the report: `chung-minh.json` for programs, `chung-minh.txt` for people."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from flows.machine.publishing import aside
from flows.proof.result import Proof
from flows.record.contract import write_json
from kstt.proof import CHECKS, PROOF_JSON, PROOF_TEXT, Difference, Shown

VERSION = "1"
RESULTS = {
    "proved": "ĐÃ CHỨNG MINH: tính lại toàn bộ, không có chỗ nào khác.",
    "differs": "KHÔNG KHỚP: có {} chỗ khác, xem danh sách dưới đây. Không dùng báo cáo này khi chưa rõ nguyên nhân.",
    "unproved": "CHƯA CHỨNG MINH: {}.",
}
_FILES, _OTHERS = "Tệp được chứng minh", "Các chỗ khác:"
COMPARED = {
    "quarters": "quý so với khi lập",
    "ledger": "run.json so với sổ cái (0: không có sổ cái)",
    "hash": "tệp so mã băm với run.json",
    "lists": "định nghĩa, quy tắc, danh mục so với khi lập",
    "formula": "công thức tính lại bằng công cụ độc lập, so với kết quả ghi trong ô",
    "figures": "ô số, tỷ lệ của các biểu so với figures.parquet cộng lại từng dòng",
    "lines": "dòng của các biểu so với figures.parquet",
    "page": "số trên trang tổng quan (điện thoại) so với figures.parquet cộng lại từng dòng",
    "narrative": "số trong báo cáo thuyết minh so với các biểu, figures.parquet và từng câu lập lại",
    "trial": "công thức của các biểu thử lại với số khác",
    "rewritten": "ô của từng trang, dòng của trang tổng quan so với khi viết lại từ run.json và hai tệp .parquet",
}
BRIEFLY = {
    "figures": "số cộng lại từ figures.parquet",
    "formula": "công thức tính lại",
    "trial": "công thức thử với số khác",
    "rewritten": "ô so với khi viết lại",
}
HASH_ONLY = "chỉ so mã băm của tệp"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>\s*")  # of the page for phones: an officer reads its words only
_LONGEST = 60  # characters of a formula or text written out
_SHOWN = 50  # differences written out for people; programs get all of them


def write_proof(proof: Proof) -> None:
    """Replaces both files of the period's folder; raises Locked where one is open in another program."""
    with aside(proof.evidence.folder) as new:
        write_json(new / PROOF_JSON, record_of(proof))
        (new / PROOF_TEXT).write_text("\n".join(lines_of(proof)) + "\n", encoding="utf-8", newline="\n")


def read_proof(folder: Path) -> dict[str, Any]:
    """The record of the last proof in a folder; raises FileNotFoundError where there is none."""
    return dict(json.loads((folder / PROOF_JSON).read_text(encoding="utf-8")))


def record_of(proof: Proof) -> dict[str, Any]:
    """The proof as chung-minh.json holds it."""
    evidence = proof.evidence
    return {
        "version": VERSION,
        "period": str(evidence.period),
        "locality": evidence.locality.id,
        "result": proof.result,
        "engine": proof.engine,
        "lacking": proof.lacking,
        "files": dict(proof.files),
        "compared": {check: proof.compared(check) for check in CHECKS},
        "formulas": _formulas(proof),
        "sheets": _sheets(proof),
        "differences": [_told(one) for one in proof.differences],
    }


def lines_of(proof: Proof) -> Iterator[str]:
    """The proof as a person reads it."""
    evidence = proof.evidence
    yield f"CHỨNG MINH SỐ LIỆU – {evidence.locality.name} – {evidence.period.name}"
    yield ""
    yield RESULTS[proof.result].format(written(len(proof.differences)) if proof.differences else proof.lacking)
    yield ""
    failed = f" ({proof.lacking})" if proof.engine and proof.lacking else ""
    yield f"Công cụ tính lại: {proof.engine or 'không có'}{failed}"
    yield f"{_FILES}, với mã SHA-256 (tệp có mã khác thì chứng minh này không còn giá trị):"
    yield from (f"  {name}  {digest}" for name, digest in proof.files.items())
    yield "Đã so sánh:"
    for check, words in COMPARED.items():
        yield f"  {written(proof.compared(check)):>8} {words}"
    yield from _by_sheet(proof)
    yield from _listed(proof.differences)


def in_short(text: str) -> str:
    """A proof as the console says it: the verdict and every difference; how each sheet was proved is in the file."""
    verdict, _, _ = text.partition(f"\n{_FILES}")
    _, others, differences = text.partition(f"\n{_OTHERS}\n")
    return f"{verdict}{others}{differences}".rstrip()


def sentence(one: Difference) -> str:
    """A difference in words: where, what must stand there, what does; of another issue of a quarter what to do."""
    if one.check == "quarters":
        return one.what
    place = ", ".join(filter(None, (f"trang «{one.sheet}»" if one.sheet else "", f"ô {one.cell}" if one.cell else "")))
    what = f" ({_cut(one.what)})" if one.what else ""
    whole = one.expected is None and one.found is None  # a file or sheet, of which no value is told
    held = "" if whole else f": phải là {written(one.expected)}, đang là {written(one.found)}"
    return f"{place or one.file}: {CHECKS[one.check]}{what}{held}"


def written(value: Shown) -> str:
    """A result as people write it in Vietnamese: 1.234,5; nothing at all is «trống»."""
    if value is None or value == "":
        return "trống"
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return f"«{_cut(_TAG.sub(' ', str(value)).strip())}»"
    exact = Fraction(value)
    text = f"{exact.numerator:,}" if exact.denominator == 1 else f"{float(exact):,.10f}".rstrip("0")
    return text.translate(str.maketrans(",.", ".,"))


def _by_sheet(proof: Proof) -> Iterator[str]:
    """How each sheet was proved; what only its file's hash speaks for is said to be so."""
    yield "Từng trang đã được chứng minh thế nào:"
    for file, sheets in _sheets(proof).items():
        yield f"  {file}"
        for sheet, told in sheets.items():
            said = "; ".join(f"{written(number)} {BRIEFLY[check]}" for check, number in told.items())
            yield f"    {sheet}: {said or HASH_ONLY}"
    units = sum("/" in name for name in proof.evidence.record["outputs"])
    if units:
        yield f"  {written(units)} tệp trong thư mục con (trả lại đơn vị): {HASH_ONLY}"


def _listed(differences: list[Difference]) -> Iterator[str]:
    if differences:
        yield ""
        yield _OTHERS
    for file, group in groupby(enumerate(differences[:_SHOWN], start=1), key=lambda one: one[1].file):
        yield f"{file}:"
        yield from (f"  {order}. {sentence(one)}" for order, one in group)
    if len(differences) > _SHOWN:
        yield f"  … và {len(differences) - _SHOWN} chỗ khác nữa, xem {PROOF_JSON}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _formulas(proof: Proof) -> dict[str, dict[str, int]]:
    """How many formulas each sheet has; sheets without any are left out."""
    return {
        file: {
            sheet: number for sheet, cells in book.items() if (number := sum(bool(c.formula) for c in cells.values()))
        }
        for file, book in proof.evidence.books.items()
    }


def _sheets(proof: Proof) -> dict[str, dict[str, dict[str, int]]]:
    """How many results of each kind of comparison stand on each sheet."""
    return {
        file: {
            sheet: {
                check: number
                for check in BRIEFLY
                if (number := sum(one.sheets[file, sheet] for one in proof.tallies if one.check == check))
            }
            for sheet in book
        }
        for file, book in proof.evidence.books.items()
    }


def _told(one: Difference) -> dict[str, Any]:
    values = {"expected": _plain(one.expected), "found": _plain(one.found)}
    return {"check": one.check, "file": one.file, "sheet": one.sheet, "cell": one.cell, **values, "what": one.what}


def _plain(value: Shown) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
