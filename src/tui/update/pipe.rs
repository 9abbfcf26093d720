//! A text for a command: choosing one, seeing its line before it first runs, and what it says.

use std::collections::BTreeSet;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::action::{Action, Scope};
use super::super::message::Effect;
use super::super::model::pipe::{Choosing, News, Output, State};
use super::super::model::{Model, Overlay};
use super::{browse, form, key, say};
use crate::prompt::PromptId;
use crate::values::confirmed::mark;

/// Asks for the command that `text` goes to.
pub(super) fn choose(model: &mut Model, id: PromptId, text: Arc<Vec<u8>>) -> Vec<Effect> {
    model.overlay = Some(Overlay::Choose(Box::new(Choosing::new(id, text))));
    vec![Effect::ReadConfirmed]
}

/// The marks of the command lines that were let run before. A line that was chosen before they were known and is one of
/// them does not run for the first time, so it runs.
pub(super) fn confirmed(model: &mut Model, marks: BTreeSet<String>) -> Vec<Effect> {
    model.confirmed.extend(marks);
    let Some(Overlay::Choose(choosing)) = &model.overlay else { return Vec::new() };
    match choosing.asked.clone() {
        Some(line) if model.confirmed.contains(&mark(&line)) => run(model, &line),
        _ => Vec::new(),
    }
}

/// Takes a key while a command is chosen.
pub(super) fn press_choosing(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    let named = &model.commands;
    let Some(Overlay::Choose(choosing)) = &mut model.overlay else { return Vec::new() };
    if let Some(line) = choosing.asked.clone() {
        match event.code {
            // Another key than the one that asked, which may be held down or pressed twice before the line is read.
            KeyCode::Char('y') => {
                model.confirmed.insert(mark(&line));
                let mut effects = run(model, &line);
                effects.push(Effect::Confirm(line));
                return effects;
            }
            KeyCode::Esc => choosing.asked = None,
            _ => {}
        }
        return Vec::new();
    }
    // It was about the line as it was.
    choosing.fault = None;
    let last = choosing.offers(named).len().saturating_sub(1);
    match event.code {
        KeyCode::Esc => model.overlay = None,
        KeyCode::Up => choosing.selected = choosing.selected.saturating_sub(1),
        KeyCode::Down => choosing.selected = (choosing.selected + 1).min(last),
        KeyCode::Tab => {
            // To be changed before it runs.
            if let Some(offer) = choosing.offers(named).into_iter().nth(choosing.selected) {
                choosing.field = super::super::model::field::Field::with(offer.line);
                choosing.selected = 0;
            }
        }
        KeyCode::Enter => {
            let offer = choosing.offers(named).into_iter().nth(choosing.selected);
            let Some(offer) = offer else {
                choosing.fault = Some("Type a command, such as llm".to_owned());
                return Vec::new();
            };
            if words(&offer.line).is_none() {
                choosing.fault = Some("This cannot be read as a command line: close its quotes".to_owned());
                return Vec::new();
            }
            if model.confirmed.contains(&mark(&offer.line)) {
                return run(model, &offer.line);
            }
            choosing.asked = Some(offer.line);
        }
        _ => {
            if choosing.field.press(event) {
                choosing.selected = 0;
            }
        }
    }
    Vec::new()
}

/// Takes pasted text while a command is chosen.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(Overlay::Choose(choosing)) = &mut model.overlay
        && choosing.asked.is_none()
    {
        choosing.field.insert(text);
        choosing.selected = 0;
        choosing.fault = None;
    }
}

/// The program and its arguments; no shell reads them.
pub(in crate::tui) fn words(line: &str) -> Option<Vec<String>> {
    shell_words::split(line).ok().filter(|words| words.first().is_some_and(|program| !program.is_empty()))
}

fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    let Some(Overlay::Choose(choosing)) = model.overlay.take() else { return Vec::new() };
    let Some(words) = words(line) else { return Vec::new() };
    model.runs += 1;
    let number = model.runs;
    model.output = Some(Box::new(Output::new(number, line.to_owned())));
    model.overlay = Some(Overlay::Output);
    let mut effects = form::remember(model, &choosing.id);
    effects.push(Effect::Pipe { number, words, text: choosing.text });
    effects
}

/// Columns and rows of the output on the screen.
pub(in crate::tui) fn size(model: &Model) -> (usize, usize) {
    let (width, height) = model.size;
    (width.saturating_sub(3).max(1).into(), height.saturating_sub(5).max(1).into())
}

/// A command is heard of.
pub(super) fn heard(model: &mut Model, number: u64, news: News) {
    let size = size(model);
    let Some(output) = model.output.as_mut().filter(|output| output.number == number) else { return };
    let (was_asked, before) = (output.state == State::Stopping, output.said().len());
    output.hear(news, size);
    let (has_said, ended) = (output.said().len() > before, matches!(output.state, State::Ended(..)));
    if has_said || ended {
        model.messages.withdraw(SILENT);
    }
    if was_asked && ended {
        withdraw(model);
        let text = has_ended(model);
        say(model, text);
    }
}

/// What is said where there is nothing to copy yet, and where there never will be.
const SILENT: &str = "There is nothing to copy yet: it has said nothing on standard output";
const SAID_NOTHING: &str = "There is nothing to copy: it said nothing on standard output";

/// What is said while a command is ended.
const BEING_ENDED: &str = "The command is being ended at once";

fn asked_to_end(model: &Model) -> String {
    let again = key(model, Scope::Output, Action::Back);
    format!("The command was asked to end. {again} once more ends it at once")
}

fn has_ended(model: &Model) -> String {
    let back = key(model, Scope::Output, Action::Back);
    format!("The command has ended. {back} closes what it said")
}

/// Nothing of what was said of the command is so any more.
fn withdraw(model: &mut Model) {
    let (asked, ended) = (asked_to_end(model), has_ended(model));
    for text in [&asked, &ended, SILENT, SAID_NOTHING, BEING_ENDED] {
        model.messages.withdraw(text);
    }
}

/// Takes a key while the output is on the screen.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    match model.keymap.action(Scope::Output, event) {
        Some(action) => act(model, action),
        None if event.code == KeyCode::Esc => act(model, Action::Back),
        None => Vec::new(),
    }
}

/// Does an action of the output.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let size = size(model);
    let page = isize::try_from(size.1.saturating_sub(1).max(1)).unwrap_or(1);
    let rows = match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::First => isize::MIN,
        Action::Last => isize::MAX,
        Action::Copy => {
            let Some(output) = &model.output else { return Vec::new() };
            if output.said().is_empty() {
                let text = match output.state {
                    State::Ended(..) => SAID_NOTHING,
                    State::Running | State::Stopping => SILENT,
                };
                say(model, text);
                return Vec::new();
            }
            return vec![Effect::Copy(String::from_utf8_lossy(output.said()).into_owned())];
        }
        Action::Back => return back(model),
        other => return browse::act(model, other),
    };
    scroll(model, rows);
    Vec::new()
}

/// Scrolls the output by `rows`, down if positive.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    let size = size(model);
    if let Some(output) = &mut model.output {
        output.passage.scroll(rows, size);
    }
}

/// Stops a command that runs; closes the output of one that has ended.
fn back(model: &mut Model) -> Vec<Effect> {
    let asked = asked_to_end(model);
    let Some(output) = &mut model.output else {
        model.overlay = None;
        return Vec::new();
    };
    let number = output.number;
    match output.state {
        State::Running => {
            output.state = State::Stopping;
            say(model, asked);
            vec![Effect::StopPipe { number, harshly: false }]
        }
        State::Stopping => {
            say(model, BEING_ENDED);
            vec![Effect::StopPipe { number, harshly: true }]
        }
        State::Ended(..) => {
            model.overlay = None;
            model.output = None;
            withdraw(model);
            Vec::new()
        }
    }
}
