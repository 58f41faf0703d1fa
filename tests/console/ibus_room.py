"""A display, a session bus and an ibus daemon with a pinyin engine of their own, ended with the test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.console import xtest

ENGINE = "libpinyin"
COMPONENT = Path("/usr/share/ibus/component/libpinyin.xml")
MEMORY = Path("/usr/libexec/ibus-memconf")  # settings in memory: nobody's own are read or written
PROGRAMS = ("Xvfb", "dbus-daemon", "ibus-daemon", "ibus")
SCREEN = "1920x1080x24"
PATIENCE_S = 20.0

# A bus that starts nothing by itself.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
"""


def lacking() -> list[str]:
    """What this machine lacks for it, by name."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    absent += [str(path) for path in (COMPONENT, MEMORY) if not path.exists()]
    return absent + ([] if xtest.is_there() else ["libXtst"])


@contextmanager
def ibus_room(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a program finds them; `folder` holds the bus, the settings and what they wrote."""
    with ExitStack() as stack:
        home = folder / "home"
        (home / ".cache").mkdir(parents=True)
        _lend_fonts(home / ".cache" / "fontconfig")
        run = folder / "run"
        run.mkdir(mode=0o700)
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "IBUS_", "DBUS_"))},
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local"),
            "XDG_RUNTIME_DIR": str(run),
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            "LANG": "C.UTF-8",
            "QT_IM_MODULE": "ibus",
            "QT_QPA_PLATFORM": "xcb",
        }
        env.pop("WAYLAND_DISPLAY", None)
        env["DISPLAY"] = ":" + _says(
            stack, ["Xvfb", "-displayfd", "{}", "-screen", "0", SCREEN, "-nolisten", "tcp"], env
        )
        config = folder / "bus.conf"
        config.write_text(_BUS.format(folder=run), encoding="utf-8")
        bus = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address={}"]
        env["DBUS_SESSION_BUS_ADDRESS"] = _says(stack, bus, env)
        quiet = ["--panel", "disable", "--emoji-extension", "disable", "--config", str(MEMORY), "--cache", "none"]
        _starts(stack, ["ibus-daemon", *quiet], env)
        _chooses(env)
        yield env


def _lend_fonts(there: Path) -> None:
    """What fontconfig knows of this machine's fonts: finding it out anew takes half a minute for each program."""
    known = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fontconfig"
    known.mkdir(parents=True, exist_ok=True)
    there.symlink_to(known)


def _says(stack: ExitStack, command: list[str], env: dict[str, str]) -> str:
    """Start a program that tells in one line where it is; it writes to the pipe named in its arguments."""
    reads, writes = os.pipe()
    _starts(stack, [part.format(writes) for part in command], env, pipe=writes)
    os.close(writes)
    with os.fdopen(reads) as said:
        return said.readline().strip()


def _starts(stack: ExitStack, command: list[str], env: dict[str, str], pipe: int | None = None) -> None:
    """Start a program in a session of its own, so that what it starts ends with it."""
    started = subprocess.Popen(
        command,
        env=env,
        pass_fds=() if pipe is None else (pipe,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    stack.callback(_ends, started)


def _ends(started: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(started.pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    try:
        started.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def _chooses(env: dict[str, str]) -> None:
    """Switch the pinyin engine on as soon as the daemon takes the word."""
    begun = time.monotonic()
    while _asks(["ibus", "engine"], env) != ENGINE:
        assert time.monotonic() - begun < PATIENCE_S, f"ibus does not take up {ENGINE}"
        _asks(["ibus", "engine", ENGINE], env)  # its exit code tells nothing: it is 1 also when it worked
        time.sleep(0.1)


def _asks(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    ).stdout.strip()
