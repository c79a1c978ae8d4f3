import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that bootstrap.py takes for its checkout."""
    root = tmp_path / "check out"
    root.mkdir()
    for name in bootstrap.FINGERPRINTED:
        (root / name).write_text(f"{name}\n", encoding="utf-8")
    for name in (f"{bootstrap.FRONTEND}/engine.mjs", bootstrap.ENGINE, f"{bootstrap.WEB_CHECKS}/package-lock.json"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "PAGE", root / "graph" / "dist" / "network.html")
    return root


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment with PeakGraph's command in it and no stamp."""
    folder = tmp_path / "environment"
    executable(Path(bootstrap.program(folder, "peakgraph")))
    return folder


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


# Python


def test_an_old_python_can_read_the_file() -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_what_to_run() -> None:
    said = bootstrap.python_complaint((3, 9, 2))
    assert "3.11 or newer" in said
    assert "this is 3.9.2:" in said
    assert "python3.12 bootstrap.py" in said


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_help_has_examples_and_exit_codes() -> None:
    shown = subprocess.run([sys.executable, bootstrap.__file__, "--help"], capture_output=True, text=True, check=True)
    assert "python3 bootstrap.py test" in shown.stdout
    assert "exit codes: 0" in shown.stdout


def test_an_unknown_word_cannot_run() -> None:
    with pytest.raises(SystemExit) as stopped:
        bootstrap.main(["tset"])
    assert stopped.value.code == 2


# The environment


def test_debian_is_told_the_package_of_its_own_python() -> None:
    assert "`apt-get install python3.13-venv`" in bootstrap.venv_complaint((3, 13, 5), debian=True)
    assert "apt-get" not in bootstrap.venv_complaint((3, 13, 5), debian=False)


