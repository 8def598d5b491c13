"""python -m deskgauge: the command line."""

from deskgauge.cli.main import run

if __name__ == "__main__":
    run()
