"""The ways out: one module per channel, each a `Sender` (see `base`)."""
