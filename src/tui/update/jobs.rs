//! Which work outside the model is under way: the program does not end without it, and a file that is being moved is not
//! moved twice.

use super::super::message::{Effect, Msg};
use super::super::model::{Job, Model};

/// Notes the work that `effects` begin.
pub(super) fn begun(model: &mut Model, effects: &[Effect]) {
    model.jobs.extend(effects.iter().filter_map(|effect| match effect {
        Effect::Create { id, .. } => Some(Job::Create(id.clone())),
        Effect::Rename { from, to } => Some(Job::Rename(from.clone(), to.clone())),
        Effect::Trash(id) => Some(Job::Trash(id.clone())),
        Effect::Restore { id, .. } => Some(Job::Restore(id.clone())),
        Effect::Undo(_) => Some(Job::Undo),
        Effect::Copy(_) => Some(Job::Copy),
        Effect::Remember { id, .. } => Some(Job::Remember(id.clone())),
        // What becomes of a draft is noted in the draft.
        Effect::Save { .. } | Effect::Keep { .. } | Effect::Shelve(_) => None,
        // Nothing is lost where these do not come to an end.
        Effect::Past(_)
        | Effect::PastText(_)
        | Effect::Read(_)
        | Effect::Search { .. }
        | Effect::CountTokens { .. }
        | Effect::FindUsers(_)
        | Effect::Understand { .. }
        | Effect::Reload
        | Effect::Compose { .. }
        | Effect::Show { .. }
        | Effect::Fill { .. }
        | Effect::Paths { .. }
        | Effect::ReadConfirmed
        | Effect::Confirm(_)
        | Effect::SwitchCache(_) => None,
        // A command ends with the program.
        Effect::Pipe { .. } | Effect::StopPipe { .. } => None,
        // Whoever does these does them to their end.
        Effect::Journal(_) | Effect::Forget(_) | Effect::Adopt(_) | Effect::Settle(_) | Effect::PutDown(_) => None,
        Effect::Enter(_) | Effect::Leave(_) => None,
        // These are done on the spot.
        Effect::CopyByTerminal(_) | Effect::EditOutside { .. } | Effect::EditText { .. } | Effect::Install => None,
        Effect::Mouse(_) | Effect::Suspend | Effect::Quit { .. } => None,
    }));
}

/// Notes the work that ended, if `msg` is its answer.
pub(super) fn ended(model: &mut Model, msg: &Msg) {
    let job = match msg {
        Msg::Created(id, _) => Job::Create(id.clone()),
        Msg::Renamed(from, to, _) => Job::Rename(from.clone(), to.clone()),
        Msg::Trashed(id, _) => Job::Trash(id.clone()),
        Msg::Restored(id, ..) => Job::Restore(id.clone()),
        Msg::Undone(..) => Job::Undo,
        Msg::Copied(_) => Job::Copy,
        Msg::Remembered(id, _) => Job::Remember(id.clone()),
        _ => return,
    };
    if let Some(at) = model.jobs.iter().position(|other| *other == job) {
        model.jobs.remove(at);
    }
}
