"""Delimited files: dialects, encodings, and damaged ones, of which every readable row is kept."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskgauge.errors import NotFoundError
from deskgauge.sources.encodings import MIXED, find_encoding
from import_support import one, stage, tickets, write

NOON = "2026-03-01T12:00:00Z"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_any_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["ticket_id", "created_at", "subject"], ["t1", NOON, "a, b; c"], ["t2", NOON, "it's | so"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    staged = one(tmp_path, "tickets.csv", out.getvalue())

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "a, b; c"), ("t2", "it's | so")]


def test_a_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", f"sep=;\nticket_id;created_at;subject\nt1;{NOON};a,b\nt2;late;x\n")

    assert staged.rows("tickets", "subject") == ["a,b"]
    assert staged.reasons()[0][0] == 4


def test_a_file_of_one_column(tmp_path: Path) -> None:
    staged = one(tmp_path, "teams.csv", "team_id\nbilling\nreturns, exchanges\n")

    assert staged.totals() == (2, 1, 1)
    assert staged.reasons() == [(3, "2 fields where the header has 1")]


def test_line_breaks_inside_quotes_belong_to_the_value(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f't1,{NOON},"two\nlines"', f't2,{NOON},"three\r\nmore\n\nlines"'))

    assert staged.rows("tickets", "subject") == ["three\r\nmore\n\nlines", "two\nlines"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_kind_of_line_end(tmp_path: Path, end: str) -> None:
    content = end.join(["ticket_id,created_at,subject", f't1,{NOON},"a"', f"t2,{NOON},b", "t3,never,c"]) + end
    staged = one(tmp_path, "tickets.csv", content.encode())

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "a"), ("t2", "b")]
    assert staged.reasons()[0][0] == 4


def test_mixed_line_ends(tmp_path: Path) -> None:
    content = f"ticket_id,created_at,subject\nt1,{NOON},a\r\nt2,{NOON},b\nt3,{NOON},c\r"
    staged = one(tmp_path, "tickets.csv", content.encode())

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "a"), ("t2", "b"), ("t3", "c")]


def test_quotes_escaped_by_a_backslash(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f't1,{NOON},"she said \\"no\\" twice"', f't2,{NOON},"b"'))

    assert staged.rows("tickets", "subject") == ["b", 'she said "no" twice']


def test_single_quotes_around_values(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", f"'ticket_id','created_at','subject'\n't1','{NOON}','a, b'\n")

    assert staged.rows("tickets", "subject") == ["a, b"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", b"\xef\xbb\xbf" + tickets(f't1,{NOON},"a\nb"', "t2,never,x").encode())

    assert staged.report.files[0].encoding == "utf-8-sig"
    assert staged.reasons()[0][0] == 4


SENTENCES = {
    "utf-8": "Grüße aus Łódź, 你好, नमस्ते, سلام",
    "utf-16": "Grüße aus Łódź, 你好, नमस्ते",
    "utf-16-le": "The café is closed",
    "cp1252": "Réclamation – où est le numéro d’appel ? Größe, señor, façade",
    "cp850": "Réclamation à propos de la garantie, déjà reçue à l'été, très déçu",
    "cp1250": "Zażółć gęślą jaźń, proszę o zwrot pieniędzy, źle działa łącze",
    "cp1251": "Здравствуйте, где мой заказ? Когда придёт ответ",
    "gb18030": "您好，我的订单什么时候发货？请尽快回复，谢谢",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_an_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = SENTENCES[encoding]
    staged = one(tmp_path, "tickets.csv", tickets(f't1,{NOON},"{text}"', f't2,{NOON},"{text}"').encode(encoding))

    assert staged.rows("tickets", "subject") == [text, text]
    assert staged.report.files[0].encoding == encoding


def test_an_encoding_is_taken_as_given(tmp_path: Path) -> None:
    content = tickets(f"t1,{NOON},\xe9\xe8").encode("latin-1")
    staged = one(tmp_path, "tickets.csv", content, encoding="ISO-8859-5")

    assert staged.rows("tickets", "subject") == ["щш"]
    assert staged.report.files[0].encoding == "iso8859-5"


def test_an_unknown_encoding_gives_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no encoding 'utf-88'\. Did you mean 'utf-8'"):
        one(tmp_path, "tickets.csv", tickets(f"t1,{NOON},x"), encoding="utf-88")


def test_an_encoding_that_shows_late_is_found_all_the_same(tmp_path: Path) -> None:
    rows = [f"t{at:06},{NOON},{'plain ascii ' * 6}" for at in range(20_000)]
    content = tickets(*rows, f"u1,{NOON},déjà réglé").encode("cp1252")
    staged = one(tmp_path, "tickets.csv", content)

    assert staged.con.execute("SELECT subject FROM stage.tickets WHERE ticket_id = 'u1'").fetchall() == [
        ("déjà réglé",)
    ]


def test_latin_1_patched_with_dos_letters_is_recognised(tmp_path: Path) -> None:
    data = "très déçu, été, à côté, ".encode("latin-1") * 5 + "régulièrement, fidélité".encode("cp850")

    assert find_encoding(data) == MIXED
    staged = one(tmp_path, "tickets.csv", b'ticket_id,created_at,subject\nt1,2026-03-01T12:00:00Z,"' + data + b'"\n')
    assert staged.rows("tickets", "subject")[0].endswith("à côté, régulièrement, fidélité")


def test_broken_rows_are_kept_apart_with_their_lines(tmp_path: Path) -> None:
    staged = one(
        tmp_path,
        "tickets.csv",
        "\ufeff" + tickets(
            f't1,{NOON},"two\nlines"',  # lines 2 and 3
            f"t2,{NOON}",  # 4
            "",  # 5
            f"t3,{NOON},a,b",  # 6
            f't4,{NOON},"bad"quote',  # 7
            f't5,{NOON},"never closed',  # 8
            f"t6,{NOON},good",  # 9
            "t7,soon,x",  # 10
            f"t8,{NOON},good",  # 11
        ),
    )  # fmt: skip

    assert staged.rows("tickets", "ticket_id") == ["t1", "t6", "t8"]
    assert staged.totals() == (8, 3, 5)
    assert [(line, reason[:40]) for line, reason in staged.reasons()] == [
        (4, "2 fields where the header has 3"),
        (6, "4 fields where the header has 3"),
        (7, "a quotation mark stands inside a quoted f"[:40]),
        (8, "a quotation mark is never closed"),
        (10, "created_at: soon: expected a time with it"[:40]),
    ]
    assert staged.rejects()[0][4] == f"t2,{NOON}"


def test_a_trailing_delimiter_is_no_field(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets.csv", tickets(f"t1,{NOON},a,", f"t2,{NOON},b", "t3,x"))

    assert staged.rows("tickets", "ticket_id", "subject") == [("t1", "a"), ("t2", "b")]


def test_lines_are_right_in_a_good_file_with_blank_lines_and_line_breaks(tmp_path: Path) -> None:
    rows = [f't1,{NOON},"a\n\nb"', "", "", "t2,soon,x", f"t3,{NOON},x", '"t4","so\non",x']
    staged = one(tmp_path, "tickets.csv", tickets(*rows))

    assert [line for line, _ in staged.reasons()] == [7, 9]


def test_an_open_quotation_mark_costs_one_row_of_a_long_file(tmp_path: Path) -> None:
    count = 200_000
    rows = [f"t{at:06},{NOON},{'v' * 60}" for at in range(count)]
    rows[10] = f't000010,{NOON},"oops'
    rows[100_000] = "t100000"
    staged = one(tmp_path, "tickets.csv", tickets(*rows))

    assert staged.totals() == (count, count - 2, 2)
    assert staged.reasons() == [(12, "a quotation mark is never closed"), (100_002, "1 fields where the header has 3")]


def test_rows_are_in_order_over_many_blocks(tmp_path: Path) -> None:
    """Line numbers of refused rows rest on DuckDB keeping the order of the file."""
    count, wrong = 300_000, {1, 77_777, 250_001, 299_999}
    rows = [
        f't{at},{"never" if at in wrong else NOON},"{"x" * 40}{chr(10) if at % 1000 == 0 else ""}"'
        for at in range(count)
    ]
    staged = one(tmp_path, "tickets.csv", tickets(*rows))

    assert [line for line, _ in staged.reasons()] == [at + 2 + (at - 1) // 1000 + 1 for at in sorted(wrong)]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs", "Cc"]), max_size=12)
TEXTS = st.lists(CELLS, max_size=3).map("\n".join)


@settings(max_examples=40, deadline=None)
@given(subjects=st.lists(TEXTS, min_size=1, max_size=20), delimiter=st.sampled_from(",;\t|"))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, subjects: list[str], delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["ticket_id", "created_at", "subject"])
    writer.writerows([f"t{at:03}", NOON, subject] for at, subject in enumerate(subjects))
    staged = one(tmp_path_factory.mktemp("csv"), "tickets.csv", out.getvalue())

    assert staged.rows("tickets", "ticket_id", "subject") == [
        (f"t{at:03}", subject or None) for at, subject in enumerate(subjects)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_of_a_damaged_file_every_good_row_is_kept(tmp_path: Path, seed: int) -> None:
    """Rows broken at random among good ones with quoted line breaks; the good ones and all lines are known."""
    chance = random.Random(seed)
    lines = ["ticket_id,created_at,subject"]
    good: list[tuple[int, str]] = []
    bad: list[tuple[int, str]] = []
    for at in range(500):
        kind = chance.choice(["good"] * 12 + ["break", "short", "long", "open", "inside"])
        text = {
            "good": f"t{at:03},{NOON},text {at}", "break": f't{at:03},{NOON},"a\nb, ""c"""',
            "short": f"t{at:03},{NOON}", "long": f"t{at:03},{NOON},a,b",
            "open": f't{at:03},{NOON},"open {at}', "inside": f't{at:03},{NOON},"a"b',
        }[kind]  # fmt: skip
        (good if kind in {"good", "break"} else bad).append((len(lines) + 1, f"t{at:03}"))
        lines += text.split("\n")
    staged = one(tmp_path, "tickets.csv", "\n".join(lines) + "\n")

    assert staged.rows("tickets", "ticket_id") == [name for _, name in good]
    assert [line for line, _ in staged.reasons()] == [line for line, _ in bad]


def test_files_of_different_dialects_in_one_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tickets_1.csv": tickets(f"t1,{NOON},a", "t9"),
            "tickets_2.tsv": f"ticket_id\tcreated_at\nt2\t{NOON}\n",
            "tickets_3.csv": f"ticket_id;created_at;subject\nt3;{NOON};ü\n".encode("cp1252"),
        },
    )
    staged = stage(tmp_path)

    assert staged.rows("tickets", "ticket_id", "_source") == [
        ("t1", "tickets_1.csv"), ("t2", "tickets_2.tsv"), ("t3", "tickets_3.csv"),
    ]  # fmt: skip
    assert [file.rejected for file in staged.report.files] == [1, 0, 0]
