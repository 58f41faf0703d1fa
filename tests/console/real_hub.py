"""A real hub in a process of its own, with accounts made and reports sent as anybody would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
READY_S = 60
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}


def hubpost(*words: str, **options: Any) -> str:
    """What one command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "console", *words],
        cwd=ROOT,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=READY_S,
        check=True,
        **options,
    )
    return done.stdout


class RealHub:
    """Where it listens, and its data folder."""

    def __init__(self, folder: Path, ws: str, http: str) -> None:
        self.folder, self.ws, self.http = folder, ws, http

    def account(self, name: str, role: str) -> str:
        """A new account's token."""
        return hubpost("user", "add", name, "--role", role, "--data", str(self.folder)).strip()

    def source(self, name: str) -> str:
        """A new source's token."""
        return hubpost("source", "add", name, "--data", str(self.folder)).strip()

    def report(self, token: str, reports: list[dict[str, Any]]) -> None:
        """Reports as one batch of CloudEvents."""
        batch = [
            {"specversion": "1.0", "id": f"r{place}", "source": "app", "type": "hubpost.report", "data": data}
            for place, data in enumerate(reports)
        ]
        answer = httpx.post(
            self.http + "/v1/events",
            content=json.dumps(batch),
            headers={"content-type": "application/cloudevents-batch+json", "authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=READY_S,
        )
        assert answer.status_code < 300, answer.text

    def journal(self) -> list[dict[str, Any]]:
        """Every event, as exported beside the running hub."""
        return [json.loads(line) for line in hubpost("export", "--data", str(self.folder)).splitlines()]

    def verify(self) -> None:
        """Let the stranger to the writer check the journal; raises when it is not clean."""
        hubpost("verify", "--data", str(self.folder))


@contextmanager
def running_hub(folder: Path) -> Iterator[RealHub]:
    """A hub on free ports, drained at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "hub", "--data", str(folder), "--listen", "127.0.0.1:0"],
        cwd=ROOT,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = next(line for line in process.stdout if line.startswith("ready "))
        where = dict(part.split("=", 1) for part in line.split()[1:])
        yield RealHub(folder, where["ws"], where["http"])
    finally:
        process.terminate()
        process.wait(READY_S)
        process.stdout.close()
