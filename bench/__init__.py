"""What is claimed is measured: `make bench`."""
