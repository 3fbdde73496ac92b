"""kstt.toml and the environment: what they set, which goes first, and the sentence for everything wrong in them."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from flows.cli.app import app
from flows.ledger.store import place_of, who
from flows.machine.settings import settings
from flows.machine.settings_model import Settings
from kstt.form import DefinitionError

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "kstt.example.toml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("KSTT_LEDGER_URL", "KSTT_WHO", "KSTT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(text: str, path: str = "kstt.toml") -> None:
    Path(path).write_text(text, encoding="utf-8")


def test_without_a_file_everything_is_as_it_always_was() -> None:
    now = settings()
    assert (now.locality, now.folders.raw, now.folders.out) == ("hai-phong", Path("data/raw"), Path("data/out"))
    assert (now.ledger_url, now.smtp.host, now.prefect.api_url, now.dask.scheduler) == ("", "", "", "")


def test_the_environment_goes_before_the_file_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    write('locality = "phuoc-long"\n[smtp]\nhost = "thu.example"\nport = 25\n[folders]\nout = "ket-qua"\n')
    monkeypatch.setenv("KSTT_SMTP__PORT", "2525")
    monkeypatch.setenv("KSTT_SMTP__PASSWORD", "bí mật")
    monkeypatch.setenv("KSTT_LOCALITY", "")  # set to nothing is not set
    now = settings()
    assert (now.locality, now.smtp.host, now.smtp.port) == ("phuoc-long", "thu.example", 2525)
    assert now.folders.out == Path("ket-qua")
    assert now.smtp.password.get_secret_value() == "bí mật"
    assert "bí mật" not in repr(now)


def test_another_file_and_a_mark_at_its_beginning(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    (here / "khac.toml").write_text('who = "Tổ KSTT"\n', encoding="utf-8-sig")
    monkeypatch.setenv("KSTT_CONFIG", "khac.toml")
    assert settings().who == "Tổ KSTT"
    assert who() == "Tổ KSTT"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        settings().locality = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("locallity = 'x'", "không có khóa «locallity»; có phải locality?"),
        ("[smtp]\nhots = 'x'", "không có khóa «smtp.hots»; có phải smtp.host?"),
        ("[letterhead]\nsignatry = 'x'", "không có khóa «letterhead.signatry»; có phải letterhead.signatory?"),
        ("[smtp]\nport = 'x'", "kstt.toml, khóa «smtp.port»: phải là số nguyên"),
        ("[smtp]\nport = 1.5", "kstt.toml, khóa «smtp.port»: phải là số nguyên"),
        ("[smtp]\nport = nan", "kstt.toml, khóa «smtp.port»: phải là số nguyên"),
        ("[smtp]\nport = 0", "«smtp.port»: nhỏ quá"),
        ("[smtp]\nport = 65536", "«smtp.port»: lớn quá"),
        ("[smtp]\nstarttls = 'có'", "«smtp.starttls»: phải là true hoặc false"),
        ("[log]\nlevel = 'LOUD'", "«log.level»: phải là một trong 'DEBUG', 'INFO', 'WARNING', 'ERROR'"),
        ("[folders]\nraw = 3", "«folders.raw»: phải là đường dẫn"),
        ('[folders]\nout = "D:\\temp"', "kstt.toml, khóa «folders.out»: có dấu tab hoặc dấu xuống dòng; đường dẫn ghi"),
        ("who = 3", "«who»: phải là chữ"),
        ("smtp = 3", "«smtp»: phải là một mục"),
        ("letterhead = 3", "«letterhead»: phải là một mục"),
        ("_env_file = '.env'", "không có khóa «env_file»"),
        ("[smtp]\npassword = 'x'", "không ghi mật khẩu trong tệp («smtp.password»); hãy đặt biến môi trường"),
        ("ledger_url = 'postgresql://kstt:x@may/kstt'", "không ghi mật khẩu trong tệp («ledger_url»)"),
        ("who = \n", "lỗi ở dòng 1, cột 7"),
        ("[smtp", "không đọc được, lỗi ở cuối tệp"),
        ('[folders]\nraw = "D:\\kstt"', 'đường dẫn ghi bằng dấu / như "D:/kstt"'),
    ],
)
def test_what_is_wrong_in_the_file_is_named(text: str, told: str) -> None:
    write(text)
    with pytest.raises(DefinitionError) as wrong:
        settings()
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("KSTT_SMTP__PORT", "x", "biến môi trường KSTT_SMTP__PORT: phải là số nguyên"),
        ("KSTT_SMTP__PASWORD", "x", "«KSTT_SMTP__PASWORD» không phải của kstt; có phải KSTT_SMTP__PASSWORD?"),
        ("KSTT_LOCALTY", "x", "«KSTT_LOCALTY» không phải của kstt; có phải KSTT_LOCALITY?"),
        ("KSTT_SMTP", "{", "biến môi trường KSTT_SMTP không đọc được"),
        (
            "KSTT_MESSAGES__FORMS",
            "II.06a",
            """KSTT_MESSAGES__FORMS không đọc được; danh sách ghi như KSTT_MESSAGES__""",
        ),
        ("KSTT_LETTERHEAD__RECIPIENTS", "x; y", "biến môi trường KSTT_LETTERHEAD__RECIPIENTS: phải là danh sách"),
        ("KSTT_CONFIG", "khong-co.toml", "KSTT_CONFIG chỉ tới «khong-co.toml» nhưng không có tệp này"),
    ],
)
def test_what_is_wrong_in_the_environment_is_named(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(DefinitionError) as wrong:
        settings()
    assert told in str(wrong.value)


def test_lists_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_MESSAGES__FORMS", '["II.06a", "II.07b"]')
    monkeypatch.setenv("KSTT_LETTERHEAD__RECIPIENTS", '["Văn phòng Chính phủ"]')
    assert settings().messages.forms == ("II.06a", "II.07b")
    assert settings().letterhead.recipients == ("Văn phòng Chính phủ",)


def test_a_file_saved_as_text_is_not_passed_over(here: Path) -> None:
    write('locality = "long-xuyen"')
    (here / "kstt.toml").rename(here / "kstt.toml.txt")
    with pytest.raises(DefinitionError, match=r"^có «kstt\.toml\.txt» mà không có kstt\.toml: hãy đổi tên"):
        settings()
    write("")
    assert settings().locality == "hai-phong"


def test_a_file_in_another_encoding(here: Path) -> None:
    (here / "kstt.toml").write_bytes('who = "Tổ"'.encode("utf-16"))
    with pytest.raises(DefinitionError, match="không phải tệp UTF-8"):
        settings()


def test_the_example_shows_every_key_with_its_default() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("#") for line in lines if line.startswith(("[", "#")) and not line.startswith("# ")]
    told = tomllib.loads("\n".join(shown).replace("\n#", "\n"))
    assert Settings(**told) == Settings()
    assert _keys(told) == _keys(Settings().model_dump()) - {"smtp.password"}


def _keys(told: dict[str, Any], above: str = "") -> set[str]:
    return {
        name
        for key, value in told.items()
        for name in (_keys(value, f"{above}{key}.") if isinstance(value, dict) else {above + key})
    }


def test_commands_ask_the_settings(here: Path) -> None:
    write('locality = "nam-do-son"\nledger_url = "sqlite:///so.sqlite"\n[folders]\nout = "ra"\n')
    done = CliRunner().invoke(app, ["blank", "2026-Q1"])
    assert done.exit_code == 0, done.output
    assert len(list((here / "ra/2026-Q1/bieu-trong").glob("*.xlsx"))) == 5
    assert place_of(here).database == "so.sqlite"


def test_the_wrong_key_of_the_ledger_is_named() -> None:
    write('ledger_url = "mysql://x"')
    with pytest.raises(DefinitionError, match=r"^kstt.toml: ledger_url phải có dạng"):
        place_of(Path("out"))


def test_help_loads_no_pydantic() -> None:
    code = "import flows.cli.app, flows.machine.settings, sys; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False"]
