"""When flows start by themselves, and serving them from one process. What is due at a start the calendar decides."""

from collections.abc import Sequence
from typing import Any

from prefect import Flow
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.machine.clock import VIETNAM
from flows.rounds import COLLECT_NET, REMIND_NET, REPORT_NET
from flows.watched.missed import let_go
from flows.watched.quarter import quarterly_report
from flows.watched.rounds import collect, correction, remind
from flows.watched.service import Service, Telling, serve

_NETS: dict[str, tuple[Flow[Any, Any], Sequence[str], str]] = {
    "quarterly-report": (
        quarterly_report,
        REPORT_NET,
        "Báo cáo quý: dự thảo trong những ngày gửi, phát hành khi hết hạn.",
    ),
    "collect": (collect, COLLECT_NET, "Nhận tệp từ data/raw/inbox, kiểm tra, trả bản đánh dấu lỗi. Không phát hành."),
    "remind": (remind, REMIND_NET, "Nhắc đơn vị chưa gửi, còn lỗi hoặc gửi quá hạn; mỗi tình trạng nhắc một lần."),
    "correction": (correction, (), "Đính chính sau hạn: phát hành lại một kỳ, lý do ghi vào sổ cái. Chỉ chạy tay."),
}


def deployments() -> list[RunnerDeployment]:
    """The four deployments with their schedules; nothing is registered yet."""
    return [_deployment(name, flow, nets, told) for name, (flow, nets, told) in _NETS.items()]


def _deployment(name: str, flow: Flow[Any, Any], nets: Sequence[str], told: str) -> RunnerDeployment:
    schedules: list[Schedule] = [Cron(net, timezone=str(VIETNAM)) for net in nets]
    made: Any = flow.to_deployment(
        name, schedules=schedules, description=told, tags=["kstt"], entrypoint_type=EntrypointType.MODULE_PATH
    )
    return made  # type: ignore[no-any-return]


def serve_all(tell: Telling) -> None:
    """Serves them until Ctrl-C or SIGTERM; schedules stay active, runs at work are let finish."""
    serve(tell, _prepared)


def _prepared(service: Service) -> int:
    for made in deployments():
        service.add_deployment(made)
    return let_go(list(_NETS))
