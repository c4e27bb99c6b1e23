"""Table streams → totals."""
