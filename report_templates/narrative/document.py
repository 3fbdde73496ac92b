"""The narrative report as a Word document: the office's template filled with the narrative's paragraphs."""

import re
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from kstt.letterhead import Letterhead
from kstt.narrative.content import Narrative, Paragraph
from report_templates.narrative.figure_words import Run, runs
from report_templates.narrative.outlines import load_outline
from report_templates.word.filling import filled

NAME = "thuyet-minh.docx"
TEMPLATE = Path(__file__).parents[1] / "templates" / NAME
_UBND = re.compile(r"^UBND\s+")


class _Runs:
    """A paragraph's runs as Word writes them; what is marked is marked in yellow."""

    def __init__(self, said: Iterable[Run]) -> None:
        self._xml = "".join(_run(*one) for one in said)

    def __html__(self) -> str:
        """What the template puts in, unescaped."""
        return self._xml


def write_narrative(
    target: Path,
    narrative: Narrative,
    letterhead: Letterhead,
    office: str,
    say: Callable[[str], Paragraph],
    template: Path = TEMPLATE,
) -> None:
    """Writes the document; the same content always gives the same bytes.

    `letterhead` is filled in; `office` is who reports. `say` fills in the figures of a sentence that stands in the
    template itself. Raises DefinitionError where the template can not be filled in.
    """
    period = narrative.period

    def shown(paragraph: Paragraph) -> _Runs:
        return _Runs(runs(paragraph, period))

    target.write_bytes(
        filled(
            template,
            _words_around(narrative, letterhead, office)
            | {
                "muc": {one.id: [shown(said) for said in one.paragraphs] for one in narrative.sections},
                "viet": lambda text: shown(say(text)),
            },
        )
    )


def write_template() -> None:
    """Makes the template that is shipped anew, from the outline."""
    from report_templates.narrative.template import write_template as make

    make(TEMPLATE, load_outline())


def _words_around(narrative: Narrative, letterhead: Letterhead, office: str) -> dict[str, object]:
    period = narrative.period
    return {
        "above": _UBND.sub("Ủy ban nhân dân ", letterhead.superior),
        "office": _UBND.sub("Ủy ban nhân dân ", office),
        "office_lines": _UBND.sub("Ủy ban nhân dân\n", letterhead.issuer).split("\n"),
        "symbol": letterhead.symbol,
        "place": letterhead.place,
        "year": period.window[1].year,
        "period": period.phrase,
        "window": period.range_text[0].lower() + period.range_text[1:],
        "receiver": letterhead.recipients[0],
        "recipients": ["Như trên", *letterhead.recipients[1:]],
        "on_behalf": letterhead.on_behalf,
        "signer": letterhead.report_signer,
    }


def _run(text: str, marked: bool) -> str:
    properties = '<w:rPr><w:i/><w:highlight w:val="yellow"/></w:rPr>' if marked else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
