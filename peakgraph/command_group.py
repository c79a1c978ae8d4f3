"""The group of commands: what goes wrong becomes one line and an exit code.

In: a command that runs. Out: its result, or one line on stderr and exit code 2. How: click's group, with the library's
errors and the operating system's caught in one place; commands of other modules are loaded when they are asked for.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import click

from peakgraph.errors import PeakGraphError, harmless


class OneLineGroup(click.Group):
    """Turns the library's errors into one line and exit code 2; suggests a command that is near a wrong one."""

    #: Command to the module that holds a function of that name, loaded only when the command is asked for.
    elsewhere: ClassVar[Mapping[str, str]] = {
        "link": "peakgraph.link_command",
        "publish": "peakgraph.publish_command",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        command: click.Command = getattr(import_module(self.elsewhere[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        _mend_streams()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except PeakGraphError as error:
            click.echo(f"peakgraph: {harmless(str(error))}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except OSError as error:  # a full disk behind stdout, a closed stdin
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"peakgraph: {place}cannot go on ({error.strerror or error})", err=True)
            _drop_output()
            ctx.exit(2)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        name = args[0]
        near = get_close_matches(name, self.list_commands(ctx), 1)
        if self.get_command(ctx, name) is None and near and not name.startswith("-"):
            raise PeakGraphError(f"no command '{name}'; did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)


def _mend_streams() -> None:
    """Gives closed streams something to read and write, and terminals without Chinese their answers all the same."""
    for stream, mode in (("stdin", "r"), ("stdout", "w")):
        if getattr(sys, stream) is None:  # closed by who called us
            setattr(sys, stream, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - lives as long as we do
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Chinese still gets its answer


def _drop_output() -> None:
    """Sends what is still to be written nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
