"""Erasure queue → nothing left of a person."""
