"""The hub as a process: says that it is ready, serves probes and listeners, is alone on its folder, and drains."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from core.hub.main import main
from core.protocol.errors import FORBIDDEN
from tests.core.hub.process import Caller, HubProcess, dial, hubpost, story


def test_that_a_hub_serves_probes_sources_and_listeners_and_drains(tmp_path: Path) -> None:
    data = tmp_path / "data"
    tokens = [hubpost("user", "add", name, "--role", role, "--data", str(data)).stdout.strip()
              for name, role in (("0107", "operator"), ("eye", "viewer"))]  # fmt: skip
    source = hubpost("source", "add", "app", "--data", str(data)).stdout.strip()

    async def work(hub: HubProcess) -> None:
        async with httpx.AsyncClient(trust_env=False) as web, dial(hub.ws) as socket:
            caller = Caller(socket)
            await caller.until("hello")
            await caller.say(op="identify", token=tokens[0], client="t", seat="02")
            await caller.until("snapshot_end")
            bearer = {"Authorization": f"Bearer {tokens[1]}"}
            events = connect(hub.ws, subprotocols=[Subprotocol("cloudevents.json")], additional_headers=bearer,
                             compression=None, proxy=None)  # fmt: skip
            async with events as listening:
                assert listening.subprotocol == "cloudevents.json"
                report = {"title": "下水堵塞", "narrative": "只给办事的人看", "reporter": {"phone": "13912345678"}}
                sent = await web.post(f"{hub.http}/v1/sources/app", json=report,
                                      headers={"Authorization": f"Bearer {source}"})  # fmt: skip
                assert sent.status_code == 202
                while (event := json.loads(await listening.recv()))["type"] != "hubpost.case.reported":
                    pass
                text = json.dumps(event, ensure_ascii=False)
                assert event["subject"] == sent.json()["subject"]
                assert "只给办事的人看" not in text
                assert "13912345678" not in text
            await caller.say(op="cmd", id="1", name="case.ack", subject="case/none", body={})
            assert (await caller.until("result"))["error"]["code"] == FORBIDDEN
            health = (await web.get(f"{hub.page}/health")).json()
            assert set(health) >= {
                "status",
                "epoch",
                "head_seq",
                "chain_head",
                "clients",
                "journal",
                "clock",
                "sources",
            }
            assert (health["status"], health["clients"], "app" in health["sources"]) == ("ok", 1, True)
            metrics = await web.get(f"{hub.page}/metrics")
            assert "hubpost_head_seq" in metrics.text
            assert (await web.get(f"{hub.page}/other")).status_code == 404
            with pytest.raises(InvalidStatus):
                await connect(hub.ws, subprotocols=[Subprotocol("cloudevents.json")], proxy=None)
            second = await asyncio.to_thread(hubpost, "hub", "--data", str(data), "--listen", "127.0.0.1:0")
            assert second.returncode == 1
            assert len(second.stderr.splitlines()) == 1
            assert "another hub" in second.stderr
            code = asyncio.create_task(asyncio.to_thread(hub.terminate))
            assert (await caller.until("drain"))["after_ms"] > 0
            with pytest.raises(ConnectionClosed) as gone:
                await caller.until("never")
            assert gone.value.rcvd is not None
            assert gone.value.rcvd.code == 4014
            assert await code == 0

    with HubProcess(data) as hub:
        story(work(hub))
    assert hubpost("verify", "--data", str(data)).returncode == 0
    with sqlite3.connect(data / "hub.db") as db:
        (head,) = db.execute("SELECT max(seq) FROM events").fetchone()
        assert db.execute("SELECT max(seq) FROM snapshots").fetchone() == (head,)
    db.close()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--listen", "0.0.0.0:0"], "--insecure"),
        (["--listen", "nowhere"], "HOST:PORT"),
        (["--listen", "127.0.0.1:0", "--ingest", "0.0.0.0:0"], "plain http on 0.0.0.0"),
        (["--ingest", "nowhere"], "--ingest 'nowhere' is not HOST:PORT"),
        (["--district", "atlantis"], "atlantis"),
        (["--database", "postgresql://x/y"], "postgresql"),
        (["--config", "/nonexistent.toml"], "nonexistent"),
    ],
)
def test_that_a_hub_that_cannot_start_says_why_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    assert main(["--data", str(tmp_path), *argv]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_that_with_a_certificate_both_ports_speak_tls_and_the_log_is_the_hubs_own(tmp_path: Path) -> None:
    cert, key, config = (tmp_path / name for name in ("cert.pem", "key.pem", "hub.toml"))
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=hub -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*words.split(), "-keyout", key, "-out", cert], check=True, capture_output=True)
    config.write_text(f"tls_certificate = '{cert}'\ntls_key = '{key}'\ningest = '127.0.0.1:0'\n", encoding="utf-8")
    with HubProcess(tmp_path / "data", "--config", str(config)) as hub:
        assert hub.ws.startswith("wss://127.0.0.1:")
        assert hub.http.startswith("https://127.0.0.1:")
        with httpx.Client(trust_env=False, verify=ssl.create_default_context(cafile=cert)) as web:
            assert web.post(f"{hub.http}/v1/events").status_code == 401
        assert hub.terminate() == 0
    log = (tmp_path / "hub.err").read_text(encoding="utf-8")
    assert "draining" in log
    assert "uvicorn" not in log
    assert "alembic" not in log


def test_that_a_config_file_is_read_and_an_unknown_name_in_it_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hub.toml"
    config.write_text('listen = "0.0.0.0:0"\n', encoding="utf-8")
    assert main(["--data", str(tmp_path), "--config", str(config)]) == 1
    assert "--insecure" in capsys.readouterr().err
    config.write_text("lisen = 1\n", encoding="utf-8")
    assert main(["--data", str(tmp_path), "--config", str(config)]) == 1
    assert "lisen" in capsys.readouterr().err
