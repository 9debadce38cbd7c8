"""The two commands, as far as they can be tried without installing everything again."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import run

HERE = Path(run.__file__).parent


def pins(lock: str) -> dict[str, str]:
    """Give version by package of a lock."""
    found = re.findall(r"^([a-z0-9._-]+)==(\S+)", (HERE / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE)
    return dict(found)


def started_as(version: tuple[int, int, int]) -> subprocess.CompletedProcess[str]:
    """Start run.py while Python says it is another version."""
    script = f"import runpy, sys; sys.version_info = {version}; sys.argv = ['run.py']; runpy.run_path('run.py')"
    return subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with two small locks that run.py takes for the project."""
    (tmp_path / "requirements").mkdir()
    for lock in ("run", "test"):
        write_lock(tmp_path, lock, f"# nothing to install for {lock}\n")
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "collegium.stamp")
    return tmp_path


def write_lock(project: Path, name: str, content: str) -> None:
    """Write one of the two locks."""
    (project / "requirements" / f"{name}.txt").write_text(content)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_refused_with_a_sentence(version: tuple[int, int, int]) -> None:
    refused = started_as(version)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Collegium needs Python 3.11 or newer; this is {version[0]}.{version[1]}.")
    assert "Traceback" not in refused.stderr


def test_a_new_python_is_not_refused() -> None:
    assert started_as((3, 11, 0)).returncode == 0


def test_an_old_python_can_read_the_file_far_enough_to_refuse() -> None:
    tree = ast.parse((HERE / "run.py").read_text(), feature_version=(3, 7))
    names = [node.names[0].name for node in tree.body if isinstance(node, ast.Import)]
    assert set(names) <= set(sys.stdlib_module_names)


def test_nothing_but_the_standard_library_is_used() -> None:
    tree = ast.parse((HERE / "run.py").read_text())
    froms = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert set(froms) <= set(sys.stdlib_module_names)


def test_no_command_is_answered_with_the_usage() -> None:
    with pytest.raises(SystemExit, match=r"run\.py demo"):
        run.main([])
    with pytest.raises(SystemExit, match=r"run\.py test"):
        run.main(["dance"])


def a_wheel(folder: Path, name: str, version: str, needs: str = "") -> str:
    """Write an empty package into a folder and give its line of a lock."""
    info, path = f"{name}-{version}.dist-info", folder / f"{name}-{version}-py3-none-any.whl"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: more\n"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", head + (f"Requires-Dist: {needs}\n" if needs else ""))
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let packages come from this folder alone."""
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    for name, value in {"OFFLINE": "1", "FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(f"UV_{name}", value)


@pytest.mark.usefixtures("offline")
def test_the_environment_is_made_once_for_both_commands_and_again_when_a_lock_changes_or_it_breaks(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A lock is installed as it stands, whatever is newer, or not at all, and then no stamp says that it is there."""
    run.prepare("test")
    assert run.works(run.python_of(run.ENVIRONMENT))
    assert run.stamped() == [run.digest_of("run"), run.digest_of("test")]
    assert project in run.STAMP.parents
    capfd.readouterr()

    run.prepare("test")
    run.prepare("run")
    assert capfd.readouterr().out == ""

    lock = a_wheel(project, "outer", "1", needs="inner[more]>=1") + a_wheel(project, "inner", "1")
    a_wheel(project, "inner", "2")
    write_lock(project, "run", lock)
    run.prepare("run")
    assert "Preparing .venv" in capfd.readouterr().out
    assert run.stamped() == [run.digest_of("run")]
    assert [path.name for path in run.ENVIRONMENT.rglob("inner-*.dist-info")] == ["inner-1.dist-info"]

    write_lock(project, "run", f"no-such-thing==1 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SystemExit, match="could not be installed"):
        run.prepare("run")
    assert not run.STAMP.exists()

    write_lock(project, "run", lock)
    python = run.python_of(run.ENVIRONMENT)
    python.unlink()
    python.symlink_to("/gone")
    assert not run.works(python)
    run.prepare("run")
    assert run.works(python)


def test_the_locks_lack_nothing_that_their_packages_need() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False, cwd=HERE
    )
    assert (checked.returncode, checked.stdout.strip()) == (0, "No broken requirements found.")


def test_the_command_takes_the_place_of_run_py() -> None:
    child = "import os, sys; print(os.getpid(), os.getcwd()); sys.exit(7)"
    script = f"import os, run, sys; print(os.getpid()); run.become([sys.executable, '-c', {child!r}])"
    words = [sys.executable, "-c", script]
    ran = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=False)
    before, after = ran.stdout.splitlines()
    assert (ran.returncode, after) == (7, f"{before} {HERE}")


def test_the_test_lock_contains_the_run_lock() -> None:
    assert pins("run").items() <= pins("test").items()


@pytest.mark.parametrize("lock", ["run", "test"])
def test_every_line_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    content = (HERE / "requirements" / f"{lock}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", content, flags=re.MULTILINE)
    assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []
    assert "http" not in content


@pytest.mark.parametrize("lock", ["run", "test"])
def test_a_lock_has_every_package_that_pyproject_names(lock: str) -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + (project["dependency-groups"]["test"] if lock == "test" else [])
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in wanted}
    assert names - pins(lock).keys() == set()


def test_ci_types_the_command_that_people_type() -> None:
    lines = (HERE / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -e", 'cd "$(dirname "$0")/.."', "python3 run.py test"]
