"""Ingest queue → notifications."""
