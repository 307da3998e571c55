"""Runs the Sextant emulator: load, run, train, sweep, and results as lists, arrays or data frames."""

from ._command import SextantError, call, command
from ._results import Result, Table, read_table
from ._work import data_bin, export_network, import_network, infer, run, sweep, train

__all__ = [
    "Result",
    "SextantError",
    "Table",
    "call",
    "command",
    "data_bin",
    "export_network",
    "import_network",
    "infer",
    "read_table",
    "run",
    "sweep",
    "train",
]
