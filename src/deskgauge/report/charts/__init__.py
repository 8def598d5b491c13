"""Charts: one function a question, each from an answer's rows to a Chart; ``drawing`` turns a Chart into a picture."""

from deskgauge.report.charts.chart import Chart, Event
from deskgauge.report.charts.flows import flow
from deskgauge.report.charts.trends import trend

__all__ = ["Chart", "Event", "flow", "trend"]
