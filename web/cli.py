"""The command line: what the program can be asked to do, and how it says what is wrong."""

from __future__ import annotations

import sys

import typer

from config.settings import SettingsProblem
from web.commands import mail, processes, running, upkeep
from web.commands.base import PROBLEM, WRONG_SETTING, complain
from workflow.kernel.errors import DomainError

app = typer.Typer(name="collegium", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Collegium: a peer-review workflow engine.")  # fmt: skip
for part in (running, mail, upkeep):
    app.add_typer(part.app)
app.add_typer(processes.app, name="process")


def main() -> None:
    """Run the command line; what is wrong is said in sentences, never as a traceback."""
    try:
        app()
    except SettingsProblem as problem:
        complain(problem.sentences)
        sys.exit(WRONG_SETTING)
    except DomainError as problem:
        complain([str(reason) for reason in problem.reasons])
        sys.exit(PROBLEM)


if __name__ == "__main__":
    main()
