"""`kstt doctor`: every check of an installation, in the order in which one would mend it. Changes nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import TypeVar

from flows.doctor import checks
from flows.doctor.checks import Check
from flows.machine import libreoffice, probes
from flows.machine.causes import cause
from flows.machine.settings import file_of, settings
from flows.record.request import ARCHIVE, SHELVES, base_of, kept_issues
from kstt.form import DefinitionError

Found = TypeVar("Found")


def examine() -> Iterator[Check]:
    """The checks one by one, so that a slow server does not hold back what is known already."""
    yield Check("ok", "Chương trình", f"kstt {program_version()}, Python {python_version()}, tại {Path.cwd()}")
    now, problem = _asked(settings)
    if now is None:
        yield Check("fault", "Cấu hình", problem, "sửa kstt.toml hoặc biến môi trường; mẫu: docs/kstt.example.toml")
        return
    file = file_of(os.environ)
    yield Check("ok", "Cấu hình", f"địa phương {now.locality}; {file or 'không có kstt.toml, dùng mặc định'}")
    out, log = now.folders.out, now.log.file.parent
    places = [("Thư mục tệp nhận", now.folders.raw), ("Thư mục kết quả", out), ("Thư mục nhật ký", log)]
    for name, what in ((ARCHIVE, "Thư mục phát hành"), (SHELVES, "Thư mục đệm")):
        if (made := base_of(out) / name).is_dir():
            places.append((what, made))
    for what, path in places:
        yield checks.folder(what, path, probes.unwritable(path) or probes.closed_below(path))
    for path in probes.disks(out, now.folders.raw, log):
        yield checks.disk(path, probes.free(path))
    yield from _definitions(now.locality, probes.now().year, now.messages.forms)
    seen, check = _ledger(out)
    yield check
    yield _results(out)
    yield checks.clock(probes.now(), seen)
    yield checks.office(libreoffice.office())
    yield checks.mail(now.smtp, probes.mail_problem(now.smtp) if now.smtp.host and now.smtp.sender else "")
    place = os.environ.get("PREFECT_API_URL") or now.prefect.api_url
    without = "không đặt máy chủ; mỗi lần chạy tự mở một máy chủ tạm"
    yield checks.server("Prefect", place, probes.web_problem(place) if place else "", without)
    if now.dask.scheduler:
        yield checks.server("Dask", now.dask.scheduler, probes.cluster_problem(now.dask.scheduler), "")


def _definitions(locality: str, year: int, demanded: Sequence[str]) -> Iterator[Check]:
    from flows.locality.agenda import agenda_of
    from flows.locality.calendars import load_calendar
    from flows.locality.contacts import load_contacts
    from flows.locality.localities import load_locality
    from report_templates.definitions import load_forms
    from validation.register import rules

    forms, problem = _asked(load_forms)
    yield checks.definitions("Biểu mẫu", f"{len(forms or ())} biểu", problem)
    if forms is not None and demanded:
        yield checks.demanded(demanded, [form.code for form in forms])
    known, problem = _asked(rules)
    yield checks.definitions("Quy tắc kiểm tra", f"{len(known or ())} quy tắc", problem)
    found, problem = _asked(partial(load_locality, locality))
    yield checks.definitions("Danh sách đơn vị", f"{len(found.register.units) if found else 0} đơn vị", problem)
    if found is None:
        return
    contacts, problem = _asked(partial(load_contacts, locality, found.register))
    if contacts or problem:
        yield checks.definitions("Địa chỉ thư", f"{len(contacts or ())} đơn vị có địa chỉ", problem)
    _, problem = _asked(partial(load_calendar, locality, year))
    yield checks.definitions("Lịch báo cáo", f"năm {year}; xem: kstt calendar {year}", problem)
    agenda, problem = _asked(partial(agenda_of, locality, year))
    yield checks.plans(locality, year, [plan.id for plan in agenda.plans] if agenda else [], problem)


def _ledger(out: Path) -> tuple[datetime | None, Check]:
    """When the ledger was written last, and what there is to say of it."""
    from flows.ledger.database import NoLedger, named
    from flows.ledger.store import Unavailable, place_of, reading

    kept = kept_issues(out)
    lost = f"chưa có sổ, trong khi đã có lần phát hành ở {kept[-1]}; sổ của thư mục này ở nơi khác" if kept else ""
    try:
        place = place_of(out)
    except DefinitionError as wrong:
        return None, checks.ledger("", str(wrong), exists=True)
    try:
        file = Path(place.database or "") if place.get_backend_name() == "sqlite" else None
        if file and not file.exists():
            return None, checks.ledger(named(place), probes.unwritable(base_of(out)) or lost, exists=False)
        with reading(place) as ledger:
            last = ledger.last()
        seen = datetime.fromisoformat(last.at) if last else None
        problem = probes.read_only(file) if file else ""
        return seen, checks.ledger(named(place), problem, exists=True, entries=last.seq if last else 0)
    except NoLedger:
        return None, checks.ledger(named(place), lost, exists=False)
    except (DefinitionError, Unavailable) as wrong:
        return None, checks.ledger("", str(wrong), exists=True)


def _results(out: Path) -> Check:
    """What lies in the folder of every period: whole, and as the ledger knows it."""
    from flows.ledger.entered import hold_entered
    from flows.ledger.store import Unavailable
    from flows.record.contract import RECORD
    from flows.record.read_back import damaged

    def held(folder: Path) -> None:
        with suppress(Unavailable):  # told with the ledger itself
            hold_entered(folder)

    folders = [path.parent for path in sorted(out.glob(f"*/{RECORD}"))]
    asked = ((_asked(partial(damaged, one)), partial(held, one)) for one in folders)
    problems = [told or wrong or _asked(entered)[1] for (told, wrong), entered in asked]
    return checks.results(len(folders), [one for one in problems if one])


def program_version() -> str:
    """The version installed, as the officer reads it."""
    try:
        return version("kstt")
    except PackageNotFoundError:
        return "chạy từ mã nguồn"


def _asked(ask: Callable[[], Found]) -> tuple[Found | None, str]:
    """What a question gives, or the sentence it is refused with."""
    try:
        return ask(), ""
    except OSError as wrong:
        return None, f"không đọc được «{wrong.filename}» ({cause(wrong)})"
    except ValueError as wrong:
        return None, str(wrong)
