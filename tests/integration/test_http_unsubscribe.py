"""The links in emails: what a mail provider's click does, what the page offers, and what does nothing."""

import json
import os
import re
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest

from carillon import clients
from carillon.domain import clock, unsubscribe
from carillon.domain.unsubscribe import Scope
from carillon.storage.tables import UserRow
from http_api.services import services
from send_email.handler import _deliver
from send_email.handler import lambda_handler as send_email
from tests.integration.http import ADA, BASE, event, send
from tests.integration.keys import UNSUBSCRIBE
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import Provider
from tests.integration.senders import body, notification, states, users

ROUTE = "/unsubscribe/{token}"
ONE_CLICK = urlencode({"List-Unsubscribe": "One-Click"})
FORM = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=----Boundary7"}
NEW_KEYS = {"current": "2", "2": "B" * 43, "1": UNSUBSCRIBE["1"]}


@pytest.fixture(autouse=True)
def ada():
    """Somebody who can be written to; what this process knows of the keys is of this test's account."""
    services.cache_clear()
    _deliver.cache_clear()
    users().change_contact("ada", {"email": "ada@example.com"})


def _token(category="reward", user_id="ada", keys=UNSUBSCRIBE):
    return unsubscribe.sign(keys, Scope(user_id, category))


def _get(token):
    return send(event(f"GET {ROUTE}", path={"token": token}))


def _post(token, raw=ONE_CLICK, headers=FORM, **more):
    return send(event(f"POST {ROUTE}", path={"token": token}, raw=raw, headers=headers, **more))


def _preferences():
    return ADA.ask(f"GET {BASE}/preferences").json


def _multipart(**fields):
    parts = "".join(
        f'------Boundary7\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return parts + "------Boundary7--\r\n"


@pytest.mark.bad_input(84)
@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (ONE_CLICK, FORM),
        (ONE_CLICK, {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}),
        (_multipart(**{"List-Unsubscribe": "One-Click"}), MULTIPART),
        (_multipart(), MULTIPART),
        ("", {"content-type": ""}),
    ],
)
def test_one_click_turns_off_this_categorys_emails_and_twice_is_fine(raw, headers):
    first, second = (_post(_token(), raw, headers) for _ in range(2))

    assert first.status == second.status == 200
    found = _preferences()
    assert found["categoryChannels"] == {"reward": {"email": False}}
    assert (found["emailEnabled"], found["emailMutedUntil"]) == (True, None)


def test_a_body_in_base64_as_the_gateway_hands_over_forms_is_read():
    answer = _post(_token(), "TGlzdC1VbnN1YnNjcmliZT1PbmUtQ2xpY2s=", isBase64Encoded=True)

    assert answer.status == 200
    assert _preferences()["categoryChannels"] == {"reward": {"email": False}}


@pytest.mark.bad_input(84)
def test_looking_changes_nothing_and_shows_three_choices_that_post():
    before = [row.to_simple_dict() for row in UserRow.scan()]
    answer = _get(_token("security"))

    assert answer.status == 200
    assert [row.to_simple_dict() for row in UserRow.scan()] == before
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'name="choice" value="(\w+)"', answer.text) == ["category", "all", "month"]
    assert '<form method="post">' in answer.text
    assert "security" in answer.text
    assert "ada" not in answer.text


def test_the_page_can_do_nothing_but_post_and_tells_nobody_its_address():
    answer = _get(_token())

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert {"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert "://" not in answer.text


def test_the_page_turns_off_all_emails():
    assert _post(_token(), urlencode({"choice": "all"})).status == 200

    assert _preferences()["emailEnabled"] is False
    assert _preferences()["categoryChannels"] == {}


def test_the_page_mutes_for_thirty_days_and_never_shortens_a_longer_mute():
    before = clock.now()
    assert _post(_token(), _multipart(choice="month"), MULTIPART).status == 200

    until = _preferences()["emailMutedUntil"]
    assert clock.iso(before + timedelta(days=30)) <= until <= clock.iso(clock.now() + timedelta(days=30))
    ADA.ask(f"PUT {BASE}/preferences", body={"emailMutedUntil": "2099-01-01T00:00:00Z"})
    _post(_token(), urlencode({"choice": "month"}))
    assert _preferences()["emailMutedUntil"] == "2099-01-01T00:00:00.000Z"


@pytest.mark.bad_input(84)
@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token + "A", lambda _: "x", lambda _: "1.\u20ac.\ud800"]
)
def test_a_token_that_we_did_not_make_is_400_and_changes_nothing(change):
    for answer in (_get(change(_token())), _post(change(_token()))):
        assert answer.status == 400
        assert [detail["field"] for detail in answer.json["details"]] == ["token"]
    assert _preferences()["updatedAt"] is None


