"""``gongkai completion``: the script that lets a shell complete commands and options."""

import sys

import click

from gongkai.cli.words import argument, command
from gongkai.core.i18n import T

SHELLS = ("bash", "zsh", "fish")


@command(
    "completion",
    T("输出命令补全脚本。", "Print the script for command completion."),
    argument("shell", T("bash、zsh 或 fish。", "bash, zsh or fish."), T("SHELL", "SHELL"), type=click.Choice(SHELLS)),
    after=T(
        "bash：echo 'eval \"$(gongkai completion bash)\"' >> ~/.bashrc\n"
        "fish：gongkai completion fish > ~/.config/fish/completions/gongkai.fish",
        "bash: echo 'eval \"$(gongkai completion bash)\"' >> ~/.bashrc\n"
        "fish: gongkai completion fish > ~/.config/fish/completions/gongkai.fish",
    ),
    output=False,
)
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """click's own script for the shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # one of SHELLS
    sys.stdout.write(found(ctx.find_root().command, {}, "gongkai", "_GONGKAI_COMPLETE").source() + "\n")
