"""Keys as a keyboard gives them to an X server, by XTEST through ctypes: what an input method sees is real."""

from __future__ import annotations

import ctypes as c
import ctypes.util

LIBRARIES = ("X11", "Xtst")
SHIFT = "Shift_L"


def is_there() -> bool:
    """Whether this machine has what is needed."""
    return all(ctypes.util.find_library(name) for name in LIBRARIES)


class Keyboard:
    """The keyboard of one display."""

    def __init__(self, display: str) -> None:
        self._x, self._t = (c.CDLL(str(ctypes.util.find_library(name))) for name in LIBRARIES)
        self._x.XOpenDisplay.restype = c.c_void_p
        self._x.XStringToKeysym.argtypes, self._x.XStringToKeysym.restype = [c.c_char_p], c.c_ulong
        self._x.XKeysymToKeycode.argtypes, self._x.XKeysymToKeycode.restype = [c.c_void_p, c.c_ulong], c.c_ubyte
        self._x.XFlush.argtypes = [c.c_void_p]
        self._t.XTestFakeKeyEvent.argtypes = [c.c_void_p, c.c_uint, c.c_int, c.c_ulong]
        self._display = self._x.XOpenDisplay(display.encode())
        assert self._display, f"no X server at {display}"

    def strikes(self, *names: str) -> None:
        """Press and let go of keys by X's names, together: `Control_L`, `k`."""
        for name in names:
            self._does(name, is_down=True)
        for name in reversed(names):
            self._does(name, is_down=False)
        self._x.XFlush(self._display)

    def _does(self, name: str, is_down: bool) -> None:
        code = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode()))
        assert code, f"this keyboard has no {name}"
        self._t.XTestFakeKeyEvent(self._display, code, int(is_down), 0)
