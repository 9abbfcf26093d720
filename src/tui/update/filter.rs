//! The filter: what is typed into it, and what is found.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::field::Field;
use super::super::model::layout::Pane;
use super::super::model::list::Choose;
use super::super::model::{Keyboard, Model};
use super::{browse, files};
use crate::prompt::PromptId;

/// Gives the keyboard to the filter.
pub(super) fn begin(model: &mut Model) {
    model.filter.typing = true;
    model.focus = Pane::List;
}

/// Takes a key while the filter has the keyboard.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match event.code {
        KeyCode::Esc => return step_back(model),
        KeyCode::Enter => {
            if nothing_found(model) {
                return files::name_from_filter(model);
            }
            model.filter.typing = false;
            return Vec::new();
        }
        KeyCode::Up => return browse::act(model, Action::Up),
        KeyCode::Down => return browse::act(model, Action::Down),
        KeyCode::PageUp => return browse::act(model, Action::PageUp),
        KeyCode::PageDown => return browse::act(model, Action::PageDown),
        KeyCode::Tab => return browse::act(model, Action::NextPane),
        _ => {}
    }
    let before = model.filter.field.text().to_owned();
    if model.filter.field.press(event) {
        return if model.filter.field.text() == before { Vec::new() } else { ask(model) };
    }
    // F1 and the like; what the list's keys mean is not meant here.
    match model.keymap.action(Scope::Everywhere, event) {
        Some(action @ (Action::Help | Action::Mouse)) => browse::act(model, action),
        _ => Vec::new(),
    }
}

/// Takes pasted text.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    begin(model);
    model.filter.field.insert(text);
    ask(model)
}

/// Whether what is typed has not been looked for yet.
fn is_waiting(model: &Model) -> bool {
    model.filter.field.text() != model.filter.answered
}

/// Puts a key in the list aside while what is typed is being looked for: it would act on what is selected now. Says
/// whether it did.
pub(super) fn hold(model: &mut Model, event: KeyEvent) -> bool {
    let held = model.keyboard() == Keyboard::Browse && is_waiting(model);
    if held {
        model.filter.ahead.push(event);
    }
    held
}

/// Forgets the keys that were put aside; says whether there were any.
pub(super) fn forget_held(model: &mut Model) -> bool {
    !std::mem::take(&mut model.filter.ahead).is_empty()
}

/// The keys that were put aside, once the answers are on the screen.
pub(super) fn release(model: &mut Model) -> Vec<KeyEvent> {
    if is_waiting(model) { Vec::new() } else { std::mem::take(&mut model.filter.ahead) }
}

/// Whether the book has nothing that fits what is typed.
pub(super) fn nothing_found(model: &Model) -> bool {
    let typed = model.filter.field.text();
    !typed.is_empty() && !is_waiting(model) && model.list.rows().is_empty()
}

/// Whether the list is narrowed, or is about to be.
pub(super) fn is_on(model: &Model) -> bool {
    model.list.answers().is_some() || !model.filter.field.text().is_empty()
}

/// Clears the filter; where it is clear already, leaves it.
pub(super) fn step_back(model: &mut Model) -> Vec<Effect> {
    if model.filter.field.text().is_empty() {
        model.filter.typing = false;
    }
    clear(model);
    // What was found stays selected among all the others.
    if let Some(id) = model.list.selected_prompt().cloned() {
        model.list.reveal(&id);
    }
    Vec::new()
}

/// Shows everything again.
pub(super) fn clear(model: &mut Model) {
    model.filter.field = Field::default();
    // An answer that is still to come is to a question that is no longer asked.
    model.filter.asked += 1;
    model.filter.answered.clear();
    model.list.show_all();
}

/// Asks for what fits the filter as it is typed now.
fn ask(model: &mut Model) -> Vec<Effect> {
    if model.filter.field.text().is_empty() {
        clear(model);
        return Vec::new();
    }
    model.filter.asked += 1;
    model.filter.listing = model.snapshot.listing_changed();
    vec![Effect::Search { number: model.filter.asked, typed: model.filter.field.text().to_owned() }]
}

/// Asks again where names or titles changed since.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    let stale = model.filter.listing != model.snapshot.listing_changed();
    if stale && !model.filter.field.text().is_empty() { ask(model) } else { Vec::new() }
}

/// Shows what was found, if that is still the question.
pub(super) fn found(model: &mut Model, number: u64, ids: Vec<PromptId>) {
    let typed = model.filter.field.text();
    if number != model.filter.asked || typed.is_empty() {
        return;
    }
    let choose = if model.filter.answered == typed { Choose::Same } else { Choose::Best };
    model.filter.answered = typed.to_owned();
    model.list.show(ids, choose);
}
