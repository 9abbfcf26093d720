//! The form of a prompt: opening it, its keys, handing over what it comes to.

use std::sync::Arc;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::super::action::{Action, Scope};
use super::super::message::{Composed, Effect, To, Why};
use super::super::model::form::filling::{Filling, Shown};
use super::super::model::form::{Ask, Form, Pressed, Wish};
use super::super::model::tokens::{Counted, Ticket};
use super::super::model::{Composing, Model, Typed};
use super::{browse, fail, key, keys, leave, pipe, say, warn};
use crate::prompt::PromptId;
use crate::prompt::template::Values;

/// Finds out what the selected prompt asks for, to do what it is wanted for.
pub(super) fn begin(model: &mut Model, why: Why) -> Vec<Effect> {
    let Some(id) = model.list.selected_prompt().cloned() else {
        say(model, "Select a prompt first");
        return Vec::new();
    };
    model.composing = Some(Composing { id: id.clone(), why, ahead: Vec::new() });
    compose(model, id, why)
}

fn compose(model: &Model, id: PromptId, why: Why) -> Vec<Effect> {
    let draft = model.drafts.get(&id).filter(|draft| draft.is_modified()).map(|draft| Arc::new(draft.bytes()));
    vec![Effect::Compose { id, draft, why }]
}

/// Puts what is typed aside while a form is about to open; says whether one is.
pub(super) fn type_ahead(model: &mut Model, typed: impl FnOnce() -> Typed) -> bool {
    let Some(composing) = &mut model.composing else { return false };
    composing.ahead.push(typed());
    let text = being_read(&composing.id);
    say(model, text);
    true
}

fn being_read(id: &PromptId) -> String {
    format!("{id} is being read; what you type goes into its form. Esc stays here")
}

/// No longer waits for a form; says whether one was to open.
pub(super) fn stop_waiting(model: &mut Model) -> bool {
    let waiting = model.composing.take();
    if let Some(waiting) = &waiting {
        model.messages.withdraw(&being_read(&waiting.id));
    }
    waiting.is_some()
}

/// A prompt is understood, or cannot be read.
pub(super) fn composed(model: &mut Model, id: PromptId, why: Why, outcome: Result<Composed, String>) -> Vec<Effect> {
    if why == Why::Renew {
        if let (Ok(composed), Some(form)) = (outcome, model.forms.get_mut(&id)) {
            form.renew(composed.composition);
            form.know(composed.earlier);
        }
        return Vec::new();
    }
    let Some(waiting) = model.composing.take_if(|waiting| waiting.id == id && waiting.why == why) else {
        return Vec::new();
    };
    model.messages.withdraw(&being_read(&id));
    let Composed { composition, earlier, today } = match outcome {
        Ok(composed) => composed,
        Err(why) => {
            fail(model, why);
            return Vec::new();
        }
    };
    if composition.arguments().is_empty() {
        let raw = composition.template().raw().to_vec();
        let mut effects = match why {
            Why::Fill | Why::Renew => browse::copy_bytes(model, raw),
            Why::Copy | Why::Pipe => {
                let to = if why == Why::Copy { To::Copy } else { To::Pipe };
                let filling =
                    Filling { composition, values: Values::default(), files: Vec::new(), secrets: Vec::new() };
                vec![Effect::Fill { id, to, filling }]
            }
        };
        // What was typed meanwhile was meant for the list after all.
        effects.extend(type_in(model, waiting.ahead));
        return effects;
    }
    let is_new = !model.forms.contains_key(&id);
    let form = match model.forms.entry(id.clone()) {
        std::collections::btree_map::Entry::Occupied(known) => {
            let form = known.into_mut();
            form.renew(composition);
            form.know(earlier);
            form
        }
        std::collections::btree_map::Entry::Vacant(place) => place.insert(Form::new(composition, earlier, today)),
    };
    match why {
        Why::Fill | Why::Renew => {
            let unfinished = form.entries().iter().any(|entry| form.is_unfinished(entry));
            if is_new && unfinished {
                say(model, format!("What you typed for {id} before is back: it was not handed over"));
            }
            open(model, id);
            type_in(model, waiting.ahead)
        }
        Why::Copy | Why::Pipe => {
            form.take_last_values();
            let wish = if why == Why::Copy { Wish::Copy } else { Wish::Pipe };
            let refused = form.refuses().is_some();
            let mut effects = want(model, &id, wish);
            if refused {
                open(model, id);
                effects.extend(type_in(model, waiting.ahead));
            }
            effects
        }
    }
}

