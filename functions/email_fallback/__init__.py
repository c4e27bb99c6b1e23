"""Schedule → emails for what stayed unread."""
