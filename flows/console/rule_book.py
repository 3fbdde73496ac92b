"""The rule book in Vietnamese Markdown: what each form holds and every rule that may lead to a finding.

Everything is derived from the definitions and the register, so that the book can not say anything else than the code.
"""

from collections.abc import Iterable, Iterator, Sequence

from flows.console.rule_words import BLANKS, FILLED_BY, KINDS, LIMITS, LINES, OVER, PLACEHOLDERS, PROVENANCE
from kstt.finding import SEVERITIES
from kstt.form import Column, Form
from kstt.identity import Identity
from kstt.mention import parse
from kstt.source import read_source
from report_templates.definitions import load_forms
from validation.continuity import BACKLOG
from validation.register import Rule, Side, rules

_INTRODUCTION = f"""# Sổ tay quy tắc

Sổ tay này do lệnh `kstt forms rules` lập từ định nghĩa các biểu và bảng quy tắc mà chương trình dùng để kiểm tra;
không sửa bằng tay.

- Biểu **{PROVENANCE["unverified"]}** là biểu có bố cục chưa được so với văn bản gốc: không dùng làm mẫu chính thức.
- Biểu là **{PROVENANCE["own"]}** thì không văn bản nào quy định: chỉ để đơn vị gửi số liệu cho hệ thống này.
- Trong đẳng thức, số trong ngoặc là số cột của biểu. Đẳng thức phải đúng trên từng dòng.
- Mỗi nguyên nhân được báo một lần, tại một ô. Quy tắc dùng ô đã có lỗi thì chờ đến khi ô đó được sửa.
- Tệp có phát hiện **{SEVERITIES["refuse"]}** hoặc **{SEVERITIES["must_fix"]}** thì chưa được tính vào báo cáo.
- Phát hiện **{SEVERITIES["must_explain"]}** không chặn báo cáo: đơn vị ghi lời giải trình, hoặc sửa số.
- Quy tắc ghi *miễn được* có thể miễn cho một đơn vị (`kstt waive`) hoặc ngừng áp dụng (`kstt rules withdraw`)."""


def rule_book() -> str:
    """The whole book: introduction, a chapter per form, every rule of the register."""
    forms = load_forms()
    parts = [_INTRODUCTION, "## Các biểu", *(chapter(form) for form in forms), "## Các quy tắc", _register()]
    return "\n\n".join(parts) + "\n"


def chapter(form: Form) -> str:
    """One form: what it is, its columns, its printed lines, what must hold within it and with other forms."""
    parts = [
        f"### {form.code} – {form.title}",
        _facts(form),
        _columns(form),
        *_printed_lines(form),
        *_section("Đẳng thức trên mỗi dòng", (f"{rule}: {_in_words(form, rule)}." for rule in form.identities)),
        *_section("Quan hệ với biểu khác", map(_between, _rules_between(form))),
        *_section("Quan hệ với kỳ trước", (_carried(form, *pair) for pair in form.carried)),
        *_section("So sánh với các kỳ và đơn vị khác", _compared(form)),
    ]
    return "\n\n".join(parts)


def _facts(form: Form) -> str:
    until = f" đến {parse(form.valid_to).phrase}" if form.valid_to else ""
    facts = {
        "Mã in trên biểu": form.printed_code,
        "Căn cứ": form.legal_basis,
        "Mức độ đối chiếu": f"**{PROVENANCE[form.provenance]}**. {form.provenance_note}".strip(),
        "Hiệu lực": f"từ {parse(form.valid_from).phrase}{until}",
        "Đơn vị lập": "; ".join(FILLED_BY[kind] for kind in form.filled_by),
        "Mỗi dòng là": LINES[form.lines],
        "Đơn vị tính": form.measure_unit,
        "Cộng các quý": _counted_again(form),
    }
    return "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact)


def _counted_again(form: Form) -> str:
    if not form.counts_open:
        return ""
    source = read_source(form.counts_open)
    columns = " + ".join(f"({number})" for number in source.columns)
    return (
        f"hồ sơ ở cột {columns} của biểu {source.form} cuối một quý được tính lại ở quý sau, nên chỉ cộng số của "
        "đơn vị không còn hồ sơ đó"
    )


def _columns(form: Form) -> str:
    headings = ("Cột", "Đầu cột", "Loại", "Theo thời gian", "Để trống", "Cách ghi")
    return _table(headings, (_column(column) for column in form.columns))


