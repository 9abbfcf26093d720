//! What the picker shows, and what each message does to it. Pure: what is to be done besides is returned.

mod form;

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Size;

use super::super::keymap::Keymap;
use super::super::model::field::Field;
use super::super::model::form::Form;
use super::super::model::preview::{Preview, Showing};
use super::areas::Areas;
use super::message::{Effect, Msg};
use crate::cache::Snapshot;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialects;

/// How much of the book is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listing {
    /// It is being read.
    Reading,
    /// All of it.
    Done,
    /// As much as could be.
    Failed(String),
}

/// Whether Enter was pressed before there was an answer to take one from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enter {
    No,
    Waits,
}

/// The list, its filter and the preview.
#[derive(Debug)]
pub(super) struct Model {
    pub field: Field,
    pub snapshot: Arc<Snapshot>,
    pub listing: Listing,
    pub preview: Preview,
    /// How the dialects of this book's files are found.
    pub dialects: Arc<Dialects>,
    /// What the prompt in the preview asks for.
    pub asks: Vec<String>,
    pub size: Size,
    /// What is to be told in place of the keys.
    pub said: Option<String>,
    pub keymap: Keymap,
    /// Whose form is open.
    open: Option<PromptId>,
    /// What is typed while the chosen prompt is being read: it is meant for its form.
    ahead: Option<Vec<Msg>>,
    /// Every form that was open: going back loses nothing.
    forms: BTreeMap<PromptId, Form>,
    answers: Vec<PromptId>,
    selected: usize,
    top: usize,
    /// The number of the last question, and of the one that `answers` answers.
    asked: u64,
    answered: u64,
    /// The number of the first question about the text that is in the field now.
    of_this_text: u64,
    /// Whether the snapshot has changed since the last question.
    is_stale: bool,
    enter: Enter,
    /// Whether the answers have been seen: Enter then takes the one that is marked, whatever else is still to come.
    is_seen: bool,
}

impl Model {
    /// With `typed` in the filter, and the first question asked.
    pub fn new(typed: &str, snapshot: Arc<Snapshot>, size: Size, keymap: Keymap) -> Model {
        let mut field = Field::default();
        field.insert(typed);
        let mut model = Model {
            field,
            snapshot,
            listing: Listing::Reading,
            preview: Preview::default(),
            dialects: Arc::default(),
            asks: Vec::new(),
            size,
            said: None,
            keymap,
            open: None,
            ahead: None,
            forms: BTreeMap::new(),
            answers: Vec::new(),
            selected: 0,
            top: 0,
            asked: 0,
            answered: 0,
            of_this_text: 1,
            is_stale: false,
            enter: Enter::No,
            is_seen: false,
        };
        model.fit();
        model
    }

    /// The prompts that fit, best first.
    pub fn answers(&self) -> &[PromptId] {
        &self.answers
    }

    /// Which of them is marked, and which is the first on the screen.
    pub fn place(&self) -> (usize, usize) {
        (self.selected, self.top)
    }

    /// The one that is marked.
    pub fn selected(&self) -> Option<&PromptId> {
        self.answers.get(self.selected)
    }

    /// Whether what is listed answers what is typed, as far as the book is known.
    pub fn is_answered(&self) -> bool {
        self.answered >= self.of_this_text
    }