fn type_in(model: &mut Model, ahead: Vec<Typed>) -> Vec<Effect> {
    let type_in = |typed| match typed {
        Typed::Key(event) => keys::press(model, event),
        Typed::Paste(text) => keys::paste(model, text),
    };
    ahead.into_iter().flat_map(type_in).collect()
}

fn open(model: &mut Model, id: PromptId) {
    model.filter.typing = false;
    model.form_stamp = model.snapshot.get(&id).map(|entry| entry.stamp);
    model.form = Some(id);
}

fn opened(model: &mut Model) -> Option<&mut Form> {
    model.forms.get_mut(model.form.as_ref()?)
}

/// All but the first line and the last two.
pub(super) fn area(model: &Model) -> Rect {
    let (width, height) = model.size;
    Rect::new(0, 1, width, height.saturating_sub(3))
}

/// Takes a key.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    model.messages.go_on();
    let (area, keymap) = (area(model), model.keymap.clone());
    let Some(form) = opened(model) else { return Vec::new() };
    let before = form.revision();
    let pressed = form.press(event, &keymap, area);
    if form.revision() != before || pressed == Pressed::Wants(Wish::Back) {
        withdraw_refusal(model);
    }
    answer(model, pressed)
}

/// What kept the text from being handed over may be so no more.
fn withdraw_refusal(model: &mut Model) {
    if let Some(refused) = opened(model).and_then(|form| form.refused.take()) {
        model.messages.withdraw(&refused);
    }
}

/// Does an action of the form.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let area = area(model);
    let Some(form) = opened(model) else { return Vec::new() };
    let pressed = form.act(action, area);
    answer(model, pressed)
}

/// Takes pasted text.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(form) = opened(model) else { return Vec::new() };
    let pressed = form.paste(text);
    withdraw_refusal(model);
    answer(model, pressed)
}

/// Takes a click.
pub(super) fn click(model: &mut Model, at: Position) -> Vec<Effect> {
    let area = area(model);
    let Some(form) = opened(model) else { return Vec::new() };
    let pressed = form.click(area, at);
    answer(model, pressed)
}

/// Scrolls the text by `rows`, down if positive.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    let area = area(model);
    if let Some(form) = opened(model) {
        form.scroll(rows, area);
    }
}

fn answer(model: &mut Model, pressed: Pressed) -> Vec<Effect> {
    match pressed {
        Pressed::Done => Vec::new(),
        Pressed::Says(text) => {
            say(model, text);
            Vec::new()
        }
        Pressed::Wants(wish) => match model.form.clone() {
            Some(id) => want(model, &id, wish),
            None => Vec::new(),
        },
        Pressed::Other(action) => browse::act(model, action),
    }
}

/// Does what the form of `id` wants, or says what is in the way.
fn want(model: &mut Model, id: &PromptId, wish: Wish) -> Vec<Effect> {
    let to = match wish {
        Wish::Copy => To::Copy,
        Wish::Print => To::Print,
        Wish::Pipe => To::Pipe,
        Wish::EditOutside => To::Outside,
        Wish::Back => {
            if let Some(form) = opened(model) {
                form.put_away();
            }
            model.form = None;
            return Vec::new();
        }
    };
    let Some(form) = model.forms.get_mut(id) else { return Vec::new() };
    if to == To::Outside && form.holds_a_secret() {
        return refuse(model, id, "The text holds a secret, which is written to no file: copy it or pipe it instead");
    }
    if let Some(edited) = form.edited().cloned() {
        return filled(model, id, to, Ok(Arc::new(edited.as_bytes().to_vec())));
    }
    if let Some(why) = form.refuses() {
        return refuse(model, id, why);
    }
    vec![Effect::Fill { id: id.clone(), to, filling: form.filling() }]
}

fn refuse(model: &mut Model, id: &PromptId, why: impl Into<String>) -> Vec<Effect> {
    let why = why.into();
    if let Some(form) = model.forms.get_mut(id) {
        form.refused = Some(why.clone());
    }
    warn(model, why);
    Vec::new()
}

