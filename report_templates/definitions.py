"""Loads form definitions and indicators from TOML and refuses whatever is not exactly right."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

from kstt.form import DefinitionError, FixedLine, Form, keys_of
from kstt.identity import read_identity
from kstt.period import Period
from kstt.source import is_source, read_source
from kstt.spelling import plain
from kstt.targets.index_766 import WHOLE, Metric
from kstt.targets.indicator import Indicator
from report_templates.definition_faults import toml_of, validated

FOLDER = Path(__file__).parent
FORMS = FOLDER / "forms"
INDICATORS = FOLDER / "indicators.toml"


def load_forms(folder: Path = FORMS, tasks: Sequence[FixedLine] = ()) -> tuple[Form, ...]:
    """Every definition of a folder, in the order of the report; `tasks` and other planned lines become fixed lines.

    A single file is a folder of one. Raises DefinitionError naming the file and the key that is wrong.
    """
    forms = [_with_fixed_lines(read_form(path), tasks) for path in _definitions(folder)]
    _check_what_is_open(forms)
    _check_side_by_side(forms)
    _check_what_indicators_name(forms)
    return tuple(sorted(forms, key=lambda form: (not form.code.startswith("II."), form.code)))


def _definitions(folder: Path) -> list[Path]:
    return [folder] if folder.is_file() else sorted(folder.glob("*.toml"))


def forms_in(period: Period, forms: Iterable[Form]) -> tuple[Form, ...]:
    """The versions in force in a period."""
    return tuple(form for form in forms if form.valid_in(period))


def read_form(path: Path) -> Form:
    """One definition file as a form; raises DefinitionError."""
    text = toml_of(path.read_bytes(), path.name)
    try:
        text["identities"] = tuple(read_identity(written) for written in _words(text.get("identities", ())))
    except ValueError as wrong:
        raise DefinitionError(f"{path.name}: {wrong}") from None
    return validated(Form, text, path.name)


@cache
def load_indicators(path: Path = INDICATORS) -> tuple[Indicator, ...]:
    """The indicators in their printed order; raises DefinitionError."""
    told = toml_of(path.read_bytes(), path.name)
    indicators = validated(tuple[Indicator, ...], told.pop("indicator", ()), path.name)
    if told:
        raise DefinitionError(f"{path.name}: không có mục {', '.join(told)}")
    if len({one.id for one in indicators}) != len(indicators):
        raise DefinitionError(f"{path.name}: hai chỉ tiêu cùng id")
    return indicators


@cache
def load_index(path: Path = FOLDER / "index_766.toml") -> tuple[Metric, ...]:
    """The metrics of the QĐ 766 index in their printed order; raises DefinitionError."""
    told = toml_of(path.read_bytes(), path.name)
    metrics = validated(tuple[Metric, ...], told.get("metric", ()), path.name)
    if len({one.id for one in metrics}) != len(metrics) or len({one.name for one in metrics}) != len(metrics):
        raise DefinitionError(f"{path.name}: hai chỉ số thành phần cùng id hoặc cùng tên")
    if (whole := sum(one.maximum for one in metrics)) != WHOLE:
        raise DefinitionError(f"{path.name}: tổng điểm tối đa là {whole}, phải là {WHOLE}")
    return metrics


def content_hash(form: Form) -> str:
    """What the definition says, as a short hash: outputs name the definitions they were made from."""
    return hashlib.sha256(repr(form).encode()).hexdigest()[:16]


def _words(told: object) -> list[str]:
    """A list of words; raises ValueError for anything else."""
    if not isinstance(told, list | tuple) or not all(isinstance(one, str) for one in told):
        raise ValueError("identities: phải là danh sách các đẳng thức, mỗi đẳng thức đặt trong dấu nháy")
    return list(told)


def _with_fixed_lines(form: Form, tasks: Sequence[FixedLine]) -> Form:
    if form.lines == "indicators":
        return replace(form, fixed=tuple(one.line for one in load_indicators() if one.on_sheet))
    if form.lines == "index":
        return replace(form, fixed=tuple(one.line for one in load_index()))
    planned = {"tasks": ("", form.code), "free": (form.code,)}.get(form.lines, ())
    return replace(form, fixed=tuple(line for line in tasks if line.form in planned)) if planned else form


def _check_side_by_side(forms: Sequence[Form]) -> None:
    """Of what is in force together no two forms have one code, typed or printed, nor one sheet in any workbook."""
    for one, other in combinations(forms, 2):
        if not one.overlaps(other):
            continue
        if one.code == other.code:
            raise DefinitionError(
                f"hai định nghĩa biểu «{one.code}» cùng có hiệu lực ở một kỳ; ghi valid_to ở định nghĩa cũ, "
                "valid_from ở định nghĩa mới"
            )
        for mine, others in (((one.sheet,), (other.sheet,)), (_sheets(one), _sheets(other))):
            if twice := [name for name in mine if name.lower() in map(str.lower, others)]:
                raise DefinitionError(
                    f"biểu {one.code} và biểu {other.code} cùng tên trang (sheet): {', '.join(twice)}"
                )
        if same := _printed(one).keys() & _printed(other).keys():
            codes = ", ".join(sorted(_printed(one)[code] for code in same))
            raise DefinitionError(f"biểu {one.code} và biểu {other.code} cùng mã in trên biểu: {codes}")


def _printed(form: Form) -> dict[str, str]:
    """The codes a unit's sheet may bear, as they are compared and as they are written."""
    return {plain(code): code for code in (form.printed_code, *form.printed_codes)}


def _sheets(form: Form) -> tuple[str, ...]:
    return tuple(view.sheet for view in form.cities)


def _check_what_indicators_name(forms: Sequence[Form]) -> None:
    """A column an indicator names by its number means the same in every version of its form, or rates would not."""
    for indicator in load_indicators():
        named = (indicator.numerator_from, indicator.denominator_from, indicator.also_from)
        for source in (read_source(one) for one in named if is_source(one)):
            for number in source.columns:
                if len(keys := keys_of(number, (form for form in forms if form.code == source.form))) > 1:
                    raise DefinitionError(
                        f"{INDICATORS.name}: chỉ tiêu {indicator.id} lấy cột ({number}) của biểu {source.form}, nhưng "
                        f"các bản của biểu này để ở đó những cột khác nhau: {', '.join(keys)}"
                    )


def _check_what_is_open(forms: Sequence[Form]) -> None:
    """What a form counts again must be closing stocks of a form that is there."""
    for form in forms:
        if form.counts_open:
            source = read_source(form.counts_open)
            named = [one for one in forms if one.code == source.form]
            closing = [{column.number for column in one.numbers if column.over == "closing"} for one in named]
            if not any(set(source.columns) <= columns for columns in closing):
                raise DefinitionError(
                    f'{form.code}.toml: counts_open phải nêu cột tồn cuối kỳ (over = "closing") của một biểu có trong '
                    f"thư mục, đang là «{form.counts_open}»"
                )
