"""The tree of commands; each is imported when it is asked for, so that starting stays quick."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError

COMMANDS = {
    "watch": "watch",
    "ls": "ls",
    "tasks": "tasks",
    "models": "models",
    "inbox": "inbox",
    "show": "show",
    "events": "events",
    "override": "override",
    "leases": "leases",
    "undo": "undo",
    "cancel": "cancel",
    "answer": "answer",
    "retry": "retry",
    "park": "park",
    "giveup": "giveup",
    "explain": "explain",
    "task": "task",
    "guard": "guard",
    "demo": "demo",
}
"""Command name -> module of `omo_watch.cli` that holds it under the name `command`."""
OWN = ("--help", "-h", "--version")


class Program(click.Group):
    """Load commands late, and take options and addresses that come first as `watch`'s.

    A plain word is a command or a mistake: no server is named without a port.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"omo_watch.cli.{COMMANDS[cmd_name]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `watch` in front where no command is named."""
        first = args[0] if args else ""
        if first not in OWN and not first.isalpha():
            args = ["watch", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; click itself would end with 1 where the reader has left."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _pipe_closed()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="omo-watch", prog_name="omo-watch")
def program() -> None:
    """Watch and steer the coding-agent sessions of OpenCode servers.

    Without a command the screen opens: `omo-watch [URL ...]`. See `omo-watch watch --help`
    for its options. Exit codes: 0 done, 1 not achieved, 2 usage, 3 cannot connect,
    4 not authorised, 5 timed out.
    """


def run(args: Sequence[str]) -> int:
    """Run a command and give its exit code; every failure is one sentence with a way out."""
    as_json = "--json" in args
    try:
        code = program.main(list(args), prog_name="omo-watch", standalone_mode=False)
    except CommandError as error:
        error.show(as_json)
        return error.code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "omo-watch"
        hint = f"see `{where} --help`"
        CommandError(error.format_message(), code=USAGE, hint=hint).show(as_json)
        return USAGE
    except click.ClickException as error:
        CommandError(error.format_message(), code=NOT_ACHIEVED).show(as_json)
        return NOT_ACHIEVED
    except (click.Abort, KeyboardInterrupt):
        return 130
    return code if isinstance(code, int) else 0


def _pipe_closed() -> int:
    """The reader left (`omo-watch ls | head`): nothing more to say, and nothing is wrong."""
    import os
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
