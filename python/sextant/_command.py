"""Finds the command line and calls it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class SextantError(RuntimeError):
    """The command failed; the message is its own line about what is wrong, where, and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        """As the README of Sextant lists them: 1 comparison, 2 command line, 3 contents of a file, 4 file, 5 trap."""


def command() -> list[str]:
    """The command line as a list of words: $SEXTANT, `sextant` on the path, or the one built in this clone.

    :raises SextantError: when there is none.
    """
    chosen = os.environ.get("SEXTANT")
    if chosen:
        return shlex.split(chosen)
    installed = shutil.which("sextant")
    if installed:
        return [installed]
    built = Path(__file__).resolve().parents[2] / "dist" / "sextant.js"
    if built.exists():
        return ["node", str(built)]
    raise SextantError("no sextant command: install it, build it (npm run build), or set SEXTANT to it", 127)


def call(*words: str | os.PathLike[str] | float, cwd: str | os.PathLike[str] | None = None) -> Any:
    """Calls the command line with `--json` and gives back what it prints.

    :param words: command, arguments and options.
    :raises SextantError: when it fails.
    """
    result = subprocess.run(
        [*command(), *(str(word) for word in words), "--json"],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    if result.returncode != 0:
        lines = result.stderr.strip().splitlines()
        raise SextantError(lines[-1] if lines else f"exit code {result.returncode}", result.returncode)
    return json.loads(result.stdout)


def options(values: dict[str, Any]) -> Sequence[str]:
    """Options from keyword arguments: `max_cycles=5` is `--max-cycles 5`, True a flag, a list a repeated option."""
    words: list[str] = []
    for name, value in values.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(option)
        elif isinstance(value, (list, tuple)):
            for item in value:
                words += [option, str(item)]
        else:
            words += [option, str(value)]
    return words
