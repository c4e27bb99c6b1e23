"""The rules of notifications. Nothing here imports AWS, pydantic or the network, so every rule can be tested as a value."""
