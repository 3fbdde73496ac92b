"""A run as pages for a screen in a browser: who sent what, findings with returned copies, report and coverage."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.console import notices
from flows.letters.owing import copies_of
from flows.record.by_quarter import owed_by_quarter
from flows.record.request import Run
from flows.record.showing import Record, level_of, missing_units, waiting_units
from kstt.finding import VERDICTS
from kstt.period import day
from kstt.timeliness import PUNCTUALITIES, Timeliness
from report_templates.report.workbook import DRAFT


def status_rows(record: Record, told: Timeliness) -> list[dict[str, Any]]:
    """A row per unit: how it stands, its last file, whether it was in time, how many findings its files have."""
    files: dict[int, list[Mapping[str, Any]]] = {}
    for file in record["files"].values():
        files.setdefault(file["unit_code"], []).append(file)
    return [_row(code, unit, files.get(int(code), ()), told) for code, unit in record["units"].items()]


def _row(code: str, unit: Mapping[str, Any], files: Sequence[Mapping[str, Any]], told: Timeliness) -> dict[str, Any]:
    last = max((file["received"] for file in files), default="")
    return {
        "Mã": code,
        "Đơn vị": unit["name"],
        "Kết quả": VERDICTS[unit["state"]],
        "Số tệp": len(files),
        "Nhận lần cuối": f"{datetime.fromisoformat(last):%H:%M %d/%m/%Y}" if last else "",
        "Thời hạn": PUNCTUALITIES[told.of_unit(int(code))] if files else "",
        "Phát hiện": sum(len(file["findings"]) for file in files),
    }


def result_page(run: Run) -> str:
    """Where the report lies, whether it is one, how complete, what to look into and who is awaited, as Markdown."""
    record = run.record
    coverage, until = record["coverage"], datetime.fromisoformat(record["deadline"]).date()
    state = DRAFT if record.get("draft") else "đã phát hành" if run.report else "chưa lập được"
    lines = [
        f"- **Báo cáo** ({state}): `{run.report or run.folder}`",
        f"- **Mức độ đầy đủ**: {coverage['reporting']}/{coverage['units']} đơn vị có số liệu, hạn gửi {day(until)}",
        f"- **Phân tích**: `{run.analysis}`",
        f"- **Sổ cái**: {run.remark}",
    ]
    told = {
        "Cần xem": notices.listed(record) if run.report else "",
        "Giải trình": notices.explained(record),
        "Số cộng các quý không khớp": notices.uneven(record),
        "Giữ lại": notices.kept(run.folder),
    }
    lines += [f"- **{about}**: {said}" for about, said in told.items() if said]
    by_quarter = owed_by_quarter(record, run.folder)
    lines += [f"- {name}: {state}" for name, state in waiting_units(record, by_quarter)]
    if missing := missing_units(record, by_quarter):
        lines.append(f"- **Chưa gửi** ({len(missing)}): {', '.join(missing)}")
    elif not missing_units(record):
        lines.append("- Mọi đơn vị đã gửi")
    return "\n".join(lines)


def findings_by_unit(record: Record, folder: Path) -> str:
    """The findings as Markdown, a heading per file that has any, each with its returned copy below a folder."""
    copies = copies_of(record)
    named = [(name, file) for name, file in record["files"].items() if file["findings"]]
    parts = [part for name, file in named for part in _file(record, name, file, folder / copies[name])]
    return "\n".join(parts) or "Không có phát hiện nào."


def _file(record: Record, name: str, file: Mapping[str, Any], copy: Path) -> Iterator[str]:
    unit = record["units"].get(str(file["unit_code"]), {}).get("name", "Chưa rõ đơn vị")
    yield f"### {unit} – `{name}`: {VERDICTS[file['outcome']]}\n"
    yield f"Bản trả lại: [{copy.name}]({copy.absolute().as_uri()})\n"
    for one in file["findings"]:
        place = f"{one['sheet']}!{one['cell']}: " if one["cell"] else ""
        settled = f"Giải trình: {one['explanation']}" if one.get("explanation") else one["advice"]
        yield f"- **{level_of(one)}** {place}{one['message']} {settled}"
    yield ""
