"""The command line: one table of subcommands, each imported only when it is chosen, so that the hub runs without Qt."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

Run = Callable[[list[str]], int]


@dataclass(frozen=True)
class Command:
    """One subcommand: its name, what it does, and where its function `(argv) -> exit code` lives."""

    name: str
    says: str
    where: str


COMMANDS = (
    Command("demo", "hub, live sources and console in one, on an embedded database", "console.demo:main"),
    Command("hub", "the hub", "core.hub.main:main"),
    Command("console", "the console; --headless is the client with no screen", "console.console_cli:main"),
    Command("practice", "learn the desk's six most used acts on a sandbox", "console.practice:main"),
    Command("replay", "feed a recorded log in time order through a connector", "console.replay_cli:main"),
    Command("user", "add and change accounts", "core.hub.accounts_cli:main_user"),
    Command("source", "add and change sources", "core.hub.accounts_cli:main_source"),
    Command("district", "list, check and export the district packages", "core.district_cli:main"),
    Command("export", "print the journal as JSON lines", "core.journal.cli:main_export"),
    Command("backup", "copy the hub's database to a new file", "core.journal.cli:main_backup"),
    Command("verify", "check a journal's sequence and chain", "core.journal.verify:main"),
    Command("bench", "measure, as ratios to peers and limits in the same run", "console.bench:main"),
    Command("gallery", "every widget in every state as pictures", "console.gallery_cli:main"),
    Command("shots", "every page and layout in every state as pictures, measured", "console.shots_cli:main"),
    Command("doctor", "say what this machine lacks, with the exact fix", "console.doctor:main"),
)

USAGE = "usage: hubpost COMMAND [ARGUMENTS]"
HINT = "hubpost --help lists the commands"
EXAMPLE = "example: hubpost demo --speed 20"

# The packages of the extra `console`; a hub installed without them says so in one line.
SCREEN_PACKAGES = frozenset({"PySide6", "shiboken6", "pyqtgraph"})


def help_text(commands: Sequence[Command] = COMMANDS) -> str:
    """What `hubpost --help` prints."""
    width = max(len(command.name) for command in commands)
    lines = [f"  {command.name:<{width}}  {command.says}" for command in commands]
    return "\n".join([USAGE, "", *lines, "", "hubpost COMMAND --help tells more of one.", EXAMPLE])


def version_text(tree: Path = TREE) -> str:
    """The version: of the source tree when run from one, else as installed."""
    project = tree / "pyproject.toml"
    if project.is_file():
        return f"hubpost {tomllib.loads(project.read_text(encoding='utf-8'))['project']['version']}"
    return f"hubpost {metadata.version('hubpost')}"


def load(command: Command) -> Run:
    """The command's function; raises ModuleNotFoundError when a package it needs is not installed."""
    module, _, function = command.where.partition(":")
    run: Run = getattr(importlib.import_module(module), function)
    return run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code: 0 done, 1 failed, 2 misused."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        print(help_text(), file=sys.stderr)
        return MISUSED
    name, *rest = words
    if name in ("-h", "--help"):
        print(help_text())
        return OK
    if name == "--version":
        print(version_text())
        return OK
    command = next((each for each in COMMANDS if each.name == name), None)
    if command is None:
        print(f"hubpost: there is no command {name!r}; {HINT}", file=sys.stderr)
        return MISUSED
    return run(command, rest)


def run(command: Command, argv: list[str]) -> int:
    """Load and run `command`, turning a missing screen package and Ctrl+C into an exit code."""
    try:
        return load(command)(argv)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in SCREEN_PACKAGES:
            raise
        print(f"hubpost {command.name}: {missing.name} is missing; run it as ./hubpost {command.name}, "
              "or install hubpost[console]", file=sys.stderr)  # fmt: skip
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
