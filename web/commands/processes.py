"""Commands about tables of states: checked and drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from web.commands.base import PROBLEM, complain, console, text_of

app = typer.Typer(no_args_is_help=True, help="Processes.")


@app.command("check")
def check_process(files: Annotated[list[Path], typer.Argument(help="Process files.")]) -> None:
    """Check process files whole; every problem is named with its file and transition."""
    from workflow.actions.engine import AUDIENCES, registry  # noqa: PLC0415  # heavy
    from workflow.process.reading import InvalidProcess, parse  # noqa: PLC0415  # heavy

    failed = False
    for file in files:
        try:
            parse(text_of(file), registry.known(AUDIENCES), file=file.name)
            console.print(f"{file.name}: every row is sound.")
        except InvalidProcess as problem:
            failed = True
            complain([str(reason) for reason in problem.reasons])
    if failed:
        raise typer.Exit(PROBLEM)


@app.command("draw")
def draw_process(
    name: Annotated[str, typer.Argument(help="hub, assignment, application or membership.")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without it.")] = None,
) -> None:
    """Draw a process as SVG."""
    from workflow.actions.engine import AUDIENCES, registry  # noqa: PLC0415  # heavy
    from workflow.actions.process_store import SHIPPED, shipped_text  # noqa: PLC0415  # heavy
    from workflow.process.diagram import draw  # noqa: PLC0415  # heavy
    from workflow.process.reading import parse  # noqa: PLC0415  # heavy

    if name not in SHIPPED:
        raise typer.BadParameter("choose one of " + ", ".join(SHIPPED))
    process = parse(shipped_text(name), registry.known(AUDIENCES), file=f"{name}.toml")
    picture = draw(process, process.title, standalone=True)
    if out is None:
        sys.stdout.write(picture + "\n")
    else:
        out.write_text(picture, encoding="utf-8")