def test_a_missing_ensurepip_stops_before_anything_is_made(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "active_environment", lambda: None)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    assert bootstrap.main([]) == 2
    said = capsys.readouterr().err
    assert "venv" in said
    assert said.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_a_folder_that_only_has_the_name_is_left_alone(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(bootstrap.CannotRun, match="is not a virtual environment: move it away"):
        bootstrap.make_environment(checkout / ".venv")
    assert (checkout / ".venv" / "thesis.txt").exists()


def test_an_environment_without_a_working_python_does_not_work(tmp_path: Path) -> None:
    assert not bootstrap.works(tmp_path)
    executable(Path(bootstrap.program(tmp_path, "python")), "#!/bin/sh\nexit 1\n")
    assert not bootstrap.works(tmp_path)


def test_the_active_environment_is_that_of_python_else_the_named_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/some/environment")
    monkeypatch.setenv("VIRTUAL_ENV", "/another")
    assert bootstrap.active_environment() == Path("/some/environment")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert bootstrap.active_environment() == Path("/another")
    monkeypatch.delenv("VIRTUAL_ENV")
    assert bootstrap.active_environment() is None


def test_a_broken_active_environment_is_named(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "active_environment", lambda: tmp_path / "gone")
    assert bootstrap.main([]) == 2
    assert f"{tmp_path / 'gone'} has no pip" in capsys.readouterr().err


def test_a_folder_that_is_not_writable_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert bootstrap.main([]) == 2
    assert f"{checkout} is not writable" in capsys.readouterr().err


# The stamp


@pytest.fixture
def pip_calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The pip commands that were run; each succeeds."""
    calls: list[list[str]] = []

    def succeed(command: list[str], environment: Path, **variables: str) -> tuple[int, list[str]]:
        calls.append(command)
        return 0, []

    monkeypatch.setattr(bootstrap, "run_noisy", succeed)
    return calls


@pytest.mark.usefixtures("checkout")
def test_an_installation_is_not_repeated(environment: Path, pip_calls: list[list[str]]) -> None:
    bootstrap.install(environment, "test")
    bootstrap.install(environment, "test")
    bootstrap.install(environment, "")
    assert [call[-2:] for call in pip_calls] == [["-e", ".[test]"]]


@pytest.mark.usefixtures("checkout")
def test_tests_need_more_than_a_build(environment: Path, pip_calls: list[list[str]]) -> None:
    bootstrap.install(environment, "")
    bootstrap.install(environment, "test")
    assert [call[-1] for call in pip_calls] == [".", ".[test]"]


@pytest.mark.parametrize("name", [*bootstrap.FINGERPRINTED, f"{bootstrap.FRONTEND}/engine.mjs"])
def test_a_changed_file_installs_again(
    checkout: Path, environment: Path, pip_calls: list[list[str]], name: str
) -> None:
    bootstrap.install(environment, "")
    (checkout / name).write_text("changed", encoding="utf-8")
    bootstrap.install(environment, "")
    assert len(pip_calls) == 2


def test_a_moved_checkout_installs_again(
    checkout: Path, environment: Path, pip_calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.install(environment, "")
    monkeypatch.setattr(bootstrap, "ROOT", checkout.rename(checkout.with_name("moved")))
    bootstrap.install(environment, "")
    assert len(pip_calls) == 2


@pytest.mark.usefixtures("checkout", "pip_calls")
def test_a_lost_command_installs_again(environment: Path) -> None:
    bootstrap.install(environment, "")
    Path(bootstrap.program(environment, "peakgraph")).unlink()
    assert not bootstrap.is_installed(environment, "")


@pytest.mark.usefixtures("checkout", "pip_calls")
def test_a_failed_installation_leaves_no_stamp(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.install(environment, "")
    monkeypatch.setattr(bootstrap, "run_noisy", lambda *_, **__: (1, ["ERROR: No matching distribution found for x"]))
    with pytest.raises(bootstrap.CannotRun, match=r"pip ended with exit code 1: ERROR: No matching"):
        bootstrap.install(environment, "test")
    assert not bootstrap.is_installed(environment, "")


@pytest.mark.parametrize("code", [0, 1], ids=["npm gets nothing", "nor does pip"])
def test_a_missing_engine_is_tried_for_each_time_and_nothing_fails(
    checkout: Path,
    environment: Path,
    pip_calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
) -> None:
    bootstrap.install(environment, "")
    (checkout / bootstrap.ENGINE).unlink()
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, *_, **__: (pip_calls.append(command), (code, []))[1])
    capsys.readouterr()
    for calls in (2, 3):
        bootstrap.install(environment, "")
        assert len(pip_calls) == calls
        assert "the page has no SPARQL; run this again with a network" in capsys.readouterr().err
    (checkout / bootstrap.ENGINE).touch()
    bootstrap.install(environment, "")
    assert len(pip_calls) == 3


def test_a_first_installation_may_lack_the_engine(
    checkout: Path, environment: Path, pip_calls: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / bootstrap.ENGINE).unlink()
    bootstrap.install(environment, "test")
    assert "no SPARQL" in capsys.readouterr().err
    assert bootstrap.is_installed(environment, "test")
    assert len(pip_calls) == 1


def test_pip_without_a_network_is_told_from_pip_without_a_package() -> None:
    offline = [
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'",
        "ERROR: No matching distribution found for click",
    ]
    assert "check the network" in bootstrap.pip_complaint(1, offline)
    assert "disk is full" in bootstrap.pip_complaint(1, ["OSError: [Errno 28] No space left on device"])
    assert "network" not in bootstrap.pip_complaint(1, offline[1:])


# The checks of the page


def test_the_checks_of_the_page_are_installed_once(
    checkout: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    modules = checkout / bootstrap.WEB_CHECKS / "node_modules"

    def succeed(command: list[str], environment: Path) -> tuple[int, list[str]]:
        calls.append(command)
        shutil.rmtree(modules, ignore_errors=True)  # as npm does
        modules.mkdir()
        return 0, []

    monkeypatch.setattr(bootstrap, "run_noisy", succeed)
    bootstrap.ready_web_checks(environment)
    bootstrap.ready_web_checks(environment)
    assert len(calls) == 1
    assert {"ci", "--ignore-scripts", bootstrap.WEB_CHECKS} <= set(calls[0])
    (checkout / bootstrap.WEB_CHECKS / "package-lock.json").write_text("changed", encoding="utf-8")
    bootstrap.ready_web_checks(environment)
    assert len(calls) == 2


def test_the_checks_of_the_page_need_a_network_once(
    checkout: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["npm error code ENOTFOUND", "npm error A complete log of this run can be found"]
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (1, said))
    with pytest.raises(bootstrap.CannotRun, match=r"\(npm error code ENOTFOUND\): check the network"):
        bootstrap.ready_web_checks(environment)


# Chromium


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, with nothing in it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("PEAKGRAPH_CHROMIUM", raising=False)
    monkeypatch.delenv("PEAKGRAPH_VIRTUOSO", raising=False)
    return folder


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_chromium_is_found_on_path(empty_path: Path, name: str) -> None:
    assert bootstrap.find_program(bootstrap.CHROMIUM) is None
    assert executable(empty_path / name) == Path(bootstrap.find_program(bootstrap.CHROMIUM) or "")


def test_the_named_chromium_comes_first(empty_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(empty_path / "chromium")
    mine = executable(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEAKGRAPH_CHROMIUM", "./mine")
    assert bootstrap.find_program(bootstrap.CHROMIUM) == str(mine)


@pytest.mark.usefixtures("empty_path")
def test_a_named_chromium_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKGRAPH_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(bootstrap.CannotRun, match="PEAKGRAPH_CHROMIUM is /nowhere/chromium, which is not a program"):
        bootstrap.find_program(bootstrap.CHROMIUM)


@pytest.mark.usefixtures("empty_path")
def test_without_apt_get_it_says_what_to_install() -> None:
    with pytest.raises(bootstrap.CannotRun, match="set PEAKGRAPH_CHROMIUM"):
        bootstrap.install_program(bootstrap.CHROMIUM)


@pytest.mark.parametrize("sudo", [None, "#!/bin/sh\nexit 1\n"], ids=["no sudo", "sudo refuses"])
def test_without_the_right_it_says_what_an_administrator_runs(
    empty_path: Path, monkeypatch: pytest.MonkeyPatch, sudo: str | None
) -> None:
    executable(empty_path / "apt-get")
    if sudo:
        executable(empty_path / "sudo", sudo)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(bootstrap.CannotRun, match="`apt-get update && apt-get install chromium`"):
        bootstrap.install_program(bootstrap.CHROMIUM)


def test_apt_get_is_asked_without_a_question(empty_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(empty_path / "apt-get")
    executable(empty_path / "sudo")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    asked: list[str] = []

    def install(command: list[str], environment: Path | None) -> tuple[int, list[str]]:
        asked.append(" ".join(command))
        executable(empty_path / "chromium")
        return 0, []

    monkeypatch.setattr(bootstrap, "run_noisy", install)
    assert bootstrap.install_program(bootstrap.CHROMIUM) == str(empty_path / "chromium")
    assert [command.split()[:2] for command in asked] == [["sudo", "-n"]] * 2
    assert asked[0].endswith(" update")
    assert asked[1].endswith(" install --yes --no-install-recommends chromium")


def test_a_driver_that_lacks_its_library_gets_it(empty_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(empty_path / "apt-get")
    asked: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "driver_starts", lambda environment: bool(asked))
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (asked.append(command[-1]), (0, []))[1])
    bootstrap.ready_driver(empty_path)
    assert asked == ["update", "libatomic1"]


def test_a_driver_that_does_not_start_says_so(empty_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "driver_starts", lambda environment: False)
    with pytest.raises(bootstrap.CannotRun, match="install the library libatomic"):
        bootstrap.ready_driver(empty_path)
    executable(empty_path / "apt-get")
    monkeypatch.setattr(bootstrap, "install_debian_package", lambda package, otherwise: None)
    with pytest.raises(bootstrap.CannotRun, match="the browser's driver does not start"):
        bootstrap.ready_driver(empty_path)


# Virtuoso


def test_virtuoso_is_found_on_path_and_the_named_one_comes_first(
    empty_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bootstrap.find_program(bootstrap.VIRTUOSO) is None
    assert executable(empty_path / "virtuoso-t") == Path(bootstrap.find_program(bootstrap.VIRTUOSO) or "")
    mine = executable(tmp_path / "mine")
    monkeypatch.setenv("PEAKGRAPH_VIRTUOSO", str(mine))
    assert bootstrap.find_program(bootstrap.VIRTUOSO) == str(mine)
    monkeypatch.setenv("PEAKGRAPH_VIRTUOSO", "/nowhere/virtuoso-t")
    with pytest.raises(bootstrap.CannotRun, match="PEAKGRAPH_VIRTUOSO is /nowhere/virtuoso-t, which is not a program"):
        bootstrap.find_program(bootstrap.VIRTUOSO)


def test_a_missing_virtuoso_is_installed_from_debian(empty_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(bootstrap.CannotRun, match="no Virtuoso and no apt-get"):
        bootstrap.install_program(bootstrap.VIRTUOSO)
    executable(empty_path / "apt-get")
    asked: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (asked.append(command[-1]), (0, []))[1])
    with pytest.raises(bootstrap.CannotRun, match="installed no `virtuoso-t`"):
        bootstrap.install_program(bootstrap.VIRTUOSO)
    assert asked == ["update", "virtuoso-opensource-7-bin"]
    executable(empty_path / "virtuoso-t")
    assert bootstrap.install_program(bootstrap.VIRTUOSO) == str(empty_path / "virtuoso-t")


# What checks files for others


@pytest.fixture
def checkers(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Two groups of checkers; the commands that are run to install them."""
    asked: list[list[str]] = []
    for group in ("citation", "linked-data"):
        (checkout / "tests" / "checkers" / group).mkdir(parents=True)
        for name in ("requirements.txt", "constraints.txt"):
            (checkout / "tests" / "checkers" / group / name).write_text("some==1\n", "utf-8")
    (checkout / "tests" / "checkers" / "__pycache__").mkdir()
    monkeypatch.setattr(bootstrap, "make_environment", lambda folder: folder.mkdir())
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (asked.append(command), (0, []))[1])
    return asked


