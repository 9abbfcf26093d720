//! Leaving: nothing that was typed is lost on the way out.

use std::sync::Arc;

use super::super::action::{Action, Scope};
use super::super::message::{Effect, Then, Unsaved};
use super::super::model::draft::{Disk, Draft, Work};
use super::super::model::{Job, Leaving, Model, Question};
use super::{journal, key, save, say};
use crate::prompt::PromptId;

/// Leaves, and prints `print` at the end; asks first where anything unsaved is not on its way to the disk.
pub(super) fn quit(model: &mut Model, print: Option<Arc<Vec<u8>>>) {
    match model.leaving {
        Leaving::No if model.drafts.values().any(Draft::is_at_stake) => {
            model.question = Some(Question::Drafts { print });
            return;
        }
        Leaving::No => model.leaving = Leaving::Saving { print },
        // Asked twice: only a clipboard may take for ever without harm.
        Leaving::Saving { .. } | Leaving::GivingUp { .. } | Leaving::Shelving { .. } => {
            model.jobs.retain(|job| *job != Job::Copy);
        }
        Leaving::Terminating | Leaving::Done => return,
    }
    if !model.jobs.is_empty() || model.drafts.values().any(Draft::is_at_work) {
        let quit = key(model, Scope::Browse, Action::Quit);
        say(model, format!("Leaving as soon as what is under way is done. Esc stays, {quit} does not wait for a copy"));
    }
}

/// Saves every unsaved draft, then leaves.
pub(super) fn save_all(model: &mut Model, print: Option<Arc<Vec<u8>>>) {
    model.leaving = Leaving::Saving { print };
}

/// Writes every unsaved draft down, then leaves: the next start offers them.
pub(super) fn shelve_all(model: &mut Model, print: Option<Arc<Vec<u8>>>) {
    model.leaving = Leaving::Shelving { print };
}

/// Puts every unsaved draft in the history, then leaves.
pub(super) fn give_up_all(model: &mut Model, print: Option<Arc<Vec<u8>>>) {
    model.leaving = Leaving::GivingUp { print };
}

/// The system wants the program to end: unsaved drafts are written down, and nothing is asked.
pub(super) fn terminate(model: &mut Model) {
    model.question = None;
    model.leaving = Leaving::Terminating;
}

/// Stays after all; says whether leaving had begun.
pub(super) fn stay(model: &mut Model) -> bool {
    match model.leaving {
        Leaving::Saving { .. } | Leaving::GivingUp { .. } | Leaving::Shelving { .. } => {
            cancel(model);
            say(model, "Stayed");
            true
        }
        Leaving::No | Leaving::Terminating | Leaving::Done => false,
    }
}

/// Leaving is over. What was put away for it is a draft like any other.
pub(super) fn cancel(model: &mut Model) {
    model.leaving = Leaving::No;
    for draft in model.drafts.values_mut().filter(|draft| matches!(draft.work(), Work::Given(_))) {
        draft.rest();
    }
}

/// Does the next step of leaving: begins to save or to keep what is unsaved, and ends once everything is safe.
pub(super) fn when_safe(model: &mut Model) -> Vec<Effect> {
    let wanted: fn(&Draft) -> bool = match model.leaving {
        Leaving::No | Leaving::Done => return Vec::new(),
        Leaving::Saving { .. } => Draft::is_modified,
        Leaving::GivingUp { .. } | Leaving::Shelving { .. } | Leaving::Terminating => |draft| {
            let stranded = matches!(draft.work(), Work::Stranded(..)) && draft.is_text_of_work();
            draft.is_at_stake() && !stranded
        },
    };
    let mut unsafe_ones = model.drafts.iter().filter(|(_, draft)| wanted(draft) && !draft.is_at_work());
    let saving = matches!(model.leaving, Leaving::Saving { .. });
    let to_ask = |draft: &Draft| -> Option<fn(PromptId) -> Question> {
        match draft.disk() {
            Disk::Changed(_) => Some(Question::Conflict),
            _ if !draft.conflicts().is_empty() => Some(Question::Marked),
            _ => None,
        }
    };
    let asked = unsafe_ones.clone().filter(|_| saving).find_map(|(id, draft)| Some((id.clone(), to_ask(draft)?)));
    if let Some((id, question)) = asked {
        cancel(model);
        save::ask(model, &id, question);
        return Vec::new();
    }
    let free: Vec<PromptId> =
        unsafe_ones.by_ref().filter(|(id, _)| !model.is_moving(id)).map(|(id, _)| id.clone()).collect();
    if !free.is_empty() {
        return free.iter().flat_map(|id| if saving { save::save(model, id) } else { keep(model, id) }).collect();
    }
    // Where the system ends the program, a clipboard is not waited for.
    let hurry = model.leaving == Leaving::Terminating;
    let is_done = model.jobs.iter().all(|job| hurry && *job == Job::Copy);
    if !is_done || model.drafts.values().any(Draft::is_at_work) {
        return Vec::new();
    }
    let print = match std::mem::replace(&mut model.leaving, Leaving::Done) {
        Leaving::Saving { print } | Leaving::GivingUp { print } | Leaving::Shelving { print } => print,
        Leaving::No | Leaving::Terminating | Leaving::Done => None,
    };
    vec![Effect::Quit { print, unsaved: unsaved(model) }]
}

fn keep(model: &mut Model, id: &PromptId) -> Vec<Effect> {
    let Some(draft) = model.drafts.get_mut(id) else { return Vec::new() };
    let bytes = draft.start_giving();
    if let Leaving::GivingUp { .. } = model.leaving {
        return vec![Effect::Keep { id: id.clone(), bytes, then: Then::Quit }];
    }
    journal::written(model, id).map(Effect::Shelve).into_iter().collect()
}

/// What could be kept nowhere.
fn unsaved(model: &Model) -> Vec<Unsaved> {
    let stranded = model.drafts.iter().filter_map(|(id, draft)| match draft.work() {
        Work::Stranded(text, why) => Some(Unsaved { id: id.clone(), why: why.clone(), text: text.clone() }),
        _ => None,
    });
    stranded.collect()
}
