"""MiniStack, started with one correction: run by the interpreter of its own environment, never by ours.

Amazon SQS has no IAM action for its batch calls: `SendMessageBatch` is allowed by `sqs:SendMessage`, and so on (Amazon
SQS developer guide, "Amazon SQS API permissions"). MiniStack asks for an action of the call's own name, which no policy
that is right for AWS contains, so every batch would be denied.
"""

from typing import Any

from ministack import app
from ministack.core import iam_actions

_ALLOWED_BY = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


def correct_batch_actions() -> None:
    """Have the batch calls of SQS checked against the actions that AWS checks."""
    original = iam_actions.extract_iam_action

    def extract_iam_action(*arguments: Any, **named: Any) -> str | None:
        action: str | None = original(*arguments, **named)
        return action if action is None else _ALLOWED_BY.get(action, action)

    iam_actions.extract_iam_action = extract_iam_action


if __name__ == "__main__":
    correct_batch_actions()
    app.main()
