"""The protocol as an AsyncAPI 3 document, made from the frames, commands and events themselves."""

from __future__ import annotations

import json
from typing import Any, Final, get_args

import msgspec

from core.domain import commands, events
from core.domain.envelope import PREFIX
from core.protocol.errors import CLOSE, NAMES, Error
from core.protocol.frames import (
    CLOUDEVENTS,
    PATH,
    SUBPROTOCOL,
    TO_CLIENT_MAX,
    TO_HUB_MAX,
    FromClient,
    FromHub,
)

_REF: Final = "#/components/schemas/{name}"


def document(version: str) -> dict[str, Any]:
    """The whole document; deterministic, so that the committed copy can be compared."""
    from_client, from_hub = get_args(FromClient), get_args(FromHub)
    structs = [*from_client, *from_hub, *commands.BODIES.values(), *events.TYPES.values(), Error]
    unique = list({s.__name__: s for s in structs}.values())
    _, schemas = msgspec.json.schema_components(unique, ref_template=_REF)
    schemas["CloudEvent"] = _cloud_event()
    schemas["Events"]["properties"]["events"]["items"] = {"$ref": _REF.format(name="CloudEvent")}
    schemas["Cmd"]["properties"]["body"] = {"type": "object", "description": "by `name`, see x-commands"}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hub Command Post stream",
            "version": version,
            "description": (
                f"WebSocket at {PATH}, subprotocol {SUBPROTOCOL}; UTF-8 text frames, one JSON object each, no "
                f"compression; at most {TO_HUB_MAX} bytes to the hub and {TO_CLIENT_MAX} to the client. "
                f"Subprotocol {CLOUDEVENTS} sends one CloudEvent a message to listeners with a bearer header. "
                "The prose, with the order of frames and every rule, is protocol.md beside this file."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "stream": {
                "address": PATH,
                "messages": {m.__struct_config__.tag: _message_ref(m) for m in (*from_client, *from_hub)},
            }
        },
        "operations": {
            "to_hub": _operation("receive", from_client),
            "to_client": _operation("send", from_hub),
        },
        "components": {
            "messages": {str(m.__struct_config__.tag): _message(m) for m in (*from_client, *from_hub)},
            "schemas": dict(sorted(schemas.items())),
        },
        "x-commands": {name: {"body": _ref(body)} for name, body in sorted(commands.BODIES.items())},
        "x-events": {PREFIX + name: {"data": _ref(data)} for name, data in sorted(events.TYPES.items())},
        "x-personal": {PREFIX + name: list(paths) for name, paths in sorted(events.PERSONAL.items())},
        "x-errors": {str(code): name for code, name in NAMES.items()},
        "x-close-codes": {str(code): {"reason": why, "reconnect": back} for code, (why, back) in CLOSE.items()},
    }


def text(version: str) -> str:
    """The document as it is committed."""
    return json.dumps(document(version), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _ref(struct: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(name=struct.__name__)}


def _message(struct: type[Any]) -> dict[str, Any]:
    summary = (struct.__doc__ or "").strip().splitlines()[0]
    return {"name": str(struct.__struct_config__.tag), "summary": summary, "payload": _ref(struct)}


def _message_ref(struct: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/messages/{struct.__struct_config__.tag}"}


def _operation(action: str, structs: tuple[type[Any], ...]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/stream"},
        "messages": [{"$ref": f"#/channels/stream/messages/{s.__struct_config__.tag}"} for s in structs],
    }


def _cloud_event() -> dict[str, Any]:
    """The envelope of every event; `data` is one of x-events by `type`."""
    text_field = {"type": "string"}
    return {
        "title": "CloudEvent",
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "EPOCH.SEQ"},
            "source": {"type": "string", "description": "/hubpost/EPOCH"},
            "type": {"enum": [PREFIX + name for name in sorted(events.TYPES)]},
            "subject": {"type": "string", "description": "case/NO, task/NO.N, link/ID or clock/hub"},
            "time": {"type": "string", "format": "date-time", "description": "the hub's, UTC"},
            "datacontenttype": {"const": "application/json"},
            "data": {"type": "object"},
            "seq": {"type": "integer", "minimum": 1, "description": "dense per journal epoch"},
            "version": {"type": "integer", "minimum": 0, "description": "of the case; a task's is its case's"},
            "actor": text_field,
            "cause": {"type": "string", "description": "the command's id, or the name of the hub's own job"},
            "occurredat": {"type": "string", "format": "date-time"},
        },
        "required": [
            "specversion", "id", "source", "type", "subject", "time", "datacontenttype",
            "data", "seq", "version", "actor",
        ],
    }  # fmt: skip
