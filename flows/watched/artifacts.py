"""What a run leaves on the screen: status of units, findings with returned copies, report and coverage."""

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.console.screen import findings_by_unit, result_page, status_rows
from flows.ledger.delivering import timeliness_in
from flows.record.request import Run
from flows.watched.story import looking_on


@task(name="trinh-bay-ket-qua")
def show(run: Run) -> None:
    """Leaves the artifacts of a run, a version of each per run of the period."""
    record = run.record
    about = f"{record['locality']}-{record['period']}".lower()
    name = f"{record['locality']}, kỳ {record['period']}"
    with looking_on():
        told, _ = timeliness_in(record, run.folder.parent)
        create_table_artifact(
            key=f"{about}-tinh-hinh", table=status_rows(record, told), description=f"Tình hình nộp báo cáo: {name}"
        )
        create_markdown_artifact(
            key=f"{about}-phat-hien",
            markdown=findings_by_unit(record, run.folder),
            description=f"Phát hiện theo đơn vị: {name}",
        )
        create_markdown_artifact(
            key=f"{about}-bao-cao", markdown=result_page(run), description=f"Báo cáo và mức độ đầy đủ: {name}"
        )
