"""The headless console as a process of its own, over a real websocket to a fake hub."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.client.connection import ClosedError, UnreachableError, dial
from core.client.headless import MISUSED, MisusedError, hub_url, main, token_of
from tests.core.client.fake_hub import FakeHub
from tests.core.client.real_line import ROOT, Process, headless, listening


def note(case: int = 1, **more: object) -> dict[str, object]:
    return {"op": "cmd", "name": "case.note", "subject": f"case/YZ-20261122-{case:04d}", "body": {"text": "x"}} | more


def is_live(console: Process) -> bool:
    return any(line["state"] == "live" for line in console.of("link"))


def test_that_commands_go_in_and_what_became_of_them_comes_out(tmp_path: Path) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with listening(hub) as url, headless(url, tmp_path) as console:
            await console.until(lambda: is_live(console))
            console.says(note(1, id="a"), b"{junk", b"", note(2), {"op": "sing"})
            console.ends_input()
            assert await console.rest() == 0
            assert console.of("saved")[0]["id"] == "a"
            assert [line["ok"] for line in console.of("result")] == [True, True]
            assert sorted(line["event"]["seq"] for line in console.of("event")) == [1, 2]
            assert [(line["line"], line["error"]["code"]) for line in console.of("error")] == [(2, -32700), (5, -32601)]
            assert [line["cases"] for line in console.of("snapshot")] == [2]
            order = [line["kind"] for line in console.lines if line.get("id") == "a"]
            assert order == ["saved", "result"]
            assert len(hub.heard) == 2

    asyncio.run(story())


def test_that_sigterm_ends_it_cleanly_with_the_outbox_on_disk(tmp_path: Path) -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.is_down = True
        async with headless("ws://127.0.0.1:9", tmp_path) as console:
            console.says(note(1, id="a"))
            await console.until(lambda: bool(console.of("saved")))
            console.process.send_signal(signal.SIGTERM)
            assert await console.rest() == 0
        hub.is_down = False
        async with listening(hub) as url, headless(url, tmp_path) as console:
            console.ends_input()
            assert await console.rest() == 0
            assert [cmd["id"] for cmd in hub.heard] == ["a"]

    asyncio.run(story())


def test_that_a_refused_token_is_a_failure(tmp_path: Path) -> None:
    async def story() -> None:
        hub = FakeHub()
        hub.refuse_with = 4004
        async with listening(hub) as url, headless(url, tmp_path) as console:
            assert await console.rest() == 1
            assert console.of("link")[-1]["state"] == "refused"

    asyncio.run(story())


def test_that_a_reader_that_goes_away_ends_it(tmp_path: Path) -> None:
    async def story() -> None:
        hub = FakeHub()
        async with listening(hub) as url:
            command = f"exec {sys.executable} -m console console --headless --hub {url} --data {tmp_path} | head -1"
            shell = await asyncio.create_subprocess_shell(
                command,
                cwd=ROOT,
                env={"HUBPOST_TOKEN": "t", "PATH": "/usr/bin:/bin"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            async with asyncio.timeout(60):
                while not hub.lines:
                    await asyncio.sleep(0.02)
                hub.happens(0)
                out, err = await asyncio.gather(shell.stdout.read(), shell.stderr.read())  # type: ignore[union-attr]
                await shell.wait()
            shell._transport.close()  # type: ignore[attr-defined]
            assert out.count(b"\n") == 1
            assert err == b""

    asyncio.run(story())


def test_that_it_runs_without_qt() -> None:
    code = (
        "import sys; import console.console_cli; import core.client.headless;"
        "sys.exit(str([m for m in sys.modules if m.startswith(('PySide6', 'shiboken', 'pyqtgraph', 'widgets'))] or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_that_a_websocket_speaks_the_subprotocol_and_tells_how_it_ended() -> None:
    async def story() -> None:
        hub = FakeHub()
        async with listening(hub) as url:
            line = await dial(url)
            assert b'"hello"' in await line.recv()
            hub.cut(4013)
            with pytest.raises(ClosedError) as gone:
                await line.recv()
            assert gone.value.code == 4013
            with pytest.raises(ClosedError):
                await line.send(b"{}")
            await line.close(1000)
        with pytest.raises(UnreachableError):
            await dial(url)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ws://h:1", "ws://h:1/v1/stream"),
        ("ws://h:1/", "ws://h:1/v1/stream"),
        ("wss://h/v1/stream", "wss://h/v1/stream"),
        ("http://h:1", "ws://h:1/v1/stream"),
    ],
)
def test_that_the_hubs_address_may_be_said_shortly(said: str, meant: str) -> None:
    assert hub_url(said) == meant


def test_that_misuse_is_one_line_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUBPOST_TOKEN", raising=False)
    for argv in (["--hub", "h:1"], ["--hub", "ws://h:1"], ["--hub", "ws://h:1", "--token-file", str(tmp_path / "no")]):
        assert main(argv) == MISUSED
        assert capsys.readouterr().err.count("\n") == 1


def test_that_the_token_comes_from_file_or_environment(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("abc\n")
    assert token_of(tmp_path / "t", {}) == "abc"
    assert token_of(None, {"HUBPOST_TOKEN": " x "}) == "x"
    with pytest.raises(MisusedError, match="HUBPOST_TOKEN"):
        token_of(None, {})
