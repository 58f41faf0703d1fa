"""`hubpost console`: chooses between the desk and the client with no screen, so that the second never loads Qt."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from console.qt_guard import qt_guard

HEADLESS = "--headless"
HEADLESS_MODULE, DESK_MODULE = "core.client.headless", "console.app"


def main(argv: list[str]) -> int:
    """Run the chosen module's `main` with what is left of the arguments."""
    is_headless = HEADLESS in argv
    if not is_headless:
        qt_guard()
    module = importlib.import_module(HEADLESS_MODULE if is_headless else DESK_MODULE)
    run: Callable[[list[str]], int] = module.main
    return run([word for word in argv if word != HEADLESS])
