"""The golden transcripts are what a hub still says, and every frame of a real session fits the AsyncAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.console.real_hub import ROOT
from tests.foreign.transcripts import FOLDER, STORIES, Entry, recorded, settled

AGAIN = "the hub speaks otherwise than in the transcripts; if it should: python -m tests.foreign.transcripts"
WORDS = {"message_zh", "message_en"}


def wordless(thing: Any) -> Any:
    """Without the sentences for people, which may be put better without changing the protocol."""
    if isinstance(thing, dict):
        return {key: wordless(inner) for key, inner in thing.items() if key not in WORDS}
    return [wordless(inner) for inner in thing] if isinstance(thing, list) else thing


def closed(schema: Any) -> Any:
    """The schema with no member allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {key: closed(inner) for key, inner in schema.items()} | shut


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "resources/docs/protocol/asyncapi.json").read_text(encoding="utf-8"))
    document["components"]["schemas"] = closed(document["components"]["schemas"])
    return document


def misfits(asyncapi: dict[str, Any], entry: Entry) -> list[str]:
    """Where a frame, its events' data or its command's body say what the document does not."""

    def against(schema: dict[str, Any], thing: Any) -> list[str]:
        validator = Draft202012Validator({**schema, "components": asyncapi["components"]})
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(thing)]

    frame = entry["frame"]
    found = against(asyncapi["components"]["messages"][frame["op"]]["payload"], frame)
    for event in frame.get("events", ()):
        found += against(asyncapi["x-events"][event["type"]]["data"], event["data"])
    if frame["op"] == "cmd":
        found += against(asyncapi["x-commands"][frame["name"]]["body"], frame["body"])
    return found


@pytest.mark.parametrize("name", STORIES)
def test_that_a_fresh_recording_is_the_golden_transcript(name: str, tmp_path: Path, asyncapi: dict[str, Any]) -> None:
    record = recorded(STORIES[name], tmp_path / "hub")
    speakers = {"hub"} if name == "refusals" else {"hub", "client"}
    for entry in record:
        if entry.get("from") in speakers:
            assert misfits(asyncapi, entry) == [], entry

    fresh = settled(record)
    golden = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert wordless(fresh) == wordless(golden), AGAIN


def test_that_every_transcript_is_of_a_story() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.jsonl" for name in STORIES}
