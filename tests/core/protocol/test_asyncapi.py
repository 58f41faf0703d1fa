"""The AsyncAPI document: the committed copy is the generated one, and it is a sound AsyncAPI 3 document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from core.protocol.asyncapi import text

COMMITTED = Path(__file__).parents[3] / "resources" / "docs" / "protocol" / "asyncapi.json"
VERSION = "1.0.0"
AGAIN = (
    f"{COMMITTED.name} is not what the code says; write it anew with\n"
    f'python -c \'from core.protocol.asyncapi import text; print(text("{VERSION}"), end="")\' '
    "> resources/docs/protocol/asyncapi.json"
)

Node = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Node:
    plain: Node = json.loads(COMMITTED.read_text(encoding="utf-8"))
    return plain


def refs(thing: Any) -> Iterator[str]:
    """Every $ref in the document."""
    if isinstance(thing, dict):
        if isinstance(thing.get("$ref"), str):
            yield thing["$ref"]
        for inner in thing.values():
            yield from refs(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from refs(inner)


def resolved(document: Node, ref: str) -> Any:
    """What a local JSON pointer points to; raises KeyError where that is nothing."""
    root, *steps = ref.split("/")
    assert root == "#", f"{ref} leaves the document"
    found: Any = document
    for step in steps:
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def test_that_the_committed_document_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == text(VERSION), AGAIN


def test_that_it_has_what_asyncapi_3_requires(document: Node) -> None:
    assert document["asyncapi"].split(".")[0] == "3"
    assert document["info"]["title"]
    assert document["info"]["version"] == VERSION
    assert document["info"]["license"]["name"] == "Apache-2.0"
    known = {"asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components"}
    assert {name for name in document if not name.startswith("x-")} <= known
    for channel in document["channels"].values():
        assert channel["address"].startswith("/")
        assert channel["messages"]
    for message in document["components"]["messages"].values():
        assert message["name"]
        assert message["summary"]
        assert message["payload"]


def test_that_every_reference_resolves(document: Node) -> None:
    found = set(refs(document))
    assert len(found) > 50
    for ref in found:
        assert isinstance(resolved(document, ref), dict), ref


def test_that_each_operation_uses_messages_of_its_own_channel(document: Node) -> None:
    told = set()
    for operation in document["operations"].values():
        assert operation["action"] in {"send", "receive"}
        channel = operation["channel"]["$ref"]
        assert channel.startswith("#/channels/")
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"{channel}/messages/")
            told.add(message["$ref"].rpartition("/")[2])
    assert told == set(document["components"]["messages"])


def test_that_every_schema_is_a_json_schema_that_requires_only_what_it_has(document: Node) -> None:
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert set(schema.get("required", ())) <= set(schema.get("properties", ())), name


def test_that_each_frame_is_told_apart_by_its_op(document: Node) -> None:
    for name, message in document["components"]["messages"].items():
        schema = resolved(document, message["payload"]["$ref"])
        assert schema["properties"]["op"] == {"enum": [name]}
        assert "op" in schema["required"]


def test_that_every_personal_value_is_a_member_of_its_event(document: Node) -> None:
    for kind, paths in document["x-personal"].items():
        for path in paths:
            schema = resolved(document, document["x-events"][kind]["data"]["$ref"])
            for step in path.split("."):
                assert step in schema["properties"], (kind, path)
                below = list(refs(schema["properties"][step]))
                schema = resolved(document, below[0]) if below else schema
