//! Comparing a draft with what is on disk, and a reloaded text with what it was.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, Scope};
use super::super::message::{Effect, Then};
use super::super::model::compare::{Behind, Choice, Compare, Reloaded, Source, is_offered};
use super::super::model::comparing::{Comparing, Version, Which, area};
use super::super::model::draft::{Disk, Draft};
use super::super::model::{Asked, Model, Overlay, Question};
use super::{browse, current, key, merge, save, say, warn};
use crate::compare::compare;
use crate::prompt::{Prompt, PromptId, layout};

/// Compares the draft of the current prompt with what is on disk; where nothing was typed, what was reloaded with what
/// was there before.
pub(super) fn open(model: &mut Model) {
    let Some(id) = current(model) else { return say(model, "Select a prompt first") };
    if let Some(draft) = model.drafts.get(&id).filter(|draft| differs(draft)) {
        let (view, source) = texts(draft);
        if view.comparison().is_same() {
            return say(model, format!("{id}: your text is the one on disk"));
        }
        return show(model, id, view, source, Behind::Panes);
    }
    match model.reloaded.as_ref().filter(|reloaded| *reloaded.after.id() == id) {
        Some(reloaded) => {
            let before = Version::of_bytes("before it changed", reloaded.before.raw());
            let view = Comparing::new(before, Version::of_bytes("after", reloaded.after.raw()));
            show(model, id, view, Source::Past, Behind::Panes);
        }
        None => say(model, format!("{id} has no draft: nothing differs from the disk")),
    }
}

/// Whether a draft has another text than the disk, as far as is known.
fn differs(draft: &Draft) -> bool {
    draft.is_modified() || matches!(draft.disk(), Disk::Changed(_))
}

/// Compares the texts of a draft that is asked about; closing leads back to the question.
pub(super) fn open_conflict(model: &mut Model, id: PromptId) {
    if let Some(draft) = model.drafts.get(&id) {
        let (view, source) = texts(draft);
        show(model, id, view, source, Behind::Question);
    }
}

/// Compares the first of the drafts that were left behind with what is on disk, as far as that is at hand.
pub(super) fn open_left(model: &mut Model) {
    let Some(left) = model.left.first() else { return };
    let draft = &left.draft;
    let mine = Version::of_bytes("unsaved", &layout::splice(&draft.base, &draft.text));
    let base = Version::of_bytes("as it was", &draft.base);
    let disk = model.snapshot.get(&draft.id).and_then(|entry| entry.body()).map(|body| body.prompt());
    let view = match disk.filter(|disk| disk.raw() != draft.base) {
        Some(disk) => Comparing::with_base(base, Version::of_bytes("on disk", disk.raw()), mine),
        None => Comparing::new(base, mine),
    };
    show(model, draft.id.clone(), view, Source::Past, Behind::Left);
}

fn show(model: &mut Model, id: PromptId, view: Comparing, source: Source, behind: Behind) {
    model.question = None;
    model.overlay = Some(Overlay::Compare(Box::new(Compare { id, view, source, behind })));
}

/// The texts of a draft, and what tells whether they are still the same.
fn texts(draft: &Draft) -> (Comparing, Source) {
    let mine = Version::of_bytes("yours", &draft.bytes());
    let base = draft.base();
    let (view, choice) = match draft.disk() {
        Disk::Same => (Comparing::new(Version::of_bytes("on disk", base.raw()), mine), Choice::None),
        Disk::Gone => (Comparing::new(Version::of_bytes("on disk until removed", base.raw()), mine), Choice::None),
        Disk::Changed(disk) => {
            let base = Version::of_bytes("as it was", base.raw());
            (Comparing::with_base(base, Version::of_bytes("on disk", disk.raw()), mine), Choice::Open)
        }
    };
    (view, source(draft, choice))
}

fn source(draft: &Draft, choice: Choice) -> Source {
    let base = draft.base().revision().hash;
    let disk = if let Disk::Changed(disk) = draft.disk() { disk.revision().hash } else { base };
    Source::Draft { base, disk, revision: draft.editor.revision(), choice }
}

