"""Ticket → who connects."""
