"""Twilio's callbacks → receipt queue."""
