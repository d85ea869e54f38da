"""What all tests share."""

import signal

pytest_plugins = ["tests.support.needs", "tests.support.golden"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background by a shell: programs inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
