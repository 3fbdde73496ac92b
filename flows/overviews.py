"""The overview of a run: what was gathered, and what earlier runs left in the folder of outputs."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flows.contract import read_run
from flows.gathered import Gathered
from flows.naming import namer
from flows.request import Request
from kstt.form import Form
from kstt.locality import Locality
from kstt.overview import Known, Overview, overview
from kstt.period import Period
from kstt.scoreboard import Scoreboard
from kstt.trend import Former, trend_quarters
from report_templates.definitions import load_indicators

_FIGURES = "figures.parquet"


def overview_of(
    request: Request, locality: Locality, forms: tuple[Form, ...], gathered: Gathered, scoreboard: Scoreboard
) -> Overview:
    """Everything an overview shows of a run about to be written; earlier quarters are read below `request.out`."""
    told = dict(_earlier(request))
    return overview(
        Known(
            period=request.period,
            locality=locality,
            units=locality.register.valid_on(request.period.window[1]).units,
            forms=forms,
            indicators=load_indicators(),
            name=namer(locality),
            figures=gathered.figures,
            texts=gathered.texts,
            sources=gathered.sources,
            findings=gathered.findings,
            scoreboard=scoreboard,
            former={period: one for period, one in told.items() if isinstance(one, Former)},
            lacking={period: one for period, one in told.items() if isinstance(one, str)},
        )
    )


def _earlier(request: Request) -> Iterator[tuple[Period, Former | str]]:
    """Every period the overview compares with: its figures, or in Vietnamese why they are not at hand."""
    year_ago = Period(request.period.year - 1, request.period.part)
    for period in sorted({*trend_quarters(request.period), year_ago} - {request.period}):
        yield period, former(request.out / str(period), request.locality)


def former(folder: Path, locality: str) -> Former | str:
    """What an earlier run left, where it is this locality's and still as it was written; else the reason why not."""
    record, path = read_run(folder), folder / _FIGURES
    if record is None or not path.is_file():
        return "chưa chạy kỳ này trong cùng thư mục kết quả"
    if record["locality"] != locality:
        return f"thư mục kết quả là của địa phương {record['locality']}"
    if hashlib.sha256(path.read_bytes()).hexdigest() != record["outputs"].get(_FIGURES):
        return "tệp số liệu không còn như khi lập, hãy chạy lại kỳ này"
    return Former(pd.read_parquet(path), int(record["coverage"]["units"]))
