"""A unit's rehearsal: the same rules on a unit's files, with no side effect but the copy that was asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flows.ledger.allowances import Allowances
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality, reporting_in
from flows.machine import workers
from flows.machine.clock import VIETNAM
from flows.machine.settings import settings
from flows.received.collecting import Case, collect
from flows.received.copy_names import shortened
from flows.received.folder import Inbox, Received, spelled
from flows.received.intake import Taken, forms_of, take_all, take_in_any
from flows.received.own_period import said_by
from flows.received.returning import bare_copy, errand_of, run_errand
from flows.record.request import RETURNED
from flows.run.between_files import hold_together
from kstt.form import DefinitionError
from kstt.mention import Mention, mention, parse
from kstt.period import Period


def rehearse(
    files: Sequence[Path], period: str, locality: str, *, write_copies: bool
) -> list[tuple[Case, Path | None]]:
    """The cases of the files with the path of each returned copy, where one was asked for and there are findings.

    Raises DefinitionError where the period can not be told, or a copy would lie among the received files.
    """
    if write_copies:
        _not_received(files)
    received = list(_received(files))
    when = parse(period) if period else _current(files)
    inbox = Inbox(tuple(received), ())
    register = reporting_in(load_locality(locality), when)
    lines = agenda_of(locality, when.year).lines
    taken = take_all(inbox, when, lines, workers.each)
    forms = forms_of(when, lines)
    cases = collect(inbox, taken, register, forms, when)
    allowed = Allowances(when, (), (), ())
    hold_together(cases, forms, allowed, allowed.in_force)
    copies = [_copy(case, when) if write_copies and case.findings else None for case in cases]
    return list(zip(cases, copies, strict=True))


def _not_received(files: Sequence[Path]) -> None:
    """A marked copy beside a received file would be taken for another submission of the unit."""
    raw = settings().folders.raw.resolve()
    if inside := [path.name for path in files if path.resolve().is_relative_to(raw)]:
        raise DefinitionError(
            f"«{inside[0]}» nằm trong thư mục tệp đã nhận, bản đánh dấu ghi bên cạnh sẽ bị coi là một lần nộp nữa; "
            f"hãy chép tệp ra nơi khác, hoặc chạy kstt run rồi xem thư mục {RETURNED}"
        )


def _received(files: Sequence[Path]) -> Iterator[Received]:
    """Each file once, by its name; where two folders have one of the same name, with as many folders as tell which."""
    paths = list({path.resolve(): path.absolute() for path in files}.values())
    deepest = max((len(path.parts) for path in paths), default=0)
    named = ([spelled(Path(*path.parts[-depth:])) for path in paths] for depth in range(1, deepest + 1))
    apart = (every for every in named if len({*every}) == len(paths))
    names = next(apart, [str(path) for path in paths])  # two spellings of one name look alike
    for path, name in zip(paths, names, strict=True):
        when = datetime.fromtimestamp(path.stat().st_mtime, VIETNAM)
        yield Received(path, name, when, folder=spelled(Path(path.resolve().parent.name)))


def _copy(case: Case, period: Period) -> Path:
    target = case.received.path.with_name(f"{shortened(case.received.path.stem)} - kết quả kiểm tra.xlsx")
    errand = replace(errand_of(case, target, period), target=target)
    for _ in workers.each(run_errand, [errand], bare_copy):
        pass
    return target


def _current(files: Sequence[Path]) -> Period:
    """The period that files or folders are named for, else the one their heads or stamps name.

    Raises DefinitionError where nothing names one, or several are named.
    """
    names = [path.stem for path in files], [path.resolve().parent.name for path in files]
    for said in (*([mention(name) for name in group] for group in names), _inside(files)):
        whole = {(one.year, one.part) for one in said if one.year and one.part}
        if len(whole) == 1:
            year, part = whole.pop()
            return Period(year or 0, part or "")
    raise DefinitionError("hãy cho biết kỳ báo cáo, ví dụ: kstt check --period 2026-Q1 tep.xlsx")


def _inside(files: Sequence[Path]) -> list[Mention]:
    """What the files themselves say."""
    return [one for taken in workers.each(take_in_any, files, lambda _: Taken()) for one in said_by(taken)]
