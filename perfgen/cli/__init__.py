"""The command line: arguments, wording, exit codes. Nothing else in perfgen prints."""


def main() -> None:
    """Run the program ``perfgen``; ends the process with its exit code."""
    try:
        from perfgen.cli.app import run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


__all__ = ["main"]
