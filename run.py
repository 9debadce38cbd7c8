#!/usr/bin/env python3
"""Start the demo or run the tests on a machine that has nothing but Python 3.11 or newer.

    python3 run.py demo [--port N] [--data FOLDER] [--reset]
    python3 run.py test [--long [GROUP]] [pytest's arguments]

Uses the standard library only. The first start makes `.venv` from the hashed list in `requirements/`; the stamp in it
tells the next start that nothing is left to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)


def refuse_old_python(major: int, minor: int) -> None:
    """Exit with one sentence when this Python is too old to understand the rest of the project."""
    if (major, minor) < OLDEST:
        sys.exit(f"Collegium needs Python 3.11 or newer; this is {major}.{minor}. Try: python3.11 run.py demo")


refuse_old_python(sys.version_info[0], sys.version_info[1])  # before the first line that an older Python could not read

from pathlib import Path  # noqa: E402 - only a Python that was not refused gets here

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = ENVIRONMENT / "collegium.stamp"
PIP_QUIET = ["--disable-pip-version-check", "--no-input"]
COMMANDS = {"demo": ("run", "web.cli", "demo"), "test": ("test", "tests.gates")}
"""Command: the lock it needs, the module it starts and that module's first words."""

HOLDS = {"run": ("run",), "test": ("run", "test")}
"""What an environment made from a lock is good for: the test lock contains the run lock (a test watches over it)."""

NO_ENVIRONMENT = """\
This Python cannot make an environment: it has neither uv, nor the module ensurepip, nor pip.
On Debian and Ubuntu: sudo apt-get install python3-venv
Elsewhere: install uv (https://docs.astral.sh/uv/). Then start again."""

NO_INSTALL = """\
The packages could not be installed; the lines above say why. Most often the package index cannot be reached:
check the network or the proxy settings (HTTPS_PROXY, PIP_INDEX_URL, UV_DEFAULT_INDEX), then start again."""


def main(arguments: list[str]) -> None:
    """Make the environment when it is missing or out of date, then become the command."""
    if not arguments or arguments[0] not in COMMANDS:
        sys.exit((__doc__ or "").strip())
    lock, *module = COMMANDS[arguments[0]]
    prepare(lock)
    become([str(python_of(ENVIRONMENT)), "-m", *module, *arguments[1:]])


def prepare(lock: str) -> None:
    """Bring `.venv` to the state of a lock; does nothing when its stamp says that it is there already."""
    if works(python_of(ENVIRONMENT)) and digest_of(lock) in stamped():
        return
    say(f"Preparing .venv from requirements/{lock}.txt; this happens once and takes a minute or two.")
    if not works(python_of(ENVIRONMENT)):
        make_environment()
    STAMP.unlink(missing_ok=True)
    install(HERE / "requirements" / f"{lock}.txt")
    STAMP.write_text("".join(digest_of(name) + "\n" for name in HOLDS[lock]), encoding="utf-8")
    say("The environment is ready.")


def digest_of(lock: str) -> str:
    """Give the line that stands in the stamp of an environment that holds this lock."""
    content = (HERE / "requirements" / f"{lock}.txt").read_bytes()
    return f"{lock} {hashlib.sha256(content).hexdigest()}"


def stamped() -> list[str]:
    """Give the lines of the stamp, none when there is no stamp."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []


def python_of(environment: Path) -> Path:
    """Give the interpreter of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Say whether an environment's interpreter still starts and is new enough."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return python.exists() and succeeds(str(python), "-c", check, quiet=True)


def make_environment() -> None:
    """Make an empty `.venv` with uv, with venv and pip, or with venv alone where Debian left pip out."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if uv() and succeeds("uv", "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)):
        return
    if succeeds(sys.executable, "-m", "venv", str(ENVIRONMENT), quiet=True):
        return
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if not succeeds(sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)):
        sys.exit(NO_ENVIRONMENT)


def install(lock: Path) -> None:
    """Install a hashed lock into `.venv`: with uv when it is there, with pip when it is not or cannot.

    The lock names everything, so nothing is resolved: pip, resolving, takes a newer release of a package that another
    one asks for with an extra (`coverage[toml]`), and then refuses it for want of a hash.
    """
    tools = installers()
    if not tools:
        sys.exit(NO_ENVIRONMENT)
    if not any(succeeds(*tool, "--require-hashes", "--no-deps", "--requirement", str(lock)) for tool in tools):
        sys.exit(NO_INSTALL)


def installers() -> list[list[str]]:
    """Give the commands that can install into `.venv`: uv's, then the environment's own pip or this Python's."""
    inside = str(python_of(ENVIRONMENT))
    pips = [[inside, "-m", "pip"], [sys.executable, "-m", "pip", "--python", inside]]
    pip = [[*words, "install", *PIP_QUIET] for words in pips if succeeds(*words, "--version", quiet=True)]
    return [*([["uv", "pip", "install", "--compile-bytecode", "--python", inside]] if uv() else []), *pip[:1]]


def uv() -> bool:
    """Say whether uv is there and starts (a version manager's stand-in may be on the path and refuse)."""
    return shutil.which("uv") is not None and succeeds("uv", "--version", quiet=True)


def succeeds(*words: str, quiet: bool = False) -> bool:
    """Run a command and say whether it ended well."""
    silence = subprocess.DEVNULL if quiet else None
    return subprocess.run(words, stdout=silence, stderr=silence, check=False).returncode == 0


def become(words: list[str]) -> None:
    """Turn into the command, so that Ctrl-C, signals and the exit code are its own."""
    os.chdir(HERE)
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(words[0], words)  # noqa: S606 - no shell is wanted
    child = subprocess.Popen(words)  # Windows cannot replace a process; the console sends Ctrl-C to both
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            continue


def say(sentence: str) -> None:
    """Print one line at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
