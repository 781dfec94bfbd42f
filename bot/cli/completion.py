"""The command completion, and the answers to a shell that completes a command line."""

import argparse


def completion(options: argparse.Namespace) -> int:
    """Print the script that a shell evaluates to complete the commands of `xulosa`."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["xulosa"], shell=options.shell))
    return 0


def answer_shell(parser: argparse.ArgumentParser) -> None:
    """Print the words that may follow, and exit, if a shell asks for them."""
    import argcomplete

    argcomplete.autocomplete(parser)