    /// Changes the picker by `msg`.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = self.apply(msg);
        if effects.iter().any(|effect| matches!(effect, Effect::Take(_))) {
            self.ahead = Some(Vec::new());
        }
        effects
    }

    fn apply(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
            Msg::Key(_) | Msg::Pasted(_) if self.ahead.is_some() && !is_leaving(&msg) => {
                self.ahead.get_or_insert_default().push(msg);
                Vec::new()
            }
            Msg::Key(key) if self.open.is_some() => self.press_in_form(key),
            Msg::Key(key) => self.press(key),
            Msg::Pasted(text) if self.open.is_some() => {
                let pressed = self.opened().map(|form| form.paste(&text));
                self.pressed(pressed)
            }
            Msg::Pasted(text) => {
                self.field.insert(&text);
                self.typed()
            }
            Msg::Size(size) => {
                self.size = size;
                self.fit();
                self.look()
            }
            Msg::Published(snapshot) => {
                let is_news = self.snapshot.listing_changed() != snapshot.listing_changed();
                self.snapshot = snapshot;
                if !is_news {
                    return Vec::new();
                }
                self.is_stale = true;
                self.ask_if_idle()
            }
            Msg::Listed => self.ended(Listing::Done),
            Msg::Unlisted(why) => self.ended(Listing::Failed(why)),
            Msg::Found(number, answers) => self.found(number, answers),
            Msg::Read(prompt, asks) => {
                if self.preview.id() == Some(prompt.id()) {
                    self.asks = asks;
                    // A large text is shown without what is known of it: the rows are few.
                    let (Showing::Same | Showing::Done | Showing::Large(_)) =
                        self.preview.show(&prompt, &self.dialects);
                    self.fit();
                }
                Vec::new()
            }
            Msg::Unread(id, why) => {
                if self.preview.id() == Some(&id) {
                    self.preview.fail(&id, why);
                }
                Vec::new()
            }
            Msg::Composed(composed) => {
                let ahead = self.ahead.take().unwrap_or_default();
                let mut effects = self.composed(*composed);
                if self.open.is_some() {
                    effects.extend(ahead.into_iter().flat_map(|msg| self.update(msg)));
                }
                effects
            }
            Msg::Shown(id, revision, shown) => {
                if let Some(form) = self.forms.get_mut(&id) {
                    form.take_shown(revision, *shown);
                }
                Vec::new()
            }
            Msg::Paths(id, typed, found) => {
                if let Some(form) = self.forms.get_mut(&id) {
                    form.take_paths(&typed, found);
                }
                Vec::new()
            }
            Msg::Refused(why) => {
                self.ahead = None;
                self.said = Some(why);
                Vec::new()
            }
            Msg::Drawn => {
                self.is_seen = self.is_answered();
                Vec::new()
            }
        }
    }

    fn press(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.said = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let shift = key.modifiers.contains(KeyModifiers::SHIFT);
        let page = isize::from(i16::try_from(self.areas().list.height.max(2) - 1).unwrap_or(i16::MAX));
        let text_rows = self.areas().text_rows();
        match key.code {
            KeyCode::Char('c' | 'g') if control => vec![Effect::Leave],
            KeyCode::Esc => vec![Effect::Leave],
            KeyCode::Enter => self.take(),
            // Enter that was pressed before the terminal's modes were taken.
            KeyCode::Char('j') if control => self.take(),
            KeyCode::Up | KeyCode::Down if shift => {
                self.preview.scroll(if key.code == KeyCode::Up { -1 } else { 1 }, text_rows);
                Vec::new()
            }
            KeyCode::Up => self.step(-1),
            KeyCode::Down => self.step(1),
            KeyCode::Char('p') if control => self.step(-1),
            KeyCode::Char('n') if control => self.step(1),
            KeyCode::PageUp => self.step(-page),
            KeyCode::PageDown => self.step(page),
            _ => {
                let before = self.field.text().to_owned();
                self.field.press(key);
                if self.field.text() == before { Vec::new() } else { self.typed() }
            }
        }
    }

    /// What is typed has changed.
    fn typed(&mut self) -> Vec<Effect> {
        self.enter = Enter::No;
        self.is_seen = false;
        self.of_this_text = self.asked + 1;
        self.is_stale = true;
        self.ask()
    }

    fn ended(&mut self, listing: Listing) -> Vec<Effect> {
        self.listing = listing;
        let mut effects = self.ask_if_idle();
        effects.extend(self.take_if_waiting());
        effects
    }

    fn ask_if_idle(&mut self) -> Vec<Effect> {
        // One question at a time while the book becomes known: the next one is asked when its answer comes.
        if self.is_stale && self.asked == self.answered { self.ask() } else { Vec::new() }
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.asked += 1;
        self.is_stale = false;
        vec![Effect::Search(self.asked, self.field.text().to_owned())]
    }

    fn found(&mut self, number: u64, answers: Vec<PromptId>) -> Vec<Effect> {
        if number != self.asked {
            return Vec::new();
        }
        let is_same_text = self.answered >= self.of_this_text;
        // While the book becomes known the mark stays at the prompt where it is, unless nobody has moved it.
        let kept = self.selected().filter(|_| is_same_text && self.selected > 0).cloned();
        self.answered = number;
        self.answers = answers;
        self.selected = kept.and_then(|id| self.answers.iter().position(|answer| *answer == id)).unwrap_or_default();
        self.scroll();
        let mut effects = self.look();
        effects.extend(self.ask_if_idle());
        effects.extend(self.take_if_waiting());
        effects
    }

    fn take(&mut self) -> Vec<Effect> {
        if self.is_seen
            && let Some(id) = self.selected()
        {
            return vec![Effect::Take(id.clone())];
        }
        self.enter = Enter::Waits;
        self.take_if_waiting()
    }

    /// Takes what Enter meant, once all that could fit is known.
    fn take_if_waiting(&mut self) -> Vec<Effect> {
        let is_known = self.listing != Listing::Reading && self.asked == self.answered && !self.is_stale;
        if self.enter == Enter::No || !is_known {
            return Vec::new();
        }
        self.enter = Enter::No;
        match self.selected() {
            Some(id) => vec![Effect::Take(id.clone())],
            None => vec![Effect::Nothing(self.field.text().to_owned())],
        }
    }

    fn step(&mut self, rows: isize) -> Vec<Effect> {
        let last = self.answers.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
        self.scroll();
        self.look()
    }

    fn scroll(&mut self) {
        let rows = usize::from(self.areas().list.height.max(1));
        self.top = self.top.clamp((self.selected + 1).saturating_sub(rows), self.selected);
        self.top = self.top.min(self.answers.len().saturating_sub(rows));
    }

    /// Asks for the text of the marked prompt, where it is shown.
    fn look(&mut self) -> Vec<Effect> {
        let Some(id) = self.selected().cloned() else {
            self.preview.clear();
            self.asks.clear();
            return Vec::new();
        };
        let stamp = self.snapshot.get(&id).map(|entry| entry.stamp).unwrap_or_default();
        if self.preview.id() != Some(&id) {
            self.asks.clear();
        }
        if self.areas().preview.is_some() && self.preview.ask(&id, stamp) { vec![Effect::Read(id)] } else { Vec::new() }
    }

    fn fit(&mut self) {
        let width = self.areas().text.map_or(0, |text| text.width);
        self.preview.set_width(width.into());
        self.scroll();
    }

    /// Where everything stands.
    pub fn areas(&self) -> Areas {
        Areas::of(self.size)
    }
}

/// Whether a key ends the picking whatever goes on.
fn is_leaving(msg: &Msg) -> bool {
    let Msg::Key(key) = msg else { return false };
    key.code == KeyCode::Esc || (key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL))
}
