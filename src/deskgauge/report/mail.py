"""A report as a mail: words for those who read text, the first page as HTML, the whole as PDF; to file or server."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from deskgauge.errors import ProjectError, WorkFailedError
from deskgauge.language import _, in_language
from deskgauge.report.html import mail_html

if TYPE_CHECKING:
    from deskgauge.model.settings import Settings
    from deskgauge.report.paper import Paper

FILE_NAME = "deskgauge-report.pdf"
SECONDS = 30.0
"""How long a mail server may take for an answer."""

LOCAL = ("localhost", "127.0.0.1", "::1")


def message(
    paper: Paper, attached: bytes, *, sender: str, recipients: Sequence[str], at: datetime | None = None
) -> EmailMessage:
    """Return the mail of a report with its PDF attached.

    ``at`` is when it is sent; without it the mail is dated by its data, so that equal reports are equal files.
    """
    mail = EmailMessage(policy=SMTP)
    with in_language(paper.language):
        mail["Subject"] = " ".join(_("{company}: {title}", company=paper.company, title=paper.title).split())
        mail["From"] = _address(sender)
        if recipients:
            mail["To"] = [_address(one) for one in recipients]
        mail["Date"] = format_datetime(at or _through(paper))
        mail.set_content(text(paper), cte="quoted-printable")
        mail.add_alternative(mail_html(paper), subtype="html", cte="quoted-printable")
    mail.add_attachment(attached, maintype="application", subtype="pdf", filename=FILE_NAME)
    mail["Content-Language"] = paper.language
    seen = hashlib.sha256(attached + str(mail["Date"]).encode() + str(mail["Subject"]).encode()).hexdigest()
    mail["Message-ID"] = f"<{seen[:32]}@{sender.rpartition('@')[2]}>"
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"deskgauge-{number}-{seen[32:56]}")
    return mail


def text(paper: Paper) -> str:
    """Return the first page of a report as plain text, in the language in force."""
    lines = [paper.title, paper.dates, *([paper.filters] if paper.filters else []), "", paper.headline]
    for column in paper.columns:
        lines += ["", column.title]
        for item in column.items:
            lines.append(f"- {item.sentence}")
            lines += [f"  {item.aside}"] if item.aside else []
        lines += [] if column.items else [column.empty]
    lines += ["", paper.six_title] if paper.six else []
    for row in paper.six:
        told = "; ".join(one for one in (row.change_sentence, row.verdict.text) if one)
        lines.append(_("- {title}: {text}", title=row.title, text=f"{row.value} ({told})" if told else row.value))
    return "\n".join([*lines, "", paper.foot, ""])


def sender_of(settings: Settings) -> str:
    """Return whom a report comes from; raise ProjectError where the settings do not say."""
    if settings.smtp_from is None:
        raise ProjectError(
            _(
                'Whom the mail comes from is not said: write from = "reports@example.com" under [smtp] in '
                "deskgauge.toml."
            )
        )
    return settings.smtp_from


def check_settings(settings: Settings) -> None:
    """Raise ProjectError where the settings lack something that sending needs."""
    sender_of(settings)
    _server(settings)
    _password(settings)


def send(mail: EmailMessage, settings: Settings) -> None:
    """Send a mail by the server of the settings.

    Raise ProjectError where the settings lack something, WorkFailedError where the server cannot be reached or refuses.
    """
    host, port = _server(settings), settings.smtp_port
    password = _password(settings)
    try:
        with smtplib.SMTP(host, port, timeout=SECONDS) as server:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user is not None:
                server.login(settings.smtp_user, password)
            refused = server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise WorkFailedError(
            _(
                "The mail server {server} did not take the report: {why}. Look at [smtp] in deskgauge.toml, or write "
                "the mail to a file with --output FILE.eml.",
                server=f"{host}:{port}",
                why=_why(error),
            )
        ) from error
    if refused:
        names = ", ".join(sorted(refused))
        raise WorkFailedError(
            _("The report was sent, but the mail server refused these addresses: {names}.", names=names)
        )


def _server(settings: Settings) -> str:
    if settings.smtp_host is None:
        raise ProjectError(
            _(
                'There is no mail server: write host = "mail.example.com" under [smtp] in deskgauge.toml, or write the '
                "mail to a file with --output FILE.eml."
            )
        )
    if not settings.smtp_to:
        raise ProjectError(
            _('Whom the mail goes to is not said: write to = ["support@example.com"] under [smtp] in deskgauge.toml.')
        )
    return settings.smtp_host


def _password(settings: Settings) -> str:
    """Return the password, "" where nobody signs in; never send one over a line that anybody may read."""
    if settings.smtp_user is None:
        return ""
    if not settings.smtp_starttls and settings.smtp_host not in LOCAL:
        raise ProjectError(
            _("A password goes to another machine only over a secure line: set starttls = true under [smtp].")
        )
    password = os.environ.get(settings.smtp_password_env)
    if password is None:
        raise ProjectError(
            _(
                "The password of the mail server is not there: put it into the environment as {variable}.",
                variable=settings.smtp_password_env,
            )
        )
    return password


def _why(error: Exception) -> str:
    """Return what a server said, in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        told = [f"{name} {code} {_said(reply)}" for name, (code, reply) in sorted(error.recipients.items())]
        return "; ".join(told)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_said(error.smtp_error)}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _said(reply: bytes | str) -> str:
    told = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(told.split()).rstrip(".")


def _address(text_: str) -> Address:
    return Address(addr_spec=text_)


def _through(paper: Paper) -> datetime:
    return (paper.through or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
