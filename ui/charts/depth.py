"""How many attempts the follow-ups took: those that reached somebody, and those given up."""

from PySide6.QtCore import QCoreApplication

from app.rules.depth import Depth, joined
from app.rules.sentences import attempts_text
from app.services.activity_charts import DepthChart
from ui.charts import days
from ui.charts.model import Bar, BarChart, Part, Table

_LEAST_SHOWN = 7
_REACHED, _GIVEN_UP = "kept", "control_border"


def depth_chart(depth: DepthChart, today: int) -> BarChart:
    """Draw the attempts of the follow-ups that ended in the period; `today` is a local day (ordinal)."""
    shown = _shown(depth)
    name = days.short_name(depth.period, today)
    bars = tuple(
        Bar(
            label=label,
            parts=(Part(each.reached, _REACHED), Part(each.given_up, _GIVEN_UP)),
            words=_words(each),
            noted=each.attempts in depth.agreed,
        )
        for label, each in shown
    )
    columns = (_tr("Attempts"), _tr("Reached"), _tr("Given up"))
    rows = tuple((label, f"{each.reached:,}", f"{each.given_up:,}") for label, each in shown)
    return BarChart(
        title=_tr("Depth of the follow-up in %1").replace("%1", name),
        explanation=_explanation(depth),
        bars=bars,
        legend=((_tr("first conversation"), _REACHED), (_tr("given up without one"), _GIVEN_UP)),
        before="",
        table=Table(columns, rows),
        empty=_tr("No follow-up ended in this period."),
    )


def _explanation(depth: DepthChart) -> str:
    said = _tr("Attempts until the first conversation, or until the lead was given up")
    if not depth.agreed:
        return said
    agreed = ", ".join(map(attempts_text, depth.agreed))
    return f"{said}; {_tr('agreed: %1').replace('%1', agreed)}"


def _shown(depth: DepthChart) -> list[tuple[str, Depth]]:
    """The rows with their labels: each number up to a little beyond what was agreed, the rest as one."""
    most = max([_LEAST_SHOWN, *(agreed + 1 for agreed in depth.agreed)])
    rows = list(depth.depths)
    shown = [(_label(each.attempts), each) for each in rows[:most]]
    if rows and not rows[0].reached + rows[0].given_up:
        shown = shown[1:]
    if len(rows) > most:
        rest = joined([tuple(Depth(most, each.reached, each.given_up) for each in rows[most:])])
        shown.append((_tr("%1 or more").replace("%1", f"{most:,}"), rest[-1]))
    return shown


def _label(attempts: int) -> str:
    return attempts_text(attempts) if attempts else _tr("no attempt")


def _words(each: Depth) -> str:
    parts = [
        text.replace("%1", f"{number:,}")
        for number, text in (
            (each.reached, _tr("%1 reached")),
            (each.given_up, _tr("%1 given up")),
        )
        if number
    ]
    return ", ".join(parts) or _tr("none")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)