def _column(column: Column) -> Sequence[str]:
    ratio = f": ({column.of[0]}) chia ({column.of[1]})" if column.of else ""
    over, blank = (OVER[column.over], BLANKS[column.blank]) if column.is_number else ("", "")
    blank = "; ".join(filter(None, (blank, "bảng có thể không có cột này" if column.optional else "")))
    return f"({column.number})", _path(column), KINDS[column.kind] + ratio, over, blank, column.hint


def _printed_lines(form: Form) -> Iterator[str]:
    if form.fixed:
        keys = {column.key: f"({column.number})" for column in form.columns}
        headings = (form.label.heading[-1], *(" – ".join(c.heading) for c in form.texts), "Không ghi cột")
        rows = (
            (line.label, *_filled_up(line.texts, len(form.texts)), ", ".join(keys[key] for key in line.closed))
            for line in form.fixed
        )
        yield "Các dòng in sẵn:"
        yield _table(headings, rows)


def _filled_up(texts: Sequence[str], size: int) -> Sequence[str]:
    return (*texts, *("" for _ in range(size - len(texts))))


def _section(title: str, points: Iterable[str]) -> Iterator[str]:
    if told := "\n".join(f"- {point}" for point in points):
        yield f"{title}:"
        yield told


def _in_words(form: Form, rule: Identity) -> str:
    left, verb = form.column(rule.left), "bằng" if rule.is_sum else "không lớn hơn"
    parts = " cộng ".join(_named(form, form.column(number), left.heading[0]) for number in rule.right)
    return f"{_path(left)} ({left.number}) {verb} {parts}"


def _named(form: Form, own: Column, spoken_of: str) -> str:
    """The column by its own heading, by the whole path where it might be taken for another column.

    In the group spoken of it can not be taken for a column of another group.
    """
    rivals = (column for column in form.columns if spoken_of != own.heading[0] or column.heading[0] == spoken_of)
    alone = sum(column.heading[-1] == own.heading[-1] for column in rivals) == 1
    return f"{own.heading[-1] if alone else _path(own)} ({own.number})"


def _path(column: Column) -> str:
    return " – ".join(column.heading)


def _carried(form: Form, opening: int, closing: int) -> str:
    rule = rules()[BACKLOG]
    columns = (f"{_path(form.column(number))} ({number})" for number in (opening, closing))
    return f"{' bằng '.join(columns)} cuối kỳ trước của cùng dòng ({SEVERITIES[rule.severity]}). {rule.advice}"


def _rules_between(form: Form) -> Iterator[Rule]:
    for rule in rules().values():
        if form.code in {side.form for side in (rule.left, rule.right) if side}:
            yield rule


def _compared(form: Form) -> Iterator[str]:
    for rule in rules().values():
        sides = [side for side in (*rule.watched, rule.part) if side and side.form == form.code]
        for side in sides:
            columns = ", ".join(f"({number})" for number in side.columns)
            yield f"Cột {columns}: `{rule.id}` ({SEVERITIES[rule.severity]}). {rule.source}."


def _between(rule: Rule) -> str:
    left, right = (_side(side) for side in (rule.left, rule.right) if side)
    return f"Tổng {left} bằng tổng {right} ({SEVERITIES[rule.severity]}). {rule.advice}"


def _side(side: Side) -> str:
    return f"cột {' + '.join(f'({number})' for number in side.columns)} của biểu {side.form}"


def _register() -> str:
    headings = ("Mã", "Tên", "Mức độ", "Nội dung", "Cách xử lý", "Căn cứ", "Hiệu lực", "Miễn, ngừng")
    return _table(headings, (_rule(rule) for rule in rules().values()))


def _rule(rule: Rule) -> Sequence[str]:
    said = (text.format_map(PLACEHOLDERS) for text in (rule.sentence, rule.advice))
    limits = ", ".join(LIMITS[name].format(value) for name, value in rule.limits.items())
    source = f"{rule.source} ({limits})" if limits else rule.source
    until = f" đến {rule.until.phrase}" if rule.until else ""
    trial = f"; chỉ {SEVERITIES['note']} đến {rule.trial_until.phrase}" if rule.trial_until else ""
    waivable = "miễn được" if rule.waivable else ""
    since = f"từ {rule.since.phrase}{until}{trial}"
    return f"`{rule.id}`", rule.title, SEVERITIES[rule.severity], *said, source, since, waivable


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruled = (headings, ["---"] * len(headings), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in ruled)
