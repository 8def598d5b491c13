"""Charts: one function a question, each from an answer's rows to a Chart; ``drawing`` turns a Chart into a picture."""

from deskgauge.report.charts.ages import ages
from deskgauge.report.charts.chart import Chart, Event
from deskgauge.report.charts.flows import flow
from deskgauge.report.charts.heats import heat
from deskgauge.report.charts.opinions import diverging
from deskgauge.report.charts.panels import multiples
from deskgauge.report.charts.ranks import ranked
from deskgauge.report.charts.spreads import distribution
from deskgauge.report.charts.trends import trend

__all__ = ["Chart", "Event", "ages", "distribution", "diverging", "flow", "heat", "multiples", "ranked", "trend"]
