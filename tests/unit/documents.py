"""Both documents as the code makes them, and their schemas as validators."""

from typing import Any

import jsonschema_rs

from local.api_docs import asyncapi, openapi

HTTP = openapi.document()
EVENTS = asyncapi.document()


def of_schema(document: dict[str, Any], name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    )
