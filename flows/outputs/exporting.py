"""The last run's report as a PDF: the forms alone, or every sheet."""

import tempfile
from pathlib import Path

from flows.ledger.entered import hold_entered
from flows.machine.office import to_pdf
from flows.machine.publishing import Locked, aside
from flows.record.request import Request, hold_own, recorded
from report_templates.definitions import load_forms
from report_templates.proving.printing import only_sheets, without_time

_OWN = ("indicators", "index", "tasks")  # lines of sheets that are this system's, no forms to hand in


def pdf_name(request: Request) -> str:
    """The file name of the report as a PDF."""
    return request.report.removesuffix(".xlsx") + ".pdf"


def export_pdf(request: Request, *, every_sheet: bool = False) -> Path | None:
    """Converts the report that the last run wrote; None where it wrote none.

    Raises FileNotFoundError without a run, DefinitionError where the run is another locality's or not as entered,
    NoOffice without LibreOffice, Locked where the old PDF is open or the report is another by now.
    """
    hold_own(request.folder, request.locality)
    hold_entered(request.folder)
    report = recorded(request).report
    if report is None:
        return None
    forms = [] if every_sheet else [form for form in load_forms() if form.lines not in _OWN]
    with tempfile.TemporaryDirectory() as place, aside(request.folder) as new:
        copy = Path(place) / report.name
        data = report.read_bytes()
        copy.write_bytes(only_sheets(data, [view.sheet for form in forms for view in form.cities]))
        made = to_pdf(copy, Path(place))  # not in our folder: what that is called and how full it is, it would not tell
        (new / pdf_name(request)).write_bytes(without_time(made.read_bytes()))
        if report.read_bytes() != data:
            raise Locked(f"Báo cáo «{report}» vừa được lập lại trong khi xuất PDF: hãy xuất lại.")
    return request.folder / pdf_name(request)
