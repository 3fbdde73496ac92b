"""Words the commands share: how a period, a locality and the output folder are given."""

from pathlib import Path
from typing import Annotated

import typer

PeriodText = Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2026-Q1, 2026-6M, 2026-9M, 2026")]
LocalityId = Annotated[str, typer.Option("--locality", metavar="MÃ", help="Địa phương (thư mục trong localities/)")]
Out = Annotated[Path, typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi kết quả, thay cho data/out")]
RAW, OUT, HOME = Path("data/raw"), Path("data/out"), "hai-phong"
