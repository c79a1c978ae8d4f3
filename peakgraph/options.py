"""Options that several commands share, so that they have the same names everywhere.

In: nothing. Out: click options, and the project folder that one of them names.
How: plain decorators; light, as each command loads them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from peakgraph.paths import find_project, named_project

Command = TypeVar("Command", bound=Callable[..., Any])

project_option = click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="Folder with graph/readings; by default the one around this folder, else the data that came along.",
)


def timeout_option(seconds: float) -> Callable[[Command], Command]:
    """The option --timeout, with a default of so many seconds."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0.1, max=3600),
        default=float(seconds),
        show_default=True,
        metavar="SECONDS",
        help="The most that one request may take, its retries included.",
    )


def folder_of(project: Path | None) -> Path:
    """The project that --project names, else the one around this folder, else the data that came along."""
    return named_project(project) if project else find_project()
