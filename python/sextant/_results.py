"""Results: what `--json` printed, and the tables in a directory of results."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import numpy
    import pandas

Value = Union[int, float, str]


class Table(Mapping[str, "list[Value]"]):
    """Columns by name; numbers are numbers."""

    def __init__(self, columns: dict[str, list[Value]]) -> None:
        self._columns = columns

    def __getitem__(self, name: str) -> list[Value]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def rows(self) -> int:
        """Rows there are."""
        return len(next(iter(self._columns.values()), []))

    def array(self, name: str) -> numpy.ndarray[Any, Any]:
        """A column as numpy array, shape [rows]. :raises ImportError: without numpy."""
        import numpy

        return numpy.asarray(self._columns[name])

    def frame(self) -> pandas.DataFrame:
        """The table as data frame. :raises ImportError: without pandas."""
        import pandas

        return pandas.DataFrame(self._columns)


class Result(Mapping[str, Any]):
    """What a command printed as JSON, and the directory it wrote to."""

    def __init__(self, data: Mapping[str, Any], directory: str | os.PathLike[str] | None = None) -> None:
        self.data = data
        self.directory = None if directory is None else Path(directory)

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def table(self, name: str) -> Table:
        """A table in the directory, such as `samples.csv`. :raises ValueError: when nothing was written."""
        if self.directory is None:
            raise ValueError("this result has no directory: give output=...")
        return read_table(self.directory / name)


def read_table(file: str | os.PathLike[str]) -> Table:
    """Reads a CSV table; lines that begin with # are remarks."""
    with open(file, newline="", encoding="utf-8") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        header = next(rows, [])
        columns: dict[str, list[Value]] = {name: [] for name in header}
        for row in rows:
            for name, text in zip(header, row):
                columns[name].append(_value(text))
    return Table(columns)


def _value(text: str) -> Value:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
