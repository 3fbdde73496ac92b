"""`kstt remind`: who is written to, when, with what, and never twice; through a real mail server on loopback."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from letter_box import Box, box, certificate
from papers import in_process
from pydantic import SecretStr
from small_office import AN_DUONG, contacts, run, settle_in
from test_quarter import DO_SON, FILES, HAI_AN, HONG_BANG, KIEN_AN, LE_CHAN, ONE, VINH_BAO, book
from typer.testing import CliRunner

from flows.afterwards.rebuilding import SAME, rebuild
from flows.cli.app import app
from flows.ledger.closing import close
from flows.ledger.store import place_of, reading, writing
from flows.letters.outcomes import BECAME
from flows.letters.owing import open_files
from flows.letters.reminding import Reminding, remind
from flows.letters.to_units import template_of
from flows.locality.contacts import load_contacts, sender_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.clock import VIETNAM
from flows.machine.mail_server import Post
from flows.machine.publishing import fingerprint
from flows.machine.settings_model import Smtp
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.period import Period
from kstt.reminder import OpenFile, Owed, Phase
from kstt.unit import Unit
from report_templates.messages import write_message

pytestmark = pytest.mark.usefixtures("without_overviews")

EARLY, LAST, AFTER = date(2026, 3, 13), date(2026, 3, 17), date(2026, 3, 19)
OWING = [HONG_BANG, LE_CHAN, HAI_AN, KIEN_AN, AN_DUONG, VINH_BAO]  # all but Đồ Sơn
UNIT = Unit(DO_SON, "Phường Đồ Sơn")
GOLDEN = Path(__file__).parent / "golden" / "nhac-viec.txt"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """An office with a run behind it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.delenv("KSTT_LEDGER_URL", raising=False)
    request = settle_in(tmp_path)
    run(request)
    return request


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A mail server, and the settings that lead to it."""
    with box() as server:
        for key, value in {"HOST": "127.0.0.1", "PORT": str(server.port), "STARTTLS": "false"}.items():
            monkeypatch.setenv(f"KSTT_SMTP__{key}", value)
        monkeypatch.setenv("KSTT_SMTP__SENDER", "kstt@example.vn")
        monkeypatch.setenv("KSTT_MESSAGES__DESK", "ban@example.vn")
        monkeypatch.setenv("KSTT_MESSAGES__LEADER", "lanhdao@example.vn")
        yield server


def became(done: Reminding) -> dict[str, str]:
    """What became of each letter, by its code or by whom it is for."""
    return {str(one.letter.unit.code if one.letter.unit else one.letter.to): one.became for one in done.outcomes}


def units(*codes: int, state: str) -> dict[str, str]:
    return {str(code): state for code in codes}


def eml(path: Path) -> EmailMessage:
    message: Any = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return message


def everyone(home: Path) -> None:
    contacts(home, {code: f"xa{code}@example.vn" for code in OWING})


def entries(request: Request, kind: str = "reminded") -> list[dict[str, Any]]:
    with reading(place_of(request.out)) as ledger:
        return [entry.told for entry in ledger.entries() if entry.kind == kind]


# who, when, what


@pytest.mark.parametrize(
    ("today", "phase", "subject"),
    [
        (EARLY, "before", "Nhắc gửi báo cáo"),
        (LAST, "last_day", "Hôm nay là hạn cuối"),
        (AFTER, "after", "Đôn đốc báo cáo"),
    ],
)
def test_who_owes_something_is_written_to_once(office: Request, today: date, phase: str, subject: str) -> None:
    done = remind(office, today)
    assert done.phase == phase
    assert became(done) == units(*OWING, state="written") | {"desk": "written", "leader": "written"}
    texts = {path.name: path.read_text(encoding="utf-8") for path in done.folder.glob("1*.txt")}
    assert len(texts) == len(OWING)
    assert all(text.startswith(subject) for name, text in texts.items() if not name.startswith(str(LE_CHAN)))
    assert texts[f"{LE_CHAN}_phuong-le-chan.txt"].startswith(
        "Báo cáo kiểm soát thủ tục hành chính quý I năm 2026 gửi quá"
    )
    (about,) = [one for one in entries(office) if one["unit_code"] == KIEN_AN]
    assert (about["phase"], about["owed"], about["how"]) == (phase, ["faults"], "written")


def test_every_sentence_was_read_and_approved(office: Request, update_golden: bool) -> None:
    done = remind(office, AFTER)
    told = "\n=====\n".join(f"{path.name}\n{path.read_text('utf-8')}" for path in sorted(done.folder.glob("*.txt")))
    for phase, today in (("truoc-han", EARLY), ("ngay-cuoi", LAST)):
        folder = remind(office, today).folder
        for name in (f"{AN_DUONG}_phuong-an-duong.txt", "00_tong-hop.txt"):
            told += f"\n=====\n{phase} {name}\n{(folder / name).read_text('utf-8')}"
    if update_golden:
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_the_returned_copy_goes_with_the_letter(office: Request) -> None:
    done = remind(office, AFTER)
    message = eml(done.folder / f"{KIEN_AN}_phuong-kien-an.eml")
    (attached,) = message.iter_attachments()
    copy = office.folder / "tra-lai" / f"{KIEN_AN}_kien-an.xlsx"
    assert attached.get_filename() == copy.name
    assert attached.get_payload(decode=True) == copy.read_bytes()
    body = message.get_body()
    assert body
    assert body.get_content().replace("\r\n", "\n") in (done.folder / f"{KIEN_AN}_phuong-kien-an.txt").read_text(
        "utf-8"
    )
    assert list(eml(done.folder / f"{AN_DUONG}_phuong-an-duong.eml").iter_attachments()) == []
    copy.unlink()
    with pytest.raises(DefinitionError, match=r"không còn bản trả lại .*kien-an.xlsx: hãy chạy lại kstt run 2026-Q1"):
        remind(office, AFTER)


def test_the_same_inputs_give_the_same_bytes_and_are_told_apart(office: Request, tmp_path: Path) -> None:
    everyone(tmp_path)
    first = fingerprint(remind(office, LAST).folder)
    again = remind(office, LAST)
    assert set(became(again).values()) == {"written_before"}
    assert {name.removeprefix("da-soan/"): sha for name, sha in fingerprint(again.folder).items()} == first
    assert all(name.startswith("da-soan/") for name in fingerprint(again.folder))
    (tmp_path / "data/so-cai.sqlite").unlink()
    assert fingerprint(remind(office, LAST).folder) == first


def test_before_the_first_run_everybody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = remind(settle_in(tmp_path), EARLY)
    assert became(done) == units(*OWING, DO_SON, state="written") | {"desk": "written", "leader": "written"}


def test_nobody_is_called_overdue_because_the_folder_of_received_files_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    request = settle_in(tmp_path)
    assert not request.raw.exists()
    assert became(remind(request, EARLY))["desk"] == "written"
    with pytest.raises(DefinitionError, match="chưa biết ai đã gửi"):
        remind(request, AFTER)


def test_a_form_everybody_has_to_send_is_asked_for(office: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_MESSAGES__FORMS", '["II.07b"]')
    done = remind(office, AFTER)
    assert "Chưa nhận được biểu II.07b" in (done.folder / f"{DO_SON}_phuong-do-son.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("KSTT_MESSAGES__FORMS", '["II.99"]')
    with pytest.raises(DefinitionError, match=r"khóa forms: không có biểu II.99; có: II.04"):
        remind(office, AFTER)


# what is open


def file(received: str, outcome: str, *forms: str, counts: bool = False, findings: Any = ()) -> dict[str, Any]:
    told = {"unit_code": 1, "sha256": received, "received": f"2026-03-{received}:00+07:00", "late": False}
    return told | {"outcome": outcome, "forms": list(forms), "counts": counts, "findings": list(findings)}


def finding(severity: str, **more: str) -> dict[str, str]:
    return {"severity": severity, "sheet": "S", "cell": "C8", "message": "Sai", "advice": "Sửa."} | more


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ([("15T08:00", "must_fix", "A")], "a"),
        ([("15T08:00", "must_fix", "A"), ("16T08:00", "accepted", "A")], ""),
        ([("16T08:00", "must_fix", "A"), ("15T08:00", "accepted", "A")], "a"),  # the correction is the faulty one
        ([("15T08:00", "must_fix", "A"), ("16T08:00", "must_fix", "A")], "b"),  # sent once more, still faulty
        ([("15T08:00", "must_fix", "A", "B"), ("16T08:00", "accepted", "A")], "a"),
        ([("15T08:00", "must_fix", "A", "B"), ("16T08:00", "accepted", "A"), ("16T09:00", "accepted", "B")], ""),
        ([("15T08:00", "refused"), ("16T08:00", "accepted", "A")], ""),
        ([("15T08:00", "must_fix", "A"), ("16T08:00", "refused")], "ab"),
    ],
)
def test_a_fault_is_open_until_what_it_held_came_again(files: list[tuple[str, ...]], left: str) -> None:
    record = {"files": {name: file(*told) for name, told in zip("abc", files, strict=False)}}
    assert "".join(one.name for one in open_files(record).get(1, ())) == left


def test_what_counts_and_is_not_explained_is_owed() -> None:
    asked = [
        finding("must_explain"),
        finding("must_explain", explanation="Chuyển sang quý sau"),
        finding("must_explain", waived="Công văn số 5"),
        finding("note"),
    ]
    record = {
        "files": {
            "counts": file("16T08:00", "accepted", "A", counts=True, findings=asked),
            "former": file("15T08:00", "superseded", "A", findings=asked),
        }
    }
    (one,) = open_files(record)[1]
    assert (one.name, one.to_explain, one.faults) == ("counts", ("trang «S», ô C8: Sai. Sửa.",), ())
    assert open_files(None) == {}


WORDS = OpenFile("a.xlsx", "0" * 64, datetime(2026, 3, 16, 8, tzinfo=VIETNAM), True, (), ("ô C8: Sai.",))
FAULTY = replace(WORDS, name="b.xlsx", faults=("ô C9: Sai.",))


@pytest.mark.parametrize("phase", ["before", "last_day", "after"])
@pytest.mark.parametrize(
    ("owed", "letter"),
    [
        (Owed(UNIT, sent=True, counts=True, files=(WORDS,)), "giai-trinh"),
        (Owed(UNIT, sent=True, counts=True, files=(WORDS,), late=(("II.06a", AFTER),)), "giai-trinh"),
        (Owed(UNIT, sent=True, counts=True, files=(WORDS, FAULTY)), ""),
        (Owed(UNIT, sent=True, counts=True, files=(WORDS,), forms=("II.05",)), ""),
        (Owed(UNIT, sent=True, counts=False, files=(FAULTY,)), ""),
        (Owed(UNIT, sent=False, counts=False, forms=("II.06a",)), ""),
        (Owed(UNIT, sent=True, counts=True, late=(("II.06a", AFTER),)), "gui-muon"),
        (Owed(UNIT, sent=True, counts=True, late=(("II.06a", AFTER),), forms=("II.05",)), ""),
        (Owed(UNIT, sent=True, counts=True, late=(("II.06a", AFTER),), files=(FAULTY,)), ""),
    ],
)
def test_who_only_has_to_explain_is_not_called_overdue(owed: Owed, letter: str, phase: Phase) -> None:
    dated = {"before": "nhac-truoc-han", "last_day": "nhac-ngay-cuoi", "after": "nhac-qua-han"}
    name = template_of(owed, phase)
    assert name == (letter or dated[phase])
    words = dict.fromkeys(("ky", "don_vi", "co_quan", "viec", "tu_ngay", "den_ngay", "han", "con_lai"), "x")
    subject, text = write_message(name, words, Path("none"))
    assert not (name == "giai-trinh" and "hạn" in subject + text)


# sending


def test_nobody_is_reminded_twice_for_the_same_state(office: Request, post: Box, tmp_path: Path) -> None:
    everyone(tmp_path)
    remind(office, LAST)  # a look first, which does not keep anything from being sent
    first = remind(office, LAST, send=True)
    assert set(became(first).values()) == {"sent"}
    assert sorted(post.recipients) == sorted(
        [*(f"xa{code}@example.vn" for code in OWING), "ban@example.vn", "lanhdao@example.vn"]
    )
    assert {message["Reply-To"] for _, message in post.letters} == {"ban@example.vn"}
    post.letters.clear()
    again = remind(office, LAST, send=True)
    assert (set(became(again).values()), post.letters) == ({"sent_before"}, [])
    assert all(name.startswith("da-gui/") for name in fingerprint(again.folder))
    run(office, FILES | {"kien-an 2.xlsx": (book("phường Kiến An", ONE), "2026-03-17T10:00:00"),
                         "hai-an 2.xlsx": (book("phường Hải An", ONE | {3: 1}), "2026-03-17T11:00:00")})  # fmt: skip
    remind(office, LAST, send=True)  # Kiến An is done, Hải An sent something faulty again
    assert post.recipients == [f"xa{HAI_AN}@example.vn", "ban@example.vn", "lanhdao@example.vn"]
    post.letters.clear()
    remind(office, AFTER, send=True)
    assert sorted(post.recipients) == sorted(
        [*(f"xa{code}@example.vn" for code in OWING if code != KIEN_AN), "ban@example.vn", "lanhdao@example.vn"]
    )
    with reading(place_of(office.out)) as ledger:
        assert ledger.verify().fault == ""
    assert "example.vn" not in "".join(str(one | {"message": ""}) for one in entries(office))  # no addresses kept


def test_a_refused_recipient_stops_nobody(office: Request, post: Box, tmp_path: Path) -> None:
    contacts(tmp_path, {HONG_BANG: "cu@example.vn", KIEN_AN: "cu@example.vn; moi@example.vn", HAI_AN: "a@example.vn"})
    post.refuses = {"cu@example.vn"}
    done = remind(office, AFTER, send=True)
    told = {one.letter.unit.code: one for one in done.outcomes if one.letter.unit}
    assert (told[HONG_BANG].became, told[HONG_BANG].remark) == (
        "failed",
        "máy chủ từ chối cu@example.vn (550 5.1.1 no such mailbox)",
    )
    assert (told[KIEN_AN].became, told[KIEN_AN].remark[:30]) == ("sent", "máy chủ từ chối cu@example.vn ")
    assert told[HAI_AN].became == "sent"
    assert told[AN_DUONG].became == "no_address"
    assert (done.folder / f"{AN_DUONG}_phuong-an-duong.txt").is_file()
    assert post.recipients[:2] == ["a@example.vn", "moi@example.vn"]
    (digest,) = [message for to, message in post.letters if to == ("ban@example.vn",)]
    body = digest.get_body()
    assert body
    assert "Thư «11311_phuong-hong-bang»: máy chủ từ chối cu@example.vn" in body.get_content()
    assert "Chưa có địa chỉ thư (3 đơn vị)" in body.get_content()
    assert "khac.xlsx" in body.get_content()  # a file of nobody
    post.refuses, post.letters = set(), []
    assert became(remind(office, AFTER, send=True))[str(HONG_BANG)] == "sent"
    assert "cu@example.vn" in post.recipients
    assert "moi@example.vn" not in post.recipients


def test_a_letter_the_server_does_not_take_is_tried_again(office: Request, post: Box, tmp_path: Path) -> None:
    everyone(tmp_path)
    post.upset = f"xa{KIEN_AN}@"
    done = remind(office, AFTER, send=True)
    assert became(done) == (units(*OWING, state="sent") | {str(KIEN_AN): "failed", "desk": "sent", "leader": "sent"})
    assert done.failed
    post.upset = ""
    assert became(remind(office, AFTER, send=True))[str(KIEN_AN)] == "sent"


def test_nobody_is_written_to_for_a_period_that_has_not_begun(office: Request, post: Box, tmp_path: Path) -> None:
    """Such as one somebody mistyped; on its first day a reminder may go out."""
    everyone(tmp_path)
    later, first = replace(office, period=Period(2026, "Q2"), raw=tmp_path / "quy 2"), date(2026, 3, 15)
    with pytest.raises(DefinitionError, match="bắt đầu từ ngày 15/3/2026, chưa đến lúc gửi"):
        remind(later, first - timedelta(days=1), send=True)
    assert post.letters == []
    assert "sent" in became(remind(later, first, send=True)).values()


def test_without_a_server_nothing_is_lost_or_claimed(office: Request, post: Box, tmp_path: Path) -> None:
    everyone(tmp_path)
    port = post.port
    with box() as gone:
        port = gone.port
    told = {"KSTT_SMTP__PORT": str(port)}
    ended = CliRunner().invoke(app, ["remind", "2026-Q1", "--send"], env=told)
    assert ended.exit_code == 1
    assert f"Phường Kiến An: chưa gửi được: máy chủ thư 127.0.0.1:{port}: không kết nối được" in ended.output
    assert [one for one in entries(office) if one["how"] == "sent"] == []
    assert (office.folder / "nhac-viec" / f"{KIEN_AN}_phuong-kien-an.eml").is_file()
    assert set(became(remind(office, AFTER, send=True)).values()) == {"sent"}


def test_a_safe_connection_asks_for_a_certificate_it_can_trust(tmp_path: Path) -> None:
    made, key = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(made, key)
    message = EmailMessage()
    message["Subject"] = "thử"
    message.set_content("thử")
    with box(tls) as server:
        smtp = Smtp(host="127.0.0.1", port=server.port, sender="kstt@example.vn")
        assert "không tin được chứng thư" in Post(smtp).deliver(message, ("a@example.vn",)).problem
        trusting = Post(smtp.model_copy(update={"ca_file": str(made)}))
        assert trusting.deliver(message, ("a@example.vn",)).taken == 1
        trusting.close()
        named = Post(smtp.model_copy(update={"ca_file": str(made), "user": "a", "password": SecretStr("bí mật")}))
        assert "bí mật" not in named.deliver(message, ("a@example.vn",)).problem != ""
        assert len(server.letters) == 1


# what is refused


def test_nobody_is_reminded_by_what_is_out_of_date(office: Request) -> None:
    with pytest.raises(DefinitionError, match="chưa đặt máy chủ thư"):
        remind(office, AFTER, send=True)
    (office.raw / "moi.xlsx").write_bytes(book("phường An Dương", ONE))
    with pytest.raises(DefinitionError, match=r"1 tệp .* chưa được kiểm tra \(ví dụ «moi.xlsx»\): .* kstt run 2026-Q1"):
        remind(office, AFTER)
    (office.raw / "moi.xlsx").unlink()
    with writing(place_of(office.out)) as ledger:
        close(ledger, office, "xong")
    with pytest.raises(
        DefinitionError, match=r'đã chốt số liệu ngày .*, không nhắc nữa; .*kstt reopen .* --why "lý do"'
    ):
        remind(office, AFTER)
    with pytest.raises(DefinitionError, match="được cộng từ các quý"):
        remind(Request(Period(2026, "6M"), "hai-phong", office.raw.parent / "2026-6M", office.out), AFTER)
    ended = CliRunner().invoke(app, ["remind", "2026-Q1", "--as-of", "19/3"])
    assert (ended.exit_code, "«19/3» không phải là ngày" in ended.output) == (2, True)


def test_an_office_has_its_own_words(office: Request, tmp_path: Path) -> None:
    own = tmp_path / "data/templates"
    own.mkdir()
    (own / "nhac-qua-han.txt").write_text("Tiêu đề: {{ don_vi }} ơi\n\n{{ viec }}\n", encoding="utf-8-sig")
    folder = remind(office, AFTER).folder
    told = (folder / f"{AN_DUONG}_phuong-an-duong.txt").read_text(encoding="utf-8")
    assert told.startswith("UBND phường An Dương ơi\n\nChưa nhận được báo cáo")
    for wrong, sentence in (
        ("Tiêu đề: a\n\n{{ khong_co }}", "mẫu thư nhac-qua-han.txt không điền được .không có từ «khong_co».*{{ ky }}"),
        ("Tiêu đề: a\n\n{% if %}", "không điền được .dòng 3: viết sai cú pháp"),
        ("Kính gửi", "dòng đầu phải là «Tiêu đề: …»"),
    ):
        (own / "nhac-qua-han.txt").write_text(wrong, encoding="utf-8")
        with pytest.raises(DefinitionError, match=sentence):
            remind(office, AFTER)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "code,email\n11455,Nguyễn Văn A <a@example.vn>\n",
            "dòng 2: «Nguyễn Văn A <a@example.vn>» không phải địa chỉ thư",
        ),
        ("code,email,name\n11455,a@example.vn,A\n", "đúng hai cột code,email; không ghi họ tên"),
        ("code,email\n1,a@example.vn\n", "dòng 2: «1» không phải mã đơn vị"),
        (
            "code,email\n11455,a@example.vn,b@example.vn\n",
            "dòng 2: thừa ô so với dòng đầu; nhiều địa chỉ thì cách nhau bằng dấu ;",
        ),
        ("code,email\n11455,a@example.vn\n11455,b@example.vn\n", "ghi hai lần đơn vị 11455"),
    ],
)
def test_addresses_are_checked(office: Request, tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "localities/hai-phong/contacts.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=sentence):
        remind(office, AFTER)


def test_blanks_in_the_heading_of_the_addresses_do_no_harm(office: Request, tmp_path: Path) -> None:
    path = tmp_path / "localities" / office.locality / "contacts.csv"
    path.write_text(f"code, email\n{DO_SON}, a@example.vn\n", encoding="utf-8")
    assert load_contacts("hai-phong", load_locality("hai-phong").register) == {DO_SON: ("a@example.vn",)}


def test_addresses_say_nothing_of_figures_and_know_their_unit(office: Request, tmp_path: Path) -> None:
    before = run(office)
    contacts(tmp_path, {DO_SON: "a@example.vn; B@example.vn", KIEN_AN: "chung@example.vn", HAI_AN: "chung@example.vn"})
    after = run(office)
    assert after.record == before.record
    known = load_contacts("hai-phong", load_locality("hai-phong").register)
    assert known[DO_SON] == ("a@example.vn", "B@example.vn")
    assert [sender_of(one, known) for one in ("b@EXAMPLE.vn", "chung@example.vn", "la@example.vn")] == [
        DO_SON,
        None,
        None,
    ]


def test_letters_between_runs_do_not_keep_them_from_being_done_once_more(office: Request) -> None:
    remind(office, LAST)
    run(office, FILES | {"kien-an 2.xlsx": (book("phường Kiến An", ONE), "2026-03-17T10:00:00")})
    remind(office, AFTER)
    assert [done.result for done in rebuild(office.out, in_process)] == [SAME, SAME]


def test_the_command_shows_what_it_did(office: Request, tmp_path: Path) -> None:
    everyone(tmp_path)
    ended = CliRunner().invoke(app, ["remind", "2026-Q1", "--as-of", "2026-03-17"])
    assert ended.exit_code == 0, ended.output
    for told in ("giai đoạn: ngày cuối", BECAME["written"], "Chưa gửi thư nào", "nhac-viec"):
        assert told in ended.output
    assert office.folder.is_dir()
    assert "Soạn thử như vào ngày 17/3/2026: hạn tính như vào ngày đó" in ended.output


def test_a_letter_of_another_day_is_written_and_never_sent(office: Request, post: Box, tmp_path: Path) -> None:
    everyone(tmp_path)
    ended = CliRunner().invoke(app, ["remind", "2026-Q1", "--as-of", "2026-03-17", "--send"])
    assert ended.exit_code == 2
    assert "--as-of là ngày khác chỉ để xem trước" in ended.output
    assert (post.letters, entries(office)) == ([], [])
