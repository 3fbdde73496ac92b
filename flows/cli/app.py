"""The command line. It parses arguments and shows results; heavy libraries load only in the command that needs them.

Exit codes: 0 done (for `run`: a report was written), 1 no report could be written or a file has faults, 2 the call or
the office's own data are wrong, 3 a fault of the program.
"""

from typing import Annotated

import typer

from flows.cli.definitions import forms_app, indicators_app, plans_app, units_app
from flows.cli.dossiers import reconcile, slips
from flows.cli.issues import issues_app
from flows.cli.ledger import ledger_app
from flows.cli.messages import remind, watch
from flows.cli.office import backup, calendar, doctor, timeliness
from flows.cli.pdf import pdf
from flows.cli.proof import prove
from flows.cli.quarter import blank, check, history, run, sample, status
from flows.cli.rules import explain, rejudge, rules_app, unwaive, waive
from flows.cli.serve import round_, serve
from flows.cli.trend import trend
from flows.cli.usage import called
from flows.cli.words import say_version
from flows.machine.hints import forget
from flows.machine.speaking import speak_utf8, translate_help

translate_help()
app = typer.Typer(
    name="kstt",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(issues_app)
app.add_typer(plans_app, name="plans")
app.add_typer(indicators_app, name="indicators")
app.add_typer(ledger_app, name="ledger")
app.add_typer(forms_app, name="forms")
app.add_typer(units_app, name="units")
app.add_typer(rules_app, name="rules")


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=say_version, is_eager=True, help="In phiên bản của chương trình")
    ] = False,
) -> None:
    """Tổng hợp báo cáo kiểm soát thủ tục hành chính từ tệp Excel của các đơn vị."""


for command in (
    run,
    check,
    status,
    history,
    trend,
    blank,
    sample,
    slips,
    reconcile,
    pdf,
    explain,
    waive,
    unwaive,
    rejudge,
    prove,
    calendar,
    timeliness,
    doctor,
    backup,
    remind,
    watch,
):
    app.command()(command)
app.command("round")(round_)
app.command()(serve)


def main() -> None:
    """The entry point: faults of data are told in Vietnamese, faults of ours are logged and apologised for."""
    speak_utf8()
    try:
        called(app)
    except Exception as fault:  # noqa: BLE001 - an officer never sees a traceback
        from flows.machine.faults import end_with

        end_with(fault)
    finally:
        forget()
