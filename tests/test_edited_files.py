"""What an office edits is read as its programs save it, or told in Vietnamese with the line that is wrong."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.locality.calendars import load_calendar
from flows.locality.contacts import load_contacts
from flows.locality.localities import load_locality
from flows.locality.reviews import review_lines
from flows.machine.csv_files import read_csv
from flows.received.folder import look_into
from kstt.form import DefinitionError
from kstt.unit import Register

REVIEW = "number,group,procedure,code,field,lead,support,begin,end,content,section\n"


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def rows(path: Path) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in read_csv(path)[1]]


@pytest.mark.parametrize(
    "data",
    [
        "a,b\n1,x\n2,y\n",
        "\ufeffa,b\r\n1,x\r\n2,y",
        "a,b\r1,x\r2,y\r",
        " a , b \n1,x\n\n , \n2,y\n,,,,\n",
        '"a","b"\n"1","x"\n"2","y"\n',
        "a,b\n1,x,\n2,y,,\n",
    ],
)
def test_a_list_reads_alike_however_a_program_saved_it(tmp_path: Path, data: str) -> None:
    assert rows(write(tmp_path / "x.csv", data)) == [("1", "x"), ("2", "y")]


def test_a_cell_may_hold_lines_and_commas_and_short_rows_lack_their_last_cells(tmp_path: Path) -> None:
    columns, found = read_csv(write(tmp_path / "x.csv", 'a,b,c\n1,"x,\ny"\n2,z,w\n'))
    assert columns == ("a", "b", "c")
    assert [(row.where, row.cells) for row in found] == [
        ("x.csv dòng 3", {"a": "1", "b": "x,\ny", "c": ""}),
        ("x.csv dòng 4", {"a": "2", "b": "z", "c": "w"}),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,\xe0\n", "x.csv không phải tệp UTF-8; trong Excel chọn kiểu CSV UTF-8 khi lưu"),
        ("a,b\n1,x\n".encode("utf-16"), "x.csv không phải tệp UTF-8; trong Excel chọn kiểu CSV UTF-8 khi lưu"),
        ('a,b\n1,"x\n2,y\n', "x.csv hỏng từ dòng 2: dấu nháy kép mở mà không khép, hoặc nằm giữa ô"),
        ("a,b\n1,x,y\n", "x.csv dòng 2: thừa ô so với dòng đầu; ô có dấu phẩy phải đặt trong dấu nháy kép"),
        ("a;b\n1;x\n", "x.csv: dòng đầu phải có các cột a,b, cách nhau bằng dấu phẩy"),
        ("", "x.csv: dòng đầu phải có các cột a,b, cách nhau bằng dấu phẩy"),
        ("a,b,a\n1,x,2\n", "x.csv: dòng đầu ghi hai lần cột a"),
    ],
)
def test_what_is_wrong_in_a_list_is_told(tmp_path: Path, data: bytes | str, said: str) -> None:
    with pytest.raises(DefinitionError, match=f"^{re.escape(said)}$"):
        read_csv(write(tmp_path / "x.csv", data), needed=("a", "b"))


def test_a_list_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"^không mở được x\.csv \(không có tệp hoặc thư mục này\)$"):
        read_csv(tmp_path / "x.csv")
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(DefinitionError, match=r"^không mở được x\.csv \(là thư mục, không phải tệp\)$"):
        read_csv(tmp_path / "x.csv")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a locality of an office's own."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "localities" / "thu"
    write(
        folder / "locality.toml", 'id = "thu"\ncode = 1\nname = "Thử"\noffice = "UBND"\nplace = "Thử"\nlevel = "xã"\n'
    )
    write(folder / "units.csv", "code,name,kind\n11,Xã Một,commune\n12,Xã Hai,commune\n")
    write(folder / "fields.csv", "name,synonyms\nHộ tịch,\n")
    return folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I.1,G,Thủ tục,,,,,,,,\nI.2,G,Khác", "dòng 3: thừa hoặc thiếu ô"),  # cut off in the middle
        ("I.1,G,Thủ tục,,,,,,,,,\n", "dòng 2: thừa hoặc thiếu ô"),
        ("I.1,G,,,,,,,,,\n", "dòng 2: cột procedure để trống"),
        (" ,G,Thủ tục,,,,,,,,\n", "dòng 2: cột number để trống"),
        (
            "I.1,G,Thủ tục,,,,,31/8/2024,,,\n",
            "dòng 2, cột begin: «31/8/2024» không phải là ngày; hãy ghi như 2024-08-31",
        ),
        (
            "I.1,G,Thủ tục,,,,,,2024-02-30,,\n",
            "dòng 2, cột end: «2024-02-30» không phải là ngày; hãy ghi như 2024-08-31",
        ),
        ("I.1,G,Thủ tục,,,,,,,,\n" * 2, "dòng 3: hai dòng cùng là «I.1. Thủ tục»"),
    ],
)
def test_a_review_plan_is_refused_at_its_line(own: Path, text: str, said: str) -> None:
    write(own / "review-2024.csv", REVIEW + text)
    with pytest.raises(DefinitionError, match=f"^thu/review-2024.csv {re.escape(said)}$"):
        review_lines("thu", 2024)


def test_a_review_plan_of_other_columns_or_letters_is_refused(own: Path) -> None:
    write(own / "review-2024.csv", "number,procedure\n1,T\n")
    with pytest.raises(
        DefinitionError, match=r"^thu/review-2024\.csv: dòng đầu phải có các cột number,procedure,code,"
    ):
        review_lines("thu", 2024)
    write(own / "review-2024.csv", (REVIEW + "I.1,G,Thủ tục,,,,,,,,\n").encode("utf-16"))
    with pytest.raises(DefinitionError, match=r"^thu/review-2024\.csv không phải tệp UTF-8"):
        review_lines("thu", 2024)


def _units(own: Path) -> object:
    return load_locality(own.name)


def _contacts(own: Path) -> object:
    return load_contacts(own.name, load_locality(own.name).register)


def _received(own: Path) -> object:
    return look_into(own, Register(()))


@pytest.mark.parametrize(
    ("file", "text", "read", "said"),
    [
        ("units.csv", 'code,name,kind\n11,"Xã Một,commune\n12,Xã Hai,commune\n', _units, "hỏng từ dòng 2"),
        ("units.csv", "code,name,kind\n11,Xã Một, Hai,commune\n", _units, "dòng 2: thừa ô so với dòng đầu"),
        ("units.csv", "code,name,kind\n\nx,Xã Một,commune\n", _units, "dòng 3, cột code: «x»"),
        ("fields.csv", 'name,synonyms\n"Hộ tịch,\n', _units, "hỏng từ dòng 2"),
        ("contacts.csv", 'code,email\n11,"a@example.vn\n', _contacts, "hỏng từ dòng 2"),
        ("received.csv", 'file,received\n"a.xlsx,\n', _received, "hỏng từ dòng 2"),
        ("received.csv", "file,received\n,2026-03-16\n", _received, "dòng 2, cột file: để trống"),
        ("received.csv", "file;received\na;b;c\n", _received, "dòng 2: thừa ô so với dòng đầu"),
    ],
)
def test_no_line_of_a_list_is_lost_in_another(
    own: Path, file: str, text: str, read: Callable[[Path], object], said: str
) -> None:
    write(own / file, text)
    with pytest.raises(DefinitionError, match=re.escape(f"{file} {said}")):
        read(own)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('id = "hai-phong"', "thu/locality.toml: id phải là tên thư mục «thu», đang là «hai-phong»"),
        ("", "thu/locality.toml: id: chưa ghi"),
        ('id = "thu"\nnmae = "x"', "thu/locality.toml: nmae: không có khóa này"),
        ('id = "thu"\nparent = 1', "thu/locality.toml: parent: phải là chữ, đặt trong dấu nháy"),
    ],
)
def test_the_heading_of_a_locality_is_checked(own: Path, line: str, said: str) -> None:
    heading = own / "locality.toml"
    write(heading, heading.read_text(encoding="utf-8").replace('id = "thu"', line))
    with pytest.raises(DefinitionError, match=re.escape(said)):
        load_locality("thu")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[send]]\nlast_day = 1.5\n", "send thứ 1, source: chưa ghi; send thứ 1, last_day: phải là số nguyên"),
        ("send = 3\n", "send: phải là danh sách, đặt trong ngoặc vuông"),
        ('[[moved]]\ndocument = "x"\noff = "mai"\n', "moved thứ 1, off: phải là ngày, ghi như 2026-03-17"),
    ],
)
def test_a_calendar_is_told_wrong_in_vietnamese(own: Path, text: str, said: str) -> None:
    write(own / "calendar.toml", text)
    with pytest.raises(DefinitionError) as told:
        load_calendar("thu", 2026)
    assert str(told.value).startswith("thu/calendar.toml: ")
    assert said in str(told.value)
