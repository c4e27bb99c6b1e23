"""Why: every word of ours that a line of the delivery log may give as its reason. All else there is a provider's own code."""

from __future__ import annotations

from collections.abc import Mapping

SUPPRESSED = "suppressed"
CATEGORY_OFF = "category_off"
PREFERENCE_OFF = "preference_off"
NO_ADDRESS = "no_address"
NO_SUBSCRIPTION = "no_subscription"
NO_CONNECTION = "no_connection"
READ_FIRST = "read_first"
REPLACED = "replaced"
SMS_COUNTRY = "sms_country"
SMS_CAP = "sms_cap"
UNREACHABLE = "unreachable"
NO_ANSWER = "no_answer"
UNREADABLE_ANSWER = "unreadable_answer"
OUTCOME_UNKNOWN = "outcome_unknown"
EXPIRED = "expired"
STUCK = "stuck"
INTERNAL_ERROR = "internal_error"
REJECTED = "rejected"
COMPLAINT = "complaint"

REASONS: Mapping[str, str] = {
    SUPPRESSED: "nothing is sent to this address any more: it bounced, its reader complained, or said STOP",
    CATEGORY_OFF: "the person has switched the category off, or on this channel",
    PREFERENCE_OFF: "the person has switched the channel off, or muted email for a while",
    NO_ADDRESS: "the person has none that can be sent to",
    NO_SUBSCRIPTION: "no device of the person takes pushes",
    NO_CONNECTION: "no page of the person is open; it is in the inbox",
    READ_FIRST: "it was read or deleted before the email for being unread left",
    REPLACED: "a newer one with the same `collapseKey` has taken its place",
    SMS_COUNTRY: "the number is of a country that is not texted, or of none",
    SMS_CAP: "a day's cap on texts was reached; emailed instead, if the person allows it",
    UNREACHABLE: "there was no connection to the provider, so that nothing left",
    NO_ANSWER: "the provider was asked and did not answer, or the sender died meanwhile",
    UNREADABLE_ANSWER: "the provider's answer could not be read",
    OUTCOME_UNKNOWN: "nobody told in time whether it left: `failed`, or `deferred` where it is sent once more",
    EXPIRED: "it was too old before it could be tried at all",
    STUCK: "its message was lost, twice",
    INTERNAL_ERROR: "our own tables or queues kept it from being sent for its whole age",
    REJECTED: "SES took the mail and would not send it",
    COMPLAINT: "its reader called the mail, which arrived, spam",
}
"""What each means; the API's document has them from here."""
