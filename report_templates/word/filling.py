"""Fills an office's Word template in; the same template and words always give the same bytes."""

from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from kstt.form import DefinitionError
from report_templates.drawing.zips import entry

if TYPE_CHECKING:  # Word libraries load only where a document is written
    from docx.document import Document
    from jinja2 import Environment


def filled(template: Path, words: Mapping[str, Any]) -> bytes:
    """The template with its tags filled in, as a .docx; raises DefinitionError where that is not possible."""
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    from jinja2 import TemplateError

    from report_templates.template_faults import told as fault

    document = DocxTemplate(template)
    try:
        document.render(words, _environment(), autoescape=True)
    except TemplateError as wrong:
        raise DefinitionError(f"mẫu {template.name} không điền được: {fault(wrong)}") from None
    except (PackageNotFoundError, BadZipFile, KeyError, SyntaxError):  # lxml's complaints are SyntaxErrors
        raise DefinitionError(f"mẫu {template.name} không phải là tệp Word (.docx) mở được") from None
    return packed(document)


@cache
def _environment() -> "Environment":
    """Where templates are run; it compiles each part of one once, for all the documents made of it."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.from_string = lru_cache(maxsize=64)(made.from_string)  # type: ignore[assignment,method-assign]
    return made


def packed(document: "Document") -> bytes:
    """A document's bytes."""
    built = BytesIO()
    document.save(built)
    return without_times(built.getvalue())


def without_times(package: bytes) -> bytes:
    """The package with no time of writing in it."""
    still = BytesIO()
    with ZipFile(BytesIO(package)) as parts, ZipFile(still, "w", ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            copy.writestr(entry(name), parts.read(name))
    return still.getvalue()
