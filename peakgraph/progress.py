"""The progress bar of long work: on a terminal only, on stderr, gone when the work is done.

In: what is counted. Out: a function that says how far the work is. How: rich, loaded where a bar is drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

#: Takes `completed`, `advance`, `total` and `description`; what is left out stays as it is.
Update = Callable[..., None]


@contextmanager
def progress_bar(description: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Update]:
    """A bar that is moved by what it yields; `total` may come later. Silence where asked, or on no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda **_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield partial(bar.update, bar.add_task(description, total=total))
