"""The mail of a report, given to a real server on this machine: taken, refused, secured."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from deskgauge.errors import ProjectError, WorkFailedError
from deskgauge.language import LANGUAGES
from deskgauge.model.settings import Settings
from deskgauge.report.digest import Item
from deskgauge.report.mail import message, send
from deskgauge.report.paper import Labels, Paper, Said

PDF = b"%PDF-1.7 of a test"
HEADS = ("Metric", "Value", "95% interval", "13 weeks", "Against target", "Change", "n", "Verdict")
ITEM = Item(
    "csat", "Satisfaction", "80% & <b>more</b>, was 70%.", "95% interval of the change: 1 to 19 points", "better", True
)
TOLD = Paper(
    language="fa", right_to_left=True, company="Shop\nBcc: x@example.com", title="گزارش", dates="آذر", filters="",
    headline="بهتر شد.", columns=(Said("چه شد", [ITEM], "-"), Said("چرا", [], "هیچ")), six=(), six_title="",
    charts=(), first=(), breakdown=None, rest=(), trust=(), definitions=(), foot="پایان",
    labels=Labels("", "", "", "", "", HEADS, ""), through=datetime(2026, 10, 31, tzinfo=UTC),
)  # fmt: skip


def mail(to: tuple[str, ...] = ("lead@example.com", "second@example.com")) -> EmailMessage:
    return message(TOLD, PDF, sender="reports@example.com", recipients=to)


class Box:
    """Keeps what comes in; refuses some recipients, or every message."""

    def __init__(self, refused: tuple[str, ...] = (), answer: str = "250 OK") -> None:
        self.refused, self.answer = refused, answer
        self.taken: list[Envelope] = []

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802  # its name in aiosmtpd
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        self.taken.append(envelope)
        return self.answer


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(box: Box, **options: Any) -> Iterator[Settings]:
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield replace(
            Settings(), smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False, smtp_from="reports@example.com",
            smtp_to=("lead@example.com", "second@example.com"),
        )  # fmt: skip
    finally:
        server.stop()


# ------------------------------------------------------------------------------ the message
def test_the_mail_has_text_html_and_the_pdf() -> None:
    read = message_from_bytes(mail().as_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert isinstance(read, EmailMessage)
    assert read["To"] == "lead@example.com, second@example.com"
    assert read["Subject"] == "Shop Bcc: x@example.com: گزارش"
    assert read["Bcc"] is None
    plain, page, attached = (part for part in read.walk() if not part.is_multipart())
    assert "- Satisfaction: 80% & <b>more</b>, was 70%." in plain.get_content()
    assert "80% &amp; &lt;b&gt;more&lt;/b&gt;, was 70%." in page.get_content()
    assert '<html lang="fa" dir="rtl">' in page.get_content()
    assert attached.get_content() == PDF
    assert attached.get_filename() == "deskgauge-report.pdf"


def test_the_same_report_is_the_same_file_and_is_dated_when_it_is_sent() -> None:
    assert mail().as_bytes() == mail().as_bytes()
    assert mail()["Date"] == "Sat, 31 Oct 2026 00:00:00 +0000"
    sent = message(TOLD, PDF, sender="a@b.c", recipients=(), at=datetime(2026, 11, 2, 8, tzinfo=UTC))
    assert sent["Date"] == "Mon, 02 Nov 2026 08:00:00 +0000"
    assert sent["Message-ID"] != mail()["Message-ID"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_travels(language: str) -> None:
    read = message_from_bytes(
        message(replace(TOLD, language=language), PDF, sender="a@b.c", recipients=()).as_bytes(), policy=policy.default
    )
    assert read["Content-Language"] == language


# ------------------------------------------------------------------------------ the server
def test_a_server_takes_it() -> None:
    box = Box()
    with served(box) as settings:
        send(mail(), settings)
    (taken,) = box.taken
    assert taken.mail_from == "reports@example.com"
    assert taken.rcpt_tos == ["lead@example.com", "second@example.com"]
    assert isinstance(taken.content, bytes)
    assert message_from_bytes(taken.content, policy=policy.default)["Message-ID"] == mail()["Message-ID"]


def test_what_a_server_refuses_is_one_sentence_with_a_way_on() -> None:
    with served(Box(answer="554 looks like spam")) as settings, pytest.raises(WorkFailedError) as failed:
        send(mail(), settings)
    said = str(failed.value)
    assert f"127.0.0.1:{settings.smtp_port} did not take the report: 554 looks like spam." in said
    assert "--output FILE.eml" in said


def test_an_address_that_is_refused_is_named() -> None:
    box = Box(refused=("second@example.com",))
    with served(box) as settings, pytest.raises(WorkFailedError, match=r"refused these addresses: second@example\.com"):
        send(mail(), settings)
    assert box.taken[0].rcpt_tos == ["lead@example.com"]
    everybody = Box(refused=("lead@example.com", "second@example.com"))
    with (
        served(everybody) as settings,
        pytest.raises(WorkFailedError, match=r"lead@example\.com 550 no such user here"),
    ):
        send(mail(), settings)
    assert not everybody.taken


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    settings = replace(Settings(), smtp_host="127.0.0.1", smtp_port=free_port(), smtp_to=("a@b.c",))
    with pytest.raises(WorkFailedError, match="did not take the report: Connection refused"):
        send(mail(), settings)


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ({"smtp_host": None}, 'write host = "mail.example.com" under'),
        ({"smtp_to": ()}, 'write to = \\["support@example.com"\\] under'),
        ({"smtp_user": "me"}, "put it into the environment as DESKGAUGE_SMTP_PASSWORD"),
        ({"smtp_user": "me", "smtp_starttls": False}, "set starttls = true"),
    ],
)
def test_what_the_settings_lack_is_named(lacks: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKGAUGE_SMTP_PASSWORD", raising=False)
    settings = replace(Settings(), smtp_host="mail.invalid", smtp_to=("a@b.c",))
    with pytest.raises(ProjectError, match=sentence):
        send(mail(), replace(settings, **lacks))


# ------------------------------------------------------------------------------ secured
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(key), "-out", str(cert), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


def signed_in(_server: Any, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"reports", b"right"), handled=False)


def test_a_password_goes_over_a_secure_line_to_a_server_that_is_trusted(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    key, cert = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    box = Box()
    with served(box, tls_context=context, authenticator=signed_in, auth_required=True) as plain:
        settings = replace(plain, smtp_host="localhost", smtp_starttls=True, smtp_user="reports")
        monkeypatch.setenv("DESKGAUGE_SMTP_PASSWORD", "right")
        with pytest.raises(WorkFailedError, match=r"did not take the report: .*certificate"):
            send(mail(), settings)
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        send(mail(), settings)
        assert len(box.taken) == 1
        monkeypatch.setenv("DESKGAUGE_SMTP_PASSWORD", "wrong")
        with pytest.raises(WorkFailedError, match="did not take the report: 535"):
            send(mail(), settings)
    assert len(box.taken) == 1
