"""The email queue's Lambda."""
