//! A person at the screen: keys go in, effects come out and are answered when the test says so.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::super::keymap::Key;
use super::super::message::{Effect, Msg};
use super::super::model::{Book, Model};
use super::super::update::update;
use super::{Disk, Luck, default_keymap, id};
use crate::library::{Event, EventKind};

/// The model over a book that is in memory only.
pub(in crate::tui) struct World {
    pub model: Model,
    pub disk: Disk,
    /// What was asked for and is not answered yet.
    pub pending: VecDeque<Effect>,
    /// What was asked of the journal, which answers nothing.
    pub journal: Vec<Effect>,
    /// The questions who includes a prompt, which are answered by [`World::answer_users`] alone.
    pub users: Vec<Effect>,
}

impl World {
    /// A book whose listing has just begun.
    pub fn unlisted(files: &[(&str, &str)]) -> World {
        let disk = Disk::new(files);
        let empty = Disk::new(&[]);
        let Msg::Published(snapshot, figures) = empty.published() else { unreachable!("that is what it gives") };
        let model = Model::new("~/prompts".to_owned(), Book::Folder, snapshot, *figures, default_keymap());
        World { model, disk, pending: VecDeque::new(), journal: Vec::new(), users: Vec::new() }
    }

    /// A book that is listed, and whose first prompt is asked for.
    pub fn listed(files: &[(&str, &str)]) -> World {
        let mut world = World::unlisted(files);
        world.publish();
        world.happen(EventKind::Listed { found: files.len(), skipped: 0, took: std::time::Duration::from_millis(3) });
        world
    }

    /// A book that is listed, with its first prompt on the screen.
    pub fn of(files: &[(&str, &str)]) -> World {
        let mut world = World::listed(files);
        world.answer();
        world
    }

    /// The built-in samples, as the program offers them.
    pub fn samples() -> World {
        let mut world = World::of(crate::samples::all());
        world.model.book = Book::Samples { folder: "~/.local/share/promptbook/prompts".to_owned() };
        world
    }

    /// One message; its effects, which also wait to be answered.
    pub fn send(&mut self, msg: Msg) -> Vec<Effect> {
        let is_journal = |effect: &Effect| {
            use Effect::{Adopt, Enter, Forget, Journal, Leave, Settle};
            matches!(effect, Journal(_) | Forget(_) | Adopt(_) | Settle(_) | Enter(_) | Leave(_))
        };
        let is_users = |effect: &Effect| matches!(effect, Effect::FindUsers(_));
        let (journal, effects): (Vec<_>, Vec<_>) = update(&mut self.model, msg).into_iter().partition(is_journal);
        let (users, effects): (Vec<_>, Vec<_>) = effects.into_iter().partition(is_users);
        self.journal.extend(journal);
        self.users.extend(users);
        self.pending.extend(effects.iter().cloned());
        effects
    }

    /// The current snapshot reaches the model.
    pub fn publish(&mut self) -> Vec<Effect> {
        let published = self.disk.published();
        self.send(published)
    }

    /// The library tells of something.
    pub fn happen(&mut self, kind: EventKind) -> Vec<Effect> {
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(self.model.second);
        let event = Event { number: 0, at, kind };
        self.send(Msg::Happened(event, "12:04:31".to_owned()))
    }

    /// Keys by their names, with spaces between them.
    pub fn press(&mut self, keys: &str) -> Vec<Effect> {
        let event = |name| Key::parse(name).unwrap_or_else(|| panic!("{name} is no key")).event();
        keys.split(' ').flat_map(|name| self.send(Msg::Key(event(name)))).collect()
    }

    /// A text, key by key.
    pub fn type_text(&mut self, text: &str) -> Vec<Effect> {
        let event = |character| {
            let code = if character == '\n' { KeyCode::Enter } else { KeyCode::Char(character) };
            KeyEvent::new(code, KeyModifiers::NONE)
        };
        text.chars().flat_map(|character| self.send(Msg::Key(event(character)))).collect()
    }

    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.send(Msg::Paste(text.to_owned()))
    }

    pub fn click(&mut self, column: u16, row: u16) -> Vec<Effect> {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> Vec<Effect> {
        self.send(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    }

    /// Does the oldest effect that waits, brings the new snapshot, then the answer.
    pub fn answer_one(&mut self, luck: Luck) -> Vec<Effect> {
        let Some(effect) = self.pending.pop_front() else { panic!("nothing was asked for") };
        let answer = self.disk.perform(effect, luck);
        let mut effects = self.publish();
        effects.extend(answer.into_iter().flat_map(|answer| self.send(answer)));
        effects
    }

    /// Answers everything that waits, and what is asked for meanwhile.
    pub fn answer(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for _ in 0..100 {
            if self.pending.is_empty() {
                return effects;
            }
            effects.extend(self.answer_one(Luck::Good));
        }
        panic!("asks for more and more: {:?}", self.pending);
    }

    /// Answers who includes a prompt, and what is asked about that meanwhile; says of which prompts it was asked.
    pub fn answer_users(&mut self) -> Vec<String> {
        let mut asked = Vec::new();
        while !self.users.is_empty() {
            let effect = self.users.remove(0);
            if let Effect::FindUsers(wanted) = &effect {
                asked.push(wanted.id.to_string());
            }
            let answer = self.disk.perform(effect, Luck::Good);
            answer.into_iter().for_each(|answer| drop(self.send(answer)));
        }
        asked
    }

    /// Everything that waits fails.
    pub fn fail(&mut self) -> Vec<Effect> {
        (0..self.pending.len()).flat_map(|_| self.answer_one(Luck::Bad)).collect()
    }

    /// Nobody types for a moment, and the text in the editor is understood.
    pub fn pause(&mut self) {
        let (subject, _) = self.model.resting().expect("the text in the editor is a new one");
        self.send(Msg::Paused(subject));
        self.answer();
    }

    /// The message on the screen.
    pub fn said(&self) -> &str {
        self.model.messages.shown().map_or("", |message| &message.text)
    }

    /// The name of the selected prompt or folder.
    pub fn selected(&self) -> String {
        use super::super::model::list::Item;
        match self.model.list.selected() {
            Some(Item::Prompt(id)) => id.to_string(),
            Some(Item::Folder(folder)) => format!("{}/", String::from_utf8_lossy(folder)),
            None => String::new(),
        }
    }

    /// The text of a draft.
    pub fn draft(&self, name: &str) -> Option<String> {
        self.model.drafts.get(&id(name)).map(|draft| draft.editor.text())
    }

    /// Selects a prompt, reads it and opens it in the editor.
    pub fn edit(&mut self, name: &str) {
        self.model.list.reveal(&id(name));
        self.publish();
        self.answer();
        self.press("e");
        self.answer();
        assert_eq!(self.model.editing, Some(id(name)));
    }
}

/// The texts that `effects` save.
pub(in crate::tui) fn saves(effects: &[Effect]) -> Vec<&str> {
    let saves = effects.iter().filter_map(|effect| match effect {
        Effect::Save { text, .. } => Some(text.as_str()),
        _ => None,
    });
    saves.collect()
}

/// The prompts that `effects` read.
pub(in crate::tui) fn reads(effects: &[Effect]) -> Vec<String> {
    let reads = effects.iter().filter_map(|effect| match effect {
        Effect::Read(id) => Some(id.to_string()),
        _ => None,
    });
    reads.collect()
}

/// Whether `effects` end the program.
pub(in crate::tui) fn ends(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Quit { .. }))
}
