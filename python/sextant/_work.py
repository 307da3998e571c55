"""The commands as functions. Keyword arguments are options: `max_cycles=5` is `--max-cycles 5`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Union

from ._command import call, options
from ._results import Result

PathLike = Union[str, "os.PathLike[str]"]


def run(program: PathLike, *, output: PathLike | None = None, **settings: Any) -> Result:
    """Runs a host script, a firmware program or its source."""
    return Result(call("run", program, *options({"output": output, **settings})), output)


def train(*, output: PathLike | None = None, **settings: Any) -> Result:
    """Trains the chip on a task; `epochs`, `samples`, `seed`, `data` and so on are options of `sextant train`."""
    return Result(call("train", *options({"output": output, **settings})), output)


def import_network(file: PathLike, output: PathLike, *, dt: str, reset: str, **settings: Any) -> Result:
    """Brings a NIR network to the chip; `allow="drop-synapse,clamp-leak"` names approximations."""
    return Result(
        call("import", file, *options({"output": output, "dt": dt, "reset": reset, **settings})), output
    )


def infer(directory: PathLike, data: PathLike, **settings: Any) -> Result:
    """Lets an imported network answer samples; `neurobench=True` adds the metrics of NeuroBench."""
    return Result(call("infer", directory, *options({"data": data, **settings})))


def export_network(directory: PathLike, output: PathLike, **settings: Any) -> Result:
    """Writes a network as it is on the chip as NIR."""
    return Result(call("export", directory, *options({"output": output, **settings})))


def data_bin(recordings: Sequence[PathLike], output: PathLike, *, dt: str, **settings: Any) -> Result:
    """Brings recordings to inputs and ticks."""
    return Result(call("data", "bin", *recordings, *options({"output": output, "dt": dt, **settings})))


def sweep(
    work: Callable[..., Mapping[str, Any]], *, jobs: int | None = None, **parameters: Iterable[Any]
) -> list[dict[str, Any]]:
    """Calls `work` for every combination of the parameters, several at once.

    :param jobs: at most so many at once; default: the processors there are.
    :returns: a row for each combination, in their order: its parameters, and what `work` gave under "result".
    :raises SextantError: from the first combination that fails.
    """
    names = list(parameters)
    points = [dict(zip(names, values)) for values in itertools.product(*parameters.values())]
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count()) as pool:
        results = list(pool.map(lambda point: work(**point), points))
    return [{**point, "result": result} for point, result in zip(points, results)]
