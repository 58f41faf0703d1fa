"""The demo's moving picture: a test pattern made on the spot, looped as a live HLS stream on loopback."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Final

SECONDS: Final = 20
# A moving pattern with its own clock, greyed so that it does not outshine an alarm.
PATTERN: Final = f"testsrc2=size=640x360:rate=25:duration={SECONDS},hue=s=0.12,eq=brightness=-0.2:contrast=0.7"
NAME: Final = "live.m3u8"


class TestPattern:
    """Serves one live stream for every address `demo:…`; without ffmpeg there is none, and tiles say so."""

    __test__ = False  # not a test, whatever its name

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ffmpeg: subprocess.Popen[bytes] | None = None
        self._server: http.server.ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> bool:
        """Make the clip if it is not there, loop it and serve it; False when this machine has no ffmpeg."""
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg is None:
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("live*"):
            old.unlink()
        clip = self._folder / "pattern.mp4"
        quiet = [ffmpeg, "-nostdin", "-loglevel", "error", "-y"]
        if not clip.exists():
            whole = self._folder / "making.mp4"
            shape = ["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-pix_fmt", "yuv420p"]
            made = subprocess.run([*quiet, "-f", "lavfi", "-i", PATTERN, *shape, str(whole)], check=False)
            if made.returncode != 0:
                return False
            whole.rename(clip)
        loop = ["-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy", "-f", "hls", "-hls_time", "1"]
        keep = ["-hls_list_size", "6", "-hls_flags", "delete_segments+omit_endlist", str(self._folder / NAME)]
        self._ffmpeg = subprocess.Popen([*quiet, *loop, *keep])
        handler = functools.partial(_Quiet, directory=str(self._folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="stream", daemon=True)
        self._thread.start()
        return True

    def url(self, address: str) -> str | None:
        """Where to play a link's stream address, or None when it is not one of the demo's."""
        if self._server is None or not address.startswith("demo:"):
            return None
        return f"http://127.0.0.1:{self._server.server_address[1]}/{NAME}"

    def stop(self) -> None:
        """End the stream."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._thread is not None:
            self._thread.join()
        if self._ffmpeg is not None:
            self._ffmpeg.terminate()
            self._ffmpeg.wait()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return
