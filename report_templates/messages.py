"""Messages as plain text: an office's own template filled in, else the one that is shipped.

The wording stands in the templates; the first line is the subject, after «Tiêu đề:».
"""

import re
from collections.abc import Mapping
from pathlib import Path

from kstt.form import DefinitionError
from kstt.spelling import clean

SHIPPED = Path(__file__).parent / "templates"
_SUBJECT = "Tiêu đề:"
_WIDE_GAP = re.compile(r"\n{3,}")


def write_message(name: str, words: Mapping[str, str], own: Path) -> tuple[str, str]:
    """Subject and text of a template, e.g. `nhac-qua-han`, filled in with words; `own` is the office's folder.

    Raises DefinitionError where a template can not be filled in, with the words it may use.
    """
    path = own / f"{name}.txt"
    first, _, text = _filled(path if path.is_file() else SHIPPED / path.name, words).strip().partition("\n")
    subject = clean(first)
    if not subject.startswith(_SUBJECT) or not text.strip():
        raise DefinitionError(f"mẫu thư {path.name}: dòng đầu phải là «{_SUBJECT} …», sau đó là nội dung thư")
    return subject.removeprefix(_SUBJECT).strip(), _WIDE_GAP.sub("\n\n", text.strip()) + "\n"


def _filled(path: Path, words: Mapping[str, str]) -> str:
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    from report_templates.template_faults import told as fault

    office = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    try:
        return office.from_string(path.read_text(encoding="utf-8-sig")).render(words)
    except UnicodeDecodeError:
        raise DefinitionError(f"mẫu thư {path.name} không phải tệp UTF-8; hãy lưu lại với mã UTF-8") from None
    except TemplateError as wrong:
        known = ", ".join(f"{{{{ {word} }}}}" for word in words)
        raise DefinitionError(
            f"mẫu thư {path.name} không điền được ({fault(wrong)}); các từ dùng được: {known}"
        ) from None
