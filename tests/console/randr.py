"""Monitors of an X server under Xvfb that are set and taken away as a plug would, by RandR through ctypes."""

from __future__ import annotations

import ctypes as c
import ctypes.util
from typing import Any

LIBRARIES = ("X11", "Xrandr")


class _Monitor(c.Structure):
    _fields_ = [
        ("name", c.c_ulong),
        ("primary", c.c_int),
        ("automatic", c.c_int),
        ("noutput", c.c_int),
        ("x", c.c_int),
        ("y", c.c_int),
        ("width", c.c_int),
        ("height", c.c_int),
        ("mwidth", c.c_int),
        ("mheight", c.c_int),
        ("outputs", c.POINTER(c.c_ulong)),
    ]


def is_there() -> bool:
    """Whether this machine has what is needed."""
    return all(ctypes.util.find_library(name) for name in LIBRARIES)


class Plugs:
    """The monitors of one display."""

    def __init__(self, display: str) -> None:
        self._x, self._r = (c.CDLL(str(ctypes.util.find_library(name))) for name in LIBRARIES)
        self._x.XOpenDisplay.restype = c.c_void_p
        self._x.XDefaultRootWindow.argtypes, self._x.XDefaultRootWindow.restype = [c.c_void_p], c.c_ulong
        self._x.XInternAtom.argtypes = [c.c_void_p, c.c_char_p, c.c_int]
        self._x.XInternAtom.restype = c.c_ulong
        self._x.XSync.argtypes = [c.c_void_p, c.c_int]
        self._r.XRRAllocateMonitor.argtypes = [c.c_void_p, c.c_int]
        self._r.XRRGetMonitors.argtypes = [c.c_void_p, c.c_ulong, c.c_int, c.POINTER(c.c_int)]
        for made in (self._r.XRRAllocateMonitor, self._r.XRRGetMonitors):
            made.restype = c.POINTER(_Monitor)
        self._r.XRRSetMonitor.argtypes = [c.c_void_p, c.c_ulong, c.POINTER(_Monitor)]
        self._r.XRRDeleteMonitor.argtypes = [c.c_void_p, c.c_ulong, c.c_ulong]
        self._display = self._x.XOpenDisplay(display.encode())
        assert self._display, f"no X server at {display}"
        self._root = self._x.XDefaultRootWindow(self._display)

    def set(self, name: str, box: tuple[int, int, int, int], is_first: bool = False) -> None:
        """Put a monitor there; the first takes the server's only output, so that no third one is left over."""
        made = self._r.XRRAllocateMonitor(self._display, 1 if is_first else 0)
        monitor: Any = made.contents
        monitor.name, monitor.primary, monitor.automatic = self._atom(name), int(is_first), 0
        monitor.x, monitor.y, monitor.width, monitor.height = box
        monitor.mwidth, monitor.mheight = box[2] // 4, box[3] // 4
        monitor.noutput = 0
        if is_first:
            count = c.c_int()
            found = self._r.XRRGetMonitors(self._display, self._root, 1, c.byref(count))
            monitor.outputs[0], monitor.noutput = found[0].outputs[0], 1
        self._r.XRRSetMonitor(self._display, self._root, made)
        self._x.XSync(self._display, 0)

    def pull(self, name: str) -> None:
        """Take one away."""
        self._r.XRRDeleteMonitor(self._display, self._root, self._atom(name))
        self._x.XSync(self._display, 0)

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, name.encode(), 0))
