"""The page behind an unsubscribe link: one form, three buttons, no script.

English, as the mails around a notification's own text are.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

_STYLE = """
body { margin: 0; background: #f2f4f7; color: #303a47; font: 16px/24px -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 480px; margin: 48px auto; padding: 24px 32px; background: #fff; border-radius: 8px; }
h1 { font-size: 20px; color: #1b2430; }
button { display: block; width: 100%; margin: 12px 0; padding: 11px; font: inherit; cursor: pointer; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing but this style and this form. https://www.w3.org/TR/CSP3/"""

_BUTTONS = {
    "category": "No more emails of the category “{category}”",
    "all": "No more emails at all",
    "month": "No emails for 30 days",
}
_DONE = {
    "category": "You get no more emails of the category “{category}”.",
    "all": "You get no more emails.",
    "month": "You get no emails for the next 30 days.",
}


def render(category: str, done: str | None = None) -> str:
    """The page for who may unsubscribe from `category`; `done`: the choice that was just made."""
    heading = _DONE[done] if done else "Which emails do you not want any more?"
    buttons = "\n".join(
        f'<button name="choice" value="{choice}">{escape(text.format(category=category))}</button>'
        for choice, text in _BUTTONS.items()
        if choice != done
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unsubscribe</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(heading.format(category=category))}</h1>
<form method="post">
{buttons}
</form>
<p>Your other channels stay as they are. What must reach you, whatever you chose, may still come by email.</p>
</main>
</body>
</html>
"""
