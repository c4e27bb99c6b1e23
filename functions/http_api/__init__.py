"""The HTTP API: one function, a module per resource."""
