"""How many leads reached each stage in a period, beside the period before."""

from PySide6.QtCore import QCoreApplication

from app.rules.periods import previous
from app.services.activity_charts import FunnelChart, FunnelStage
from ui.charts import days
from ui.charts.model import Bar, BarChart, Part, Table


def funnel_chart(funnel: FunnelChart, today: int) -> BarChart:
    """Draw the stages from the first touch on; `today` is a local day (ordinal)."""
    name = days.short_name(funnel.period, today)
    earlier = days.short_name(previous(funnel.period), today)
    bars = tuple(
        Bar(
            label=_name(stage),
            parts=(Part(stage.reached, "accent"),),
            words=_tr("%1 · %2 in %3")
            .replace("%1", f"{stage.reached:,}")
            .replace("%2", f"{stage.before:,}")
            .replace("%3", earlier),
            before=float(stage.before),
        )
        for stage in funnel.stages
    )
    heading = name[:1].upper() + name[1:]
    if today in funnel.period:
        heading = _tr("%1, to date").replace("%1", heading)
    columns = (_tr("Stage"), heading, earlier[:1].upper() + earlier[1:])
    rows = tuple(
        (_name(stage), f"{stage.reached:,}", f"{stage.before:,}") for stage in funnel.stages
    )
    return BarChart(
        title=_tr("Funnel in %1").replace("%1", name),
        explanation=_tr("Leads that reached each stage for the first time"),
        bars=bars,
        legend=((heading, "accent"),),
        before=earlier,
        table=Table(columns, rows),
        empty=_tr("No lead reached a stage in this period."),
    )


def _name(stage: FunnelStage) -> str:
    return _tr("Arrived") if stage.name is None else stage.name


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)