/// The text is there, or is not.
pub(super) fn filled(model: &mut Model, id: &PromptId, to: To, outcome: Result<Arc<Vec<u8>>, String>) -> Vec<Effect> {
    let bytes = match outcome {
        Ok(bytes) => bytes,
        Err(why) => {
            fail(model, format!("Nothing was handed over: {why}"));
            return Vec::new();
        }
    };
    if let Some(refused) = model.forms.get_mut(id).and_then(|form| form.refused.take()) {
        model.messages.withdraw(&refused);
    }
    match to {
        To::Copy => {
            let mut effects = browse::copy_bytes(model, bytes.to_vec());
            if !effects.is_empty() {
                effects.extend(remember(model, id));
            }
            effects
        }
        To::Print => {
            leave::quit(model, Some(bytes));
            remember(model, id)
        }
        // What was opened meanwhile has the keyboard.
        To::Pipe if model.overlay.is_some() || model.question.is_some() => {
            warn(model, format!("The text of {id} went to no command, for something else was opened: pipe it again"));
            Vec::new()
        }
        To::Pipe => pipe::choose(model, id.clone(), bytes),
        To::Outside => match String::from_utf8(bytes.to_vec()) {
            Ok(text) => vec![Effect::EditText { id: id.clone(), text }],
            Err(_) => {
                fail(model, "The text is not UTF-8, which an editor cannot hold: print it or pipe it");
                Vec::new()
            }
        },
    }
}

/// Keeps the values of the form of `id` for the next time.
pub(super) fn remember(model: &Model, id: &PromptId) -> Vec<Effect> {
    let Some(form) = model.forms.get(id) else { return Vec::new() };
    let (used, secrets) = (form.used(), form.secrets());
    vec![Effect::Remember { id: id.clone(), used, secrets }]
}

/// The values are kept, or are not.
pub(super) fn remembered(model: &mut Model, id: &PromptId, outcome: Result<crate::values::Earlier, String>) {
    match outcome {
        Ok(earlier) => {
            if let Some(form) = model.forms.get_mut(id) {
                form.know(earlier);
            }
        }
        Err(why) => warn(model, format!("The values of {id} are not kept for the next time: {why}")),
    }
}

/// A text to look at is there; its tokens are to be counted.
pub(super) fn shown(model: &mut Model, id: &PromptId, revision: u64, shown: Shown) -> Vec<Effect> {
    let Some(form) = model.forms.get_mut(id) else { return Vec::new() };
    form.take_shown(revision, shown);
    if model.form.as_ref() != Some(id) || model.tokens.vocabulary.is_none() {
        return Vec::new();
    }
    let asked = model.tokens.ask(Counted::Form, form.counted_text());
    if let Some(Effect::CountTokens { ticket, .. }) = &asked {
        form.await_tokens(*ticket);
    }
    asked.into_iter().collect()
}

/// The tokens of the text of the form on the screen are counted.
pub(super) fn counted(model: &mut Model, ticket: Ticket, tokens: usize) {
    if let Some(form) = model.form.as_ref().and_then(|id| model.forms.get_mut(id)) {
        form.take_tokens(ticket, tokens);
    }
}

/// The paths that go on from what was typed.
pub(super) fn paths(model: &mut Model, id: &PromptId, typed: &str, found: Vec<String>) {
    if let Some(form) = model.forms.get_mut(id) {
        form.take_paths(typed, found);
    }
}

/// An editor outside ended.
pub(super) fn edited(model: &mut Model, id: &PromptId, outcome: Result<String, String>) {
    match outcome {
        Ok(text) => {
            let reset = key(model, Scope::Form, Action::ResetField);
            if let Some(form) = model.forms.get_mut(id) {
                form.take_edited(text);
                say(
                    model,
                    format!("This is the text of your editor now. {reset} on a button takes that of the fields"),
                );
            }
        }
        Err(why) => fail(model, why),
    }
}

/// A prompt has another name.
pub(super) fn renamed(model: &mut Model, from: &PromptId, to: &PromptId) {
    if let Some(form) = model.forms.remove(from) {
        model.forms.insert(to.clone(), form);
    }
    if model.form.as_ref() == Some(from) {
        model.form = Some(to.clone());
    }
}

/// Asks for what the open form is to show, and for the prompt where it has changed.
pub(super) fn follow(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.form.clone() else { return Vec::new() };
    let mut effects = Vec::new();
    if let Some(form) = model.forms.get_mut(&id) {
        effects.extend(form.asks().into_iter().map(|ask| match ask {
            Ask::Show(revision, filling) => Effect::Show { id: id.clone(), revision, filling },
            Ask::Paths(typed) => Effect::Paths { id: id.clone(), typed },
        }));
        if form.is_to_be_put_down() {
            effects.push(Effect::PutDown(id.clone()));
        }
    }
    let stamp = model.snapshot.get(&id).map(|entry| entry.stamp);
    // A prompt that is gone leaves its form as it is.
    if stamp.is_some() && stamp != model.form_stamp {
        model.form_stamp = stamp;
        effects.extend(compose(model, id, Why::Renew));
    }
    effects
}
