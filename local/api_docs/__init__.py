"""`make docs`: the machine-readable contract, made from the code.

`docs/openapi.yaml` (the HTTP API) and `docs/asyncapi.yaml` (the ingest queue's message and the frames of a socket) come
from the models of `carillon.contracts`, the words of `carillon.domain` and the route table of `http_api.handler`. Nobody
edits them: `tests/unit/test_api_docs.py` makes them anew and compares.
"""
