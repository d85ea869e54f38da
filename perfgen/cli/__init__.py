"""The command line: arguments, wording, exit codes. Nothing else in perfgen prints."""

import gc


def main() -> None:
    """Run the program ``perfgen``; ends the process with its exit code."""
    gc.set_threshold(150_000, 20, 50)  # nearly everything is freed without looking for cycles
    try:
        from perfgen.cli.app import run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        gc.freeze()  # looking for cycles once more before the end, as Python does, takes a tenth of a short command


__all__ = ["main"]
