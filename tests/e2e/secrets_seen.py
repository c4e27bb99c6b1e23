"""What the tests used that no log may hold: tokens, tickets, addresses, numbers, texts."""

SECRETS: list[tuple[str, str]] = []
"""By kind. Filled as the tests go on, read by the last of them."""


def note(kind: str, secret: str | None) -> None:
    """Remember one. Short ones would be found in anything."""
    if secret and len(secret) >= 10:
        SECRETS.append((kind, secret))
