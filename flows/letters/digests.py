"""The digests of a reminder: one for the desk with everything it has to do, a short one for the leader."""

from collections.abc import Iterable, Iterator, Sequence

from flows.letters.letter import Letter, To
from flows.letters.outcomes import Outcome
from flows.letters.situation import Situation
from flows.letters.to_units import own_templates
from flows.letters.wording import dates
from flows.locality.contacts import addresses
from flows.machine.settings_model import Messages
from kstt.reminder import PHASES, Owed, short_hash
from kstt.spoken import units_named
from report_templates.messages import write_message

_NAMED = 30  # units in one line


def digests(situation: Situation, told: Messages, done: Sequence[Outcome]) -> list[Letter]:
    """The two digests; `done` is what became of the units' letters."""
    desk = addresses(told.desk, "kstt.toml, mục messages, khóa desk")
    leader = addresses(told.leader, "kstt.toml, mục messages, khóa leader")
    todo = "\n".join(_todo(situation, done)) or "Không có việc nào khác cho bộ phận tổng hợp."
    return [
        _digest("desk", "tong-hop", situation, desk, {"can_lam": todo}),
        _digest("leader", "tong-hop-lanh-dao", situation, leader, {}),
    ]


def _digest(to: To, template: str, situation: Situation, recipients: tuple[str, ...], more: dict[str, str]) -> Letter:
    facts = {
        "giai_doan": PHASES[situation.phase],
        "so_lieu": "\n".join(_figures(situation)),
        "danh_sach": "\n".join(_lists(situation.owed)) or "Không đơn vị nào còn việc phải làm.",
    } | more
    words = dates(situation.request.period, situation.calendar, situation.today)
    words["co_quan"] = situation.locality.office
    subject, text = write_message(template, words | facts, own_templates(situation.request))
    return Letter(
        "reminded",
        to,
        None,
        short_hash(
            repr((to, situation.told.deadline.isoformat(), facts))
        ),  # not the days left, which pass by themselves
        f"00_{template}",
        subject,
        text,
        recipients,
        about={"phase": situation.phase, "as_of": situation.today.isoformat()},
    )


def _figures(situation: Situation) -> Iterator[str]:
    """Completeness and timeliness, always two figures."""
    (complete, units), (in_time, _) = situation.told.complete(), situation.told.in_time()
    yield f"Đầy đủ: {complete}/{units} đơn vị. Đúng hạn: {in_time}/{units} đơn vị."


def _lists(owed: Iterable[Owed]) -> Iterator[str]:
    every = list(owed)
    for heading, found in (
        ("Chưa gửi", [one for one in every if not one.sent]),
        ("Còn lỗi phải sửa", [one for one in every if any(file.faults for file in one.files)]),
        ("Còn phải giải trình", [one for one in every if any(file.to_explain for file in one.files)]),
        ("Thiếu biểu", [one for one in every if one.sent and one.forms]),
        ("Gửi quá hạn", [one for one in every if one.late]),
    ):
        if found:
            yield f"{heading} ({len(found)} đơn vị): {units_named([one.unit.name for one in found], _NAMED)}."


def _todo(situation: Situation, done: Sequence[Outcome]) -> Iterator[str]:
    """What only the desk can do: addresses, letters that did not go out, files of nobody."""
    nowhere = [one.letter.unit.name for one in done if one.letter.unit and not one.letter.recipients]
    if nowhere:
        todo = f"Chưa có địa chỉ thư ({len(nowhere)} đơn vị), hãy chuyển tệp .txt qua kênh khác"
        yield f"{todo}: {units_named(nowhere, _NAMED)}."
    for one in done:
        if one.remark and one.became in ("failed", "sent"):
            yield f"Thư «{one.letter.stem}»: {one.remark}."
    if situation.strangers:
        yield f"Chưa rõ của đơn vị nào ({len(situation.strangers)} tệp): {'; '.join(situation.strangers)}."
