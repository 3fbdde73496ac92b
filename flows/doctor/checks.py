"""What `kstt doctor` makes of the facts about an installation: fine, a remark or a fault, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from flows.machine.clock import behind, impossible
from flows.machine.settings_model import Smtp
from kstt.period import day
from kstt.spoken import first_of

Level = Literal["ok", "note", "fault"]
LEVELS: dict[Level, str] = {"ok": "ok", "note": "lưu ý", "fault": "lỗi"}
_HERE = timedelta(hours=7)
_NAMED = 3
_TIGHT, _FULL = 2 * 1024**3, 300 * 1024**2  # bytes; a quarter of a large city takes about 100 MB with its kept files


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, what was found, and what to do where that is not nothing."""

    level: Level
    what: str
    found: str
    todo: str = ""


def folder(what: str, path: Path, problem: str) -> Check:
    """A folder that must be writable; `problem` is why it is not."""
    if problem:
        return Check(
            "fault", what, f"{path}: {problem}", "cấp quyền ghi, hoặc đổi thư mục trong kstt.toml, mục folders"
        )
    return Check("ok", what, str(path) if path.is_dir() else f"{path} (chưa có)")


def disk(path: Path, free: int) -> Check:
    """Room for what a run writes; `free` in bytes."""
    found = f"còn {free / 1024**3:.1f} GB ở {path}".replace(".", ",", 1)
    if free < _FULL:
        return Check("fault", "Đĩa", found, "giải phóng đĩa trước khi chạy, nếu không sẽ không ghi được kết quả")
    if free < _TIGHT:
        return Check("note", "Đĩa", found, "nên giải phóng đĩa")
    return Check("ok", "Đĩa", found)


def clock(now: datetime, last_entry: datetime | None) -> Check:
    """The clock of the system, with its own time zone; it must not run behind what the ledger has seen."""
    found = f"{now:%H:%M} ngày {now.day}/{now.month}/{now.year}, múi giờ {now:%z}"
    if impossible(now) or (last_entry and behind(now, last_entry)):
        why = "" if last_entry is None else f"; sổ cái đã ghi đến {last_entry:%H:%M} ngày {day(last_entry)}"
        return Check("fault", "Đồng hồ", found + why, "chỉnh lại ngày giờ của máy, nếu không sổ cái ghi sai giờ nhận")
    if now.utcoffset() != _HERE:
        return Check(
            "note", "Đồng hồ", found, "chương trình vẫn ghi giờ Việt Nam; nên đặt múi giờ của máy là Asia/Ho_Chi_Minh"
        )
    return Check("ok", "Đồng hồ", found)


def demanded(forms: Sequence[str], known: Sequence[str]) -> Check:
    """The forms of which units are reminded, as the settings name them."""
    if strange := [form for form in forms if form not in known]:
        told = f"không có biểu {', '.join(strange)}; có: {', '.join(dict.fromkeys(known))}"
        return Check("fault", "Biểu bắt buộc", told, "sửa khóa forms, mục messages của kstt.toml")
    return Check("ok", "Biểu bắt buộc", ", ".join(forms))


def office(path: str) -> Check:
    """LibreOffice, which only `kstt pdf`, tests and proofs ask for."""
    if path:
        return Check("ok", "LibreOffice", path)
    return Check(
        "note",
        "LibreOffice",
        "không có",
        "không bắt buộc; chỉ cần khi xuất PDF (kstt pdf) hoặc muốn tự tính lại công thức của báo cáo",
    )


def ledger(place: str, problem: str, *, exists: bool, entries: int = 0) -> Check:
    """The ledger; one that is not there yet is made by the first run."""
    if problem:
        return Check("fault", "Sổ cái", problem, "xem ledger_url trong kstt.toml và quyền truy cập; hỏi người quản trị")
    if not exists:
        return Check("note", "Sổ cái", f"chưa có sổ ở {place}", "sổ được lập khi chạy kstt run lần đầu")
    return Check("ok", "Sổ cái", f"{place}, {entries} mục; kiểm tra cả chuỗi: kstt ledger verify")


def results(periods: int, problems: Sequence[str]) -> Check:
    """The outputs of the periods; what is wrong with one says itself how it is made anew."""
    if problems:
        return Check("note", "Kết quả các kỳ", "; ".join(problems), "làm như câu vừa nêu")
    return Check("ok", "Kết quả các kỳ", f"{periods} kỳ")


def mail(smtp: Smtp, problem: str) -> Check:
    """The mail server, where one is set."""
    if not smtp.host:
        return Check("ok", "Thư", "không đặt máy chủ gửi thư, không gửi thư")
    place = f"{smtp.host}:{smtp.port}"
    if not smtp.sender:
        return Check("fault", "Thư", f"{place}: chưa có địa chỉ gửi đi", "đặt sender trong kstt.toml, mục smtp")
    if problem:
        return Check("fault", "Thư", f"{place}: {problem}", "xem mục smtp của kstt.toml, KSTT_SMTP__PASSWORD và mạng")
    return Check("ok", "Thư", place)


def server(what: str, place: str, problem: str, without: str) -> Check:
    """A server that is only asked where it is set; `without` says what happens where it is not."""
    if not place:
        return Check("ok", what, without)
    if problem:
        return Check(
            "fault",
            what,
            f"{place}: {problem}",
            "kiểm tra máy chủ và địa chỉ; không dùng thì bỏ địa chỉ này khỏi kstt.toml",
        )
    return Check("ok", what, place)


def tried(what: str, right: str, wrong: Sequence[str]) -> Check:
    """A step of the trial; `wrong` is what came out otherwise than it has to."""
    if wrong:
        todo = "thử lại; vẫn thế thì đừng lập báo cáo bằng máy này, hãy gửi kết quả kstt doctor cho người quản trị"
        return Check("fault", what, f"sai ở {first_of(wrong, _NAMED)}", todo)
    return Check("ok", what, right)


def definitions(what: str, found: str, problem: str) -> Check:
    """Something an office edits and that must load."""
    return Check("fault", what, problem, "sửa tệp hoặc khóa được nêu tên") if problem else Check("ok", what, found)


def plans(locality: str, year: int, titles: Sequence[str], problem: str) -> Check:
    """The plans of this year; without one nothing is judged."""
    what = f"Kế hoạch năm {year}"
    if problem or titles:
        return definitions(what, f"{len(titles)} kế hoạch: {', '.join(titles)}", problem)
    todo = f"không đánh giá chỉ tiêu; có kế hoạch thì thêm localities/{locality}/plan-{year}.toml"
    return Check("note", what, f"chưa có kế hoạch nào của {locality}", todo)