@pytest.mark.bad_input(34, 38, 40)
@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (json.dumps({"List-Unsubscribe": "One-Click"}), {"content-type": "application/json"}, 415),
        (ONE_CLICK, {"content-type": ""}, 415),
        ("List-Unsubscribe=Two-Clicks", FORM, 400),
        ("choice=everything", FORM, 400),
        ("choice=all&choice=month", FORM, 400),
        ("userId=bob", FORM, 400),
        ("%ff=%fe", FORM, 400),
        ("choice=" + "a" * 5_000, FORM, 413),
        (ONE_CLICK, MULTIPART, 400),
        (_multipart(choice="all"), {"content-type": "multipart/form-data"}, 400),
        (_multipart(userId="bob"), MULTIPART, 400),
        ("------Boundary7\r\n\r\nall\r\n------Boundary7--", MULTIPART, 400),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused_and_changes_nothing(raw, headers, status):
    assert _post(_token(), raw, headers).status == status
    assert _preferences()["updatedAt"] is None


def test_nothing_is_written_about_somebody_who_was_erased():
    users().erase("ada", clock.now())

    for user_id in ("ada", "nobody"):
        assert _post(_token(user_id=user_id)).status == 200
    assert not users().get("ada").is_known
    assert [row.userId for row in UserRow.scan()] == ["ada"]


def test_a_link_of_the_old_key_stays_good_and_one_of_the_new_key_is_soon_known(monkeypatch):
    old, new = _token(), _token(keys=NEW_KEYS)
    assert _get(old).status == 200
    clients.secrets().put_secret_value(SecretId="test/unsubscribe", SecretString=json.dumps(NEW_KEYS))

    assert _get(new).status == 400, "forged tokens must not cost a request each"
    later = services().unsubscribe_tokens._secret._fetched_at + 60
    monkeypatch.setattr("carillon.stored_secret.time.monotonic", lambda: later)
    assert _get(new).status == _get(old).status == 200


@pytest.mark.bad_input(84)
@pytest.mark.seed_defect(37)
def test_the_link_of_a_mail_works_and_the_next_mail_of_the_category_stays_here(provider: Provider):
    queue = LambdaQueue(queue_url("email"), send_email)
    queue.put(body(notification(user_id="ada", category="reward")))
    assert queue.run() == []
    mail = provider.requests[0].mail
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(mail["List-Unsubscribe"].strip("<>"))
    assert address.geturl().startswith(f"{os.environ['PUBLIC_API_URL']}/unsubscribe/")

    assert _post(address.path.split("/")[-1]).status == 200

    again, other = notification(user_id="ada", category="reward"), notification(user_id="ada", category="system")
    queue.put(body(again), body(other))
    while queue.left():
        assert queue.run() == []
    assert states(again) == [("skipped", "category_off")]
    assert states(other) == [("sent", None)]


def test_without_the_keys_no_mail_leaves_and_it_is_tried_again(provider: Provider):
    clients.secrets().delete_secret(SecretId="test/unsubscribe", ForceDeleteWithoutRecovery=True)
    item, mandatory = notification(user_id="ada"), notification(user_id="ada", mandatory=True)
    queue = LambdaQueue(queue_url("email"), send_email)
    queue.put(body(item), body(mandatory))

    assert len(queue.run()) == 1

    assert [request.mail["X-Notification-Id"] for request in provider.requests] == [mandatory.id]
    assert states(item) == [("deferred", "ResourceNotFoundException")]
