"""What a browser's socket says."""