def test_each_group_of_checkers_is_installed_once_and_again_when_its_versions_change(
    checkout: Path, checkers: list[list[str]]
) -> None:
    bootstrap.ready_checkers()
    assert [Path(command[0]).parts[-4] for command in checkers] == ["citation", "linked-data"]
    bootstrap.ready_checkers()
    assert len(checkers) == 2
    (checkout / "tests" / "checkers" / "citation" / "constraints.txt").write_text("some==2\n", "utf-8")
    bootstrap.ready_checkers()
    assert [Path(command[0]).parts[-4] for command in checkers[2:]] == ["citation"]


def test_checkers_that_cannot_be_installed_are_told_and_tried_again(
    checkers: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (1, ["ERROR: no such version"]))
    with pytest.raises(bootstrap.CannotRun, match="no such version"):
        bootstrap.ready_checkers()
    monkeypatch.setattr(bootstrap, "run_noisy", lambda command, environment: (checkers.append(command), (0, []))[1])
    bootstrap.ready_checkers()
    assert len(checkers) == 2


# The two commands


@pytest.fixture
def ready(checkout: Path, environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which everything is installed."""
    monkeypatch.setattr(bootstrap, "ready_environment", lambda extra: environment)
    monkeypatch.setattr(bootstrap, "find_program", lambda wanted: f"/usr/bin/{wanted.commands[0]}")
    monkeypatch.setattr(bootstrap, "driver_starts", lambda environment: True)
    monkeypatch.setattr(bootstrap, "ready_web_checks", lambda environment: None)
    monkeypatch.setattr(bootstrap, "ready_checkers", lambda: None)
    return environment


@pytest.mark.parametrize(("ends_with", "code"), [(0, 0), (1, 1), (2, 2), (-9, 2)])
@pytest.mark.usefixtures("ready")
def test_the_exit_code_of_a_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ends_with: int, code: int
) -> None:
    bootstrap.PAGE.parent.mkdir(parents=True)
    bootstrap.PAGE.touch()
    monkeypatch.setattr(bootstrap, "run", lambda command, environment: ends_with)
    assert bootstrap.main([]) == code
    told = capsys.readouterr()
    assert (f"The page: {bootstrap.PAGE.as_uri()}" in told.out) == (code == 0)
    assert (f"exit code {ends_with}" in told.err) == (code != 0)


@pytest.mark.usefixtures("ready")
def test_a_build_without_a_page_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "run", lambda command, environment: 0)
    assert bootstrap.main([]) == 2


REPORT = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><skipped type="{}"/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("failing", "report", "code"),
    [
        ("", "", 0),
        ("ruff", "", 1),
        ("mypy", "", 1),
        ("pytest", "", 1),
        ("", REPORT.format("pytest.skip"), 1),
        ("", REPORT.format("pytest.xfail"), 0),
    ],
    ids=["all pass", "ruff", "mypy", "pytest", "a skipped test", "an expected failure"],
)
@pytest.mark.usefixtures("ready")
def test_the_exit_code_of_the_tests(monkeypatch: pytest.MonkeyPatch, failing: str, report: str, code: int) -> None:
    ran: list[str] = []

    def finish(command: list[str], environment: Path, **variables: str) -> int:
        module = command[2]
        ran.append(module)
        if module == "pytest":
            expected = {"PEAKGRAPH_CHROMIUM": "/usr/bin/chromium", "PEAKGRAPH_VIRTUOSO": "/usr/bin/virtuoso-t"}
            assert variables == expected
            if report:
                Path(command[-1].removeprefix("--junitxml=")).write_text(report, encoding="utf-8")
        return int(module == failing)

    monkeypatch.setattr(bootstrap, "run", finish)
    assert bootstrap.main(["test"]) == code
    assert ran == ["ruff", "ruff", "mypy", "pytest"]  # a check that fails does not hide the others


# Running


def test_a_command_runs_as_if_the_environment_were_active(checkout: Path, environment: Path) -> None:
    told = checkout / "told"
    code = 'printf "%s\\n" "$PWD" "$VIRTUAL_ENV" "$PATH" "$MORE" > told'
    assert bootstrap.run(["sh", "-c", code], environment, MORE="more") == 0
    folder, active, path, more = told.read_text(encoding="utf-8").splitlines()
    assert (folder, active, more) == (str(checkout), str(environment), "more")
    assert path.startswith(f"{bootstrap.programs(environment)}{os.pathsep}")


@pytest.mark.usefixtures("checkout")
def test_a_talkative_command_is_heard_after_a_failure_only(capfd: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.run_noisy(["sh", "-c", "echo out; echo why >&2"], None) == (0, ["why"])
    assert capfd.readouterr() == ("", "")
    assert bootstrap.run_noisy(["sh", "-c", "echo out; echo why >&2; exit 3"], None) == (3, ["why"])
    assert capfd.readouterr() == ("", "why\n")
