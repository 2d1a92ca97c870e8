"""Which form does which act with the lead shown, or with many."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.services import assigning, lead_outcomes, leads
from app.services.items import materials
from app.services.lead_details import LeadDetails
from app.services.suggestions import stage_names
from ui import wording
from ui.dialogs.add_lead import EditLeadForm
from ui.dialogs.assigning import DuplicateForm, ExemptForm, PersonaForm, ReassignForm
from ui.dialogs.hand_over import HandOverForm
from ui.dialogs.lead_form import Desk, LeadForm, ManyForm
from ui.dialogs.log_contact import LogContactForm
from ui.dialogs.outcomes import EndForm, LostForm, StageForm, WonForm
from ui.dialogs.remarks import MaterialForm, NoteForm
from ui.dialogs.send_back import SendBackForm
from ui.dialogs.settle import DisputeForm, SettleForm
from ui.dialogs.waiting import PauseForm, RecycleForm
from ui.models.lead_acts import Act

translate = QCoreApplication.translate


def form_for(act: Act, desk: Desk, details: LeadDetails, currency: str) -> LeadForm:
    """Make the form in which an act is done with a lead."""
    if act in _SIMPLE:
        return _SIMPLE[act](desk, details.line.id)
    if act in _OF_DETAILS:
        return _OF_DETAILS[act](desk, details)
    if act is Act.WON:
        return WonForm(desk, details.line.id, details.value_minor, currency)
    return _form_for_any(act, desk, [details.line.id], details.owner_id, details.persona)


def form_for_many(act: Act, desk: Desk, chosen: Sequence[int]) -> ManyForm:
    """Make the form in which an act is done with many leads."""
    return _form_for_any(act, desk, chosen, None, None)


def _form_for_any(
    act: Act, desk: Desk, chosen: Sequence[int], owner_id: int | None, persona: str | None
) -> ManyForm:
    match act:
        case Act.HAND_OVER:
            return HandOverForm(desk, chosen, owner_id, stage_names(desk.workspace))
        case Act.REASSIGN:
            return ReassignForm(desk, chosen, owner_id)
        case Act.PERSONA:
            return PersonaForm(desk, chosen, assigning.personas(desk.workspace), persona)
        case Act.EXEMPT:
            return ExemptForm(desk, chosen)
        case _:
            raise ValueError(act)


def _opt_out_form(desk: Desk, lead_id: int) -> LeadForm:
    heading, said = (
        translate("LeadForms", "Opted out"),
        translate("LeadForms", "Logged that this lead opted out."),
    )
    return EndForm(desk, lead_id, lead_outcomes.opt_out, heading, heading, said)


def _junk_form(desk: Desk, lead_id: int) -> LeadForm:
    return EndForm(
        desk,
        lead_id,
        lead_outcomes.junk,
        translate("LeadForms", "Found to be junk"),
        translate("LeadForms", "Junk"),
        translate("LeadForms", "Logged as junk."),
    )


_SIMPLE: Mapping[Act, Callable[[Desk, int], LeadForm]] = {
    Act.CONTACT: LogContactForm,
    Act.SEND_BACK: SendBackForm,
    Act.DISPUTE: DisputeForm,
    Act.UPHOLD: partial(SettleForm, overturned=False),
    Act.OVERTURN: partial(SettleForm, overturned=True),
    Act.RECYCLE: RecycleForm,
    Act.PAUSE: PauseForm,
    Act.LOST: LostForm,
    Act.OPT_OUT: _opt_out_form,
    Act.JUNK: _junk_form,
    Act.NOTE: NoteForm,
}
"""The forms that need nothing but the lead."""


def _stage_form(desk: Desk, details: LeadDetails) -> LeadForm:
    return StageForm(desk, details.line.id, details.stages, details.line.stage)


def _material_form(desk: Desk, details: LeadDetails) -> LeadForm:
    known = [(each.deliverable_id, each.title) for each in materials(desk.workspace)]
    return MaterialForm(desk, details.line.id, known)


def _edit_form(desk: Desk, details: LeadDetails) -> LeadForm:
    facts = leads.facts(desk.workspace, details.line.id)
    return EditLeadForm(desk, details.line.id, facts)


def _duplicate_form(desk: Desk, details: LeadDetails) -> LeadForm:
    """Offer the other leads of this person, with when each arrived."""
    told = []
    for lead in details.duplicates:
        arrived = "" if lead.arrived_at is None else wording.day(lead.arrived_at, details.zone)
        told.append((lead.id, ", ".join(filter(None, (lead.name, lead.company, arrived)))))
    return DuplicateForm(desk, details.line.id, told)


_OF_DETAILS: Mapping[Act, Callable[[Desk, LeadDetails], LeadForm]] = {
    Act.STAGE: _stage_form,
    Act.MATERIAL: _material_form,
    Act.EDIT: _edit_form,
    Act.DUPLICATE: _duplicate_form,
}
"""The forms that need what is known of the lead."""
