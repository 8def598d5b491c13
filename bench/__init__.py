"""The bench: what Deskgauge costs beside hand-written SQL for the same work; ``make bench N=100000``."""
