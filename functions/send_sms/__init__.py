"""The SMS queue's Lambda."""
