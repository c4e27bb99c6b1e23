"""The push queue's Lambda."""
