"""The in-app queue's Lambda."""
