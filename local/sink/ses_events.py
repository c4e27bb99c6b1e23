"""What SES tells of a mail, as the events of its configuration set, through the topic that the set names.

Shapes: Amazon SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS"; the simulator's
addresses: "Using the mailbox simulator".
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local import aws
from local.settings import Settings
from local.sink.mail import Mail
from local.sink.receipts import Receipts

_SIMULATOR = "@simulator.amazonses.com"
_ACCOUNT = "000000000000"


class SesEvents:
    """Publishes to the topics of the local AWS."""

    def __init__(self, settings: Settings, receipts: Receipts) -> None:
        self._endpoint = settings.aws_endpoint
        self._receipts = receipts
        session = aws.session()
        self._ses = session.client("sesv2", endpoint_url=self._endpoint, config=aws.CLIENT_CONFIG)
        self._sns = session.client("sns", endpoint_url=self._endpoint, config=aws.CLIENT_CONFIG)

    def tell(self, call: dict[str, Any], mail: Mail, recipient: str, message_id: str) -> None:
        """Tell, in a moment, what became of a mail that was taken under a configuration set."""
        configuration_set = call.get("ConfigurationSetName")
        if not configuration_set:
            return
        about = _mail(call, mail, recipient, message_id)
        events = [{"eventType": kind, kind.lower(): detail, "mail": about} for kind, detail in _life(recipient)]
        self._receipts.tell("email", recipient, [self._saying(configuration_set, event) for event in events])

    def _saying(self, configuration_set: str, event: dict[str, Any]) -> Callable[[], None]:
        detail = event[event["eventType"].lower()]

        def say() -> None:
            if detail:
                detail["timestamp"] = _now()
            found = self._ses.get_configuration_set_event_destinations(ConfigurationSetName=configuration_set)
            for destination in found["EventDestinations"]:
                if topic := destination.get("SnsDestination", {}).get("TopicArn"):
                    self._sns.publish(
                        TopicArn=topic, Message=json.dumps(event), Subject="Amazon SES Email Event Notification"
                    )

        return say


def _life(recipient: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a mail to `recipient`, oldest first; each gets its time when it is told."""
    sent: tuple[str, dict[str, Any]] = ("Send", {})
    delivered = ("Delivery", {"recipients": [recipient], "processingTimeMillis": 500,
                              "smtpResponse": "250 2.6.0 Message received"})  # fmt: skip
    local, _, _ = recipient.lower().partition("@")
    if not recipient.lower().endswith(_SIMULATOR):
        return [sent, delivered]
    name = local.partition("+")[0]
    if name == "bounce":
        return [sent, ("Bounce", _bounce(recipient, "General"))]
    if name == "suppressionlist":
        return [sent, ("Bounce", _bounce(recipient, "OnAccountSuppressionList"))]
    if name == "complaint":
        complaint = {"complainedRecipients": [{"emailAddress": recipient}], "feedbackId": "f-1",
                     "complaintFeedbackType": "abuse", "userAgent": "Amazon SES Mailbox Simulator"}  # fmt: skip
        return [sent, delivered, ("Complaint", complaint)]
    if name == "transient":  # ours: a full mailbox, which the real simulator does not play
        return [sent, ("Bounce", {**_bounce(recipient, "MailboxFull"), "bounceType": "Transient"})]
    return [sent, delivered]


def _bounce(recipient: str, subtype: str) -> dict[str, Any]:
    status = {
        "emailAddress": recipient,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }
    return {"bounceType": "Permanent", "bounceSubType": subtype, "bouncedRecipients": [status],
            "feedbackId": "f-1", "reportingMTA": "dns; a8-70.smtp-out.amazonses.com"}  # fmt: skip


def _mail(call: dict[str, Any], mail: Mail, recipient: str, message_id: str) -> dict[str, Any]:
    tags = {tag["Name"]: [tag["Value"]] for tag in call.get("EmailTags") or []}
    headers = [{"name": name, "value": value} for name, value in mail.headers.items()]
    return {
        "timestamp": _now(), "source": mail.sender, "sendingAccountId": _ACCOUNT, "messageId": message_id,
        "destination": [recipient], "headersTruncated": False, "headers": headers,
        "commonHeaders": {"from": [mail.sender], "to": [recipient], "messageId": message_id, "subject": mail.subject},
        "tags": {"ses:configuration-set": [call["ConfigurationSetName"]], **tags},
    }  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
