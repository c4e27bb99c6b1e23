"""WebSocket frames."""

import json

from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import frames
from carillon.domain.notification import Notification, NotificationRequest

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def _notification(message: str, data: dict[str, str] | None = None) -> Notification:
    return Notification(
        "01JDXYZ0000000000000000000", NotificationRequest("ada", "reward", "Hi", message, data=data or {})
    )


@given(texts, st.dictionaries(texts, texts, max_size=3))
def test_a_small_frame_carries_everything(message, data):
    frame = json.loads(frames.notification_frame(_notification(message, data), 3))

    assert frame["event"] == "notification"
    assert frame["unreadCount"] == 3
    assert set(frame["data"]) == {"id", "title", "message", "category", "priority", "data", "createdAt"}
    assert frame["data"]["message"] == message
    assert frame["data"]["data"] == data


def test_a_frame_over_32_kb_is_cut_and_says_so():
    for notification in (_notification("🎉" * 10_000), _notification("m", {"a": "x" * 32_700})):
        encoded = frames.notification_frame(notification, 1)
        data = json.loads(encoded)["data"]
        assert len(encoded) <= frames.MAX_FRAME_BYTES
        assert data["truncated"] is True
        assert "data" not in data
        assert data["message"] == notification.request.message[:2_000]


def test_what_another_device_did_is_told_with_the_count():
    assert json.loads(frames.event_frame("read", {"all": True}, 0)) == {
        "event": "read",
        "data": {"all": True},
        "unreadCount": 0,
    }
