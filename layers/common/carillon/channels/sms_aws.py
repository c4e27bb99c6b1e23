"""Texts through AWS End User Messaging:

https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from .. import clients
from . import outcomes
from .sms import Text


class EndUserMessaging:
    """Sends from an origination identity: the ARN of a phone number, a pool or a sender id of the account."""

    name = "aws-sms"
    stopped = "DESTINATION_PHONE_NUMBER_OPTED_OUT"

    def __init__(self, origination_identity: str) -> None:
        self._origination_identity = origination_identity

    def send(self, text: Text) -> str:
        """Hand the text to AWS; its message id. Raises the outcomes of `outcomes.of_sms_voice`."""
        try:
            answer = clients.sms_voice().send_text_message(
                DestinationPhoneNumber=text.number,
                OriginationIdentity=self._origination_identity,
                MessageBody=text.body,
                Context={"notificationId": text.notification_id},
            )
            return str(answer["MessageId"])
        except (ClientError, BotoCoreError) as error:
            raise outcomes.of_sms_voice(error) from error
        except (KeyError, TypeError) as error:
            raise outcomes.of_unreadable_answer() from error
