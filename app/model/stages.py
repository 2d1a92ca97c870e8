"""The steps of a lead's life."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.model.columns import enum_text
from app.model.people import Side


class Temperature(StrEnum):
    """How warm a lead is at a stage."""

    COLD = "cold"
    WARM = "warm"
    HOT = "hot"


class FunnelStep(StrEnum):
    """The step of the buyer's way that a stage belongs to."""

    AWARENESS = "awareness"
    INTEREST = "interest"
    DESIRE = "desire"
    ACTION = "action"
    LOYALTY = "loyalty"


class Stage(SQLModel):
    """One step of the ladder; `position` counts from 0 at first touch."""

    key: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=80)
    position: int = Field(ge=0)
    side: Side = Field(sa_type=enum_text(Side))
    temperature: Temperature = Field(sa_type=enum_text(Temperature))
    funnel_step: FunnelStep = Field(sa_type=enum_text(FunnelStep))


class StageRow(Stage, table=True):
    """A stage of this workspace."""

    __tablename__ = "stage"

    key: str = Field(primary_key=True)


def _ladder() -> tuple[Stage, ...]:
    steps = (
        ("inquiry", "Inquiry", Side.MARKETING, Temperature.COLD, FunnelStep.AWARENESS),
        ("lead", "Lead", Side.MARKETING, Temperature.COLD, FunnelStep.INTEREST),
        ("mql", "MQL", Side.MARKETING, Temperature.WARM, FunnelStep.INTEREST),
        ("sal", "SAL", Side.SALES, Temperature.WARM, FunnelStep.DESIRE),
        ("sql", "SQL", Side.SALES, Temperature.HOT, FunnelStep.DESIRE),
        ("opportunity", "Opportunity", Side.SALES, Temperature.HOT, FunnelStep.ACTION),
        ("customer", "Customer", Side.SALES, Temperature.HOT, FunnelStep.ACTION),
        ("promoter", "Promoter", Side.MARKETING, Temperature.HOT, FunnelStep.LOYALTY),
    )
    return tuple(
        Stage(key=key, name=name, position=position, side=side, temperature=heat, funnel_step=step)
        for position, (key, name, side, heat, step) in enumerate(steps)
    )


DEFAULT_STAGES = _ladder()
MQL = "mql"
SAL = "sal"
CUSTOMER = "customer"
