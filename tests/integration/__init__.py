"""Handlers and use cases against Moto, in one process. Providers are faked at the HTTP level."""