/// Shows the texts as they are now: nothing is decided about texts that were not seen.
pub(super) fn follow(model: &mut Model) {
    let Some(Overlay::Compare(compare)) = &model.overlay else { return };
    let Source::Draft { choice, .. } = compare.source else { return };
    let id = compare.id.clone();
    let Some(draft) = model.drafts.get(&id) else {
        model.overlay = None;
        return;
    };
    if source(draft, choice) == compare.source && (choice == Choice::Open) == matches!(draft.disk(), Disk::Changed(_)) {
        return;
    }
    if !differs(draft) {
        model.overlay = None;
        return;
    }
    let (fresh, source) = texts(draft);
    if let Some(Overlay::Compare(compare)) = &mut model.overlay {
        compare.view = compare.view.renewed(fresh);
        compare.source = source;
    }
    warn(model, format!("{id} changed once more: this is how it is now"));
}

/// Takes a key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match model.keymap.action(Scope::Compare, event) {
        Some(action) => act(model, action),
        None if event.code == KeyCode::Esc => act(model, Action::Back),
        None => Vec::new(),
    }
}

/// Does an action.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if !is_offered(model, action) {
        say(model, not_offered(model, action));
        return Vec::new();
    }
    let size = model.size;
    let page = isize::try_from(area(size).height.saturating_sub(1).max(1)).unwrap_or(1);
    let Some(Overlay::Compare(compare)) = &mut model.overlay else { return Vec::new() };
    match action {
        Action::Up => compare.view.scroll(-1, size),
        Action::Down => compare.view.scroll(1, size),
        Action::PageUp => compare.view.scroll(-page, size),
        Action::PageDown => compare.view.scroll(page, size),
        Action::First => compare.view.scroll(isize::MIN, size),
        Action::Last => compare.view.scroll(isize::MAX, size),
        Action::NextChange => compare.view.go_to(Which::Next, size),
        Action::PreviousChange => compare.view.go_to(Which::Previous, size),
        Action::OtherVersions => compare.view.next_pair(),
        Action::Context => compare.view.switch_context(size),
        Action::Back => close(model),
        Action::Merge | Action::KeepMine | Action::TakeDisk => {
            let id = compare.id.clone();
            return match action {
                Action::KeepMine => save::settle_conflict(model, &id, Then::KeepMine),
                Action::TakeDisk => save::settle_conflict(model, &id, Then::TakeDisk),
                _ => merge::begin(model, &id),
            };
        }
        other => return browse::act(model, other),
    }
    Vec::new()
}

fn not_offered(model: &Model, action: Action) -> String {
    match action {
        Action::OtherVersions => "There are only these two versions".to_owned(),
        _ => format!("Nothing is to be decided here. {} goes back", key(model, Scope::Compare, Action::Back)),
    }
}

/// Scrolls by `rows`, down if positive.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    let size = model.size;
    if let Some(Overlay::Compare(compare)) = &mut model.overlay {
        compare.view.scroll(rows, size);
    }
}

/// Closes the comparison; the question that it was opened from comes back if it is still to be answered.
fn close(model: &mut Model) {
    let Some(Overlay::Compare(compare)) = model.overlay.take() else { return };
    let is_open = model.drafts.get(&compare.id).is_some_and(|draft| matches!(draft.disk(), Disk::Changed(_)));
    match compare.behind {
        Behind::Question if is_open => model.question = Some(Question::Conflict(compare.id)),
        Behind::Left if !model.left.is_empty() => model.question = Some(Question::Left(Asked::Open)),
        Behind::Panes | Behind::Question | Behind::Left => {}
    }
}

/// Remembers what the last reload of an untouched editor replaced, and says how much that was: `(+2 -1)`.
pub(super) fn remember(model: &mut Model, id: &PromptId) -> Option<String> {
    let draft = model.drafts.get(id)?;
    let (before, after) = (Arc::clone(draft.before_reload()?), Arc::clone(draft.base()));
    let text = |prompt: &Prompt| String::from_utf8_lossy(prompt.raw()).into_owned();
    let comparison = compare(&text(&before), &text(&after));
    model.reloaded = Some(Reloaded { before, after });
    Some(format!("(+{} -{})", comparison.added(), comparison.removed()))
}
