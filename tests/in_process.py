"""The command line within the tests' own process: quicker where a process of its own would show nothing more."""

from __future__ import annotations

from subprocess import CompletedProcess

from click.testing import CliRunner

from peakgraph.cli import main
from tests.small_project import SmallProject


def run_here(project: SmallProject, *words: str, stdin: str = "", **environment: str) -> CompletedProcess[str]:
    """As `SmallProject.run`, without the process."""
    done = CliRunner(env=environment).invoke(main, [*words, "--project", str(project.folder)], input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
