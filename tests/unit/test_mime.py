"""A mail that nothing in a notification can bend: one recipient, one line of subject, no tag."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.channels import mime
from carillon.channels.email import EmailSender
from carillon.domain.notification import Notification, NotificationRequest
from carillon.domain.unsubscribe import Scope
from carillon.domain.user import Contact, User
from carillon.messages import NotificationMessage

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)
ADDRESS = "alice@example.com"


def link(scope: Scope) -> str:
    return f"https://api.example/unsubscribe/{'x' * 700}.{scope.user_id}.{scope.category}"


UNSUBSCRIBE = link(Scope("user-1", "system"))


def mail_of(
    title: str,
    message: str,
    *,
    is_fallback: bool = False,
    mandatory: bool = False,
    locale: str | None = None,
    **data: str,
) -> bytes:
    request = NotificationRequest("user-1", "system", title, message, data=dict(data), mandatory=mandatory)
    notification = Notification("01ARZ3NDEKTSV4RRFFQ69G5FAV", request)
    user = User("user-1", contact=Contact(email=ADDRESS, locale=locale))
    sender = EmailSender("Carillon <notifications@app.example>", "https://app.example", link, "carillon")
    return sender.mail(NotificationMessage(notification, is_fallback), user, ADDRESS, "0" * 32 + "-" + "1" * 20)


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.bad_input(45, 48, 50, 51)
@pytest.mark.seed_defect(35, 38)
@given(TEXT, TEXT, st.booleans())
def test_no_text_adds_a_recipient_a_header_or_a_tag(title: str, message: str, is_fallback: bool) -> None:
    raw = mail_of(title, message, is_fallback=is_fallback)

    mail = parsed(raw)
    assert sorted(mail.keys()) == sorted(
        [
            *(
                "From",
                "To",
                "Subject",
                "Auto-Submitted",
                "X-Notification-Id",
                "X-Delivery-Id",
                "MIME-Version",
                "Content-Type",
            ),
            *("List-Unsubscribe", "List-Unsubscribe-Post"),
        ]
    )
    assert [address.addr_spec for address in mail["To"].addresses] == [ADDRESS]
    assert [address.addr_spec for address in mail["From"].addresses] == ["notifications@app.example"]
    assert mail["Subject"].splitlines() in ([mail["Subject"]], [])
    assert mail["Subject"].startswith("Unread:") is is_fallback or title.startswith("Unread:")
    assert not re.search(rb"(?<!\r)\n", raw)
    tags = _Tags()
    tags.feed(part(mail, "html"))
    assert set(tags.tags) <= {"html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "p", "br", "a"}
    assert set(tags.links) == {"https://app.example", "https://app.example/#preferences", UNSUBSCRIBE}


@pytest.mark.bad_input(84)
@pytest.mark.seed_defect(37)
@pytest.mark.parametrize("is_fallback", [False, True])
def test_one_click_unsubscribes_from_what_is_not_mandatory(is_fallback: bool) -> None:
    """Both headers as bytes: a folded or encoded address is none (RFC 2369, section 2)."""
    raw = mail_of("t", "m", is_fallback=is_fallback)

    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert UNSUBSCRIBE in part(parsed(raw), "plain")
    mandatory = mail_of("t", "m", is_fallback=is_fallback, mandatory=True)
    assert b"list-unsubscribe" not in mandatory.lower()
    assert "nsubscribe" not in part(parsed(mandatory), "plain") + part(parsed(mandatory), "html")


@given(st.lists(st.text(alphabet=st.characters(codec="ascii"), max_size=40) | st.just("=?utf-8?q?a?=")).map(" ".join))
def test_what_is_plain_stands_in_a_header_as_the_library_writes_it(text: str) -> None:
    assert mime._text_header("Subject", text) == mime._header("Subject", mime.one_line(text))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=200))
def test_a_subject_arrives_as_it_was_written(title: str) -> None:
    assert parsed(mail_of(title, "x"))["Subject"] == title


@pytest.mark.bad_input(45, 46)
@pytest.mark.parametrize("title", ["a\r\nBcc: evil@example.com", "a\r\n\r\n<html>", "a\u2028b\u0085c\x0bd\x00e"])
def test_a_subject_has_one_line(title: str) -> None:
    mail = parsed(mail_of(title, "x"))

    assert len(mail["Subject"].splitlines()) == 1
    assert "Bcc" not in mail


@pytest.mark.bad_input(50, 51)
@pytest.mark.seed_defect(35)
def test_markup_and_template_code_arrive_as_text() -> None:
    mail = parsed(mail_of("{{ 7*7 }} <script>", "<a href='https://evil.example'>x</a>\n{% raw %} & ${x}"))

    html, text = part(mail, "html"), part(mail, "plain")
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "49" not in text.split("\n")[0]
    assert "&lt;a href=&#39;https://evil.example&#39;&gt;" in html
    assert "{% raw %} &amp; ${x}" in html
    assert "<a href='https://evil.example'>x</a>" in text


@pytest.mark.bad_input(52)
@pytest.mark.seed_defect(36)
def test_links_lead_where_the_data_says_or_home() -> None:
    assert 'href="https://shop.example/a?b=1&amp;c=2"' in part(
        parsed(mail_of("t", "m", url="https://shop.example/a?b=1&c=2")), "html"
    )
    assert "javascript:" not in part(parsed(mail_of("t", "m", url="javascript:alert(1)")), "html")


@pytest.mark.parametrize(
    ("locale", "attributes"),
    [
        (None, 'lang="en" dir="ltr"'),
        ("de-AT", 'lang="de-AT" dir="ltr"'),
        ("ar_EG", 'lang="ar-EG" dir="rtl"'),
        ("he", 'lang="he" dir="rtl"'),
        ('"><script>', 'lang="en" dir="ltr"'),
    ],
)
def test_the_language_of_the_reader_is_named(locale: str | None, attributes: str) -> None:
    assert f"<html {attributes}>" in part(parsed(mail_of("t", "m", locale=locale)), "html")
