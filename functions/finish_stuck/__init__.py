"""Schedule → an end for what was accepted and has none."""
