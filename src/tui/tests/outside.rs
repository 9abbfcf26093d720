//! The model over a real folder that another program writes to: whatever that does to a file and its times, a draft's
//! save never replaces a text that nobody has seen.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::super::keymap::Key;
use super::super::message::{Effect, Msg};
use super::super::model::messages::Weight;
use super::super::model::{Book, Model, Question};
use super::super::update::update;
use super::{default_keymap, id};
use crate::cache::Holder;
use crate::history::{Given, Made, Version};
use crate::library::{Library, Options};
use crate::prompt::layout;
use crate::search::search;
use crate::store::Expected;

const BASE: &str = "one\n\ntwo\n\nthree\n";
/// As many bytes as [`BASE`].
const THEIRS: &str = "one\n\ntwo\n\nTHREE\n";

/// How the other program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    InPlace,
    ByRename,
}

/// What the time of the file says afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Newer,
    Older,
    Same,
}

/// Whether the change is known before the save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

/// How saves are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saves {
    AsAsked,
    /// Over whatever is there: what the others must not be mistaken for.
    Blindly,
}

struct Desk {
    folder: TempDir,
    library: Library,
    model: Model,
    runtime: Runtime,
    pending: VecDeque<Effect>,
    saves: Saves,
}

impl Desk {
    /// The program on a book with one prompt, which is in the editor.
    fn editing(saves: Saves) -> Desk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir(folder.path().join("book")).expect("a folder for the book");
        fs::write(folder.path().join("book/a.md"), BASE).expect("a prompt");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime for the test");
        let library = {
            let _entered = runtime.enter();
            Library::open(folder.path().join("book"), Options::with_state(folder.path().join("state"))).expect("a book")
        };
        runtime.block_on(library.list()).expect("a listing");
        let (snapshot, figures) = library.observe(Holder::Screen);
        let model = Model::new("~/prompts".to_owned(), Book::Folder, snapshot, figures, default_keymap());
        let mut desk = Desk { folder, library, model, runtime, pending: VecDeque::new(), saves };
        desk.publish();
        desk.answer();
        desk.press("e");
        desk.answer();
        assert_eq!(desk.model.editing, Some(id("a.md")));
        desk
    }

    fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.pending.extend(effects);
    }

    fn press(&mut self, keys: &str) {
        for name in keys.split(' ') {
            let key = Key::parse(name).expect("a key").event();
            self.send(Msg::Key(key));
        }
    }

    fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.send(Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)));
        }
    }

    fn publish(&mut self) {
        let (snapshot, figures) = self.library.observe(Holder::Screen);
        self.send(Msg::Published(snapshot, Box::new(figures)));
    }

    /// Does what was asked for, and what is asked for meanwhile.
    fn answer(&mut self) {
        while let Some(effect) = self.pending.pop_front() {
            let answer = self.perform(effect);
            self.publish();
            self.send(answer);
        }
    }

    fn perform(&mut self, effect: Effect) -> Msg {
        let library = self.library.clone();
        match effect {
            Effect::Read(id) => {
                let outcome = self.runtime.block_on(library.read(&id));
                Msg::Read(id, outcome)
            }
            Effect::Search { number, typed } => Msg::Found(number, search(&library.snapshot(), &typed)),
            Effect::Save { base, text, expected } => {
                let expected = if self.saves == Saves::Blindly { Expected::Anything } else { expected };
                let bytes = layout::splice(base.raw(), &text);
                let outcome = self.runtime.block_on(library.save(base.id(), bytes, expected));
                Msg::Saved(base.id().clone(), outcome)
            }
            Effect::Keep { id, bytes, then } => {
                let outcome = self.runtime.block_on(library.keep(&id, bytes, Given::Draft));
                Msg::Kept(id, then, outcome)
            }
            other => Msg::Log(Weight::Note, format!("{other:?} is not done here")),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("book/a.md")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).expect("the prompt is there")
    }

    /// Another program writes [`THEIRS`].
    fn change(&mut self, way: Way, time: Time, known: Known) {
        let before = fs::metadata(self.path()).and_then(|file| file.modified()).expect("a file has a time");
        match way {
            Way::InPlace => fs::write(self.path(), THEIRS).expect("a write"),
            Way::ByRename => {
                let other = self.folder.path().join("other");
                fs::write(&other, THEIRS).expect("a write");
                fs::rename(other, self.path()).expect("a rename");
            }
        }
        let time: SystemTime = match time {
            Time::Newer => before + Duration::from_secs(100),
            Time::Older => before - Duration::from_secs(100_000),
            Time::Same => before,
        };
        File::options()
            .write(true)
            .open(self.path())
            .and_then(|file| file.set_modified(time))
            .expect("a time can be set");
        if known == Known::Yes {
            self.runtime.block_on(self.library.reload()).expect("the book can be read again");
            self.publish();
            self.answer();
        }
    }

    /// The texts that were given up.
    fn given_up(&self) -> Vec<String> {
        let versions = self.runtime.block_on(self.library.versions(&id("a.md"))).expect("a history");
        let given_up = versions.into_iter().filter(|version| matches!(version.made, Made::GivenUp(_)));
        let text = |version: Version| self.runtime.block_on(self.library.version_text(version.text)).expect("a text");
        given_up.map(|version| String::from_utf8(text(version)).expect("UTF-8")).collect()
    }
}

/// Everything that another program may do, seen before the save and not.
fn changes() -> impl Iterator<Item = (Way, Time, Known)> {
    let times = [Time::Newer, Time::Older, Time::Same];
    let ways = [Way::InPlace, Way::ByRename];
    let known = [Known::Yes, Known::No];
    ways.into_iter().flat_map(move |way| {
        times.into_iter().flat_map(move |time| known.into_iter().map(move |known| (way, time, known)))
    })
}

#[test]
fn no_save_replaces_in_silence_what_another_program_wrote_whatever_the_time_of_the_file() {
    for (way, time, known) in changes() {
        let mut desk = Desk::editing(Saves::AsAsked);
        desk.type_text("x");
        desk.change(way, time, known);
        desk.press("F2");
        desk.answer();
        assert_eq!(desk.text(), THEIRS, "{way:?} {time:?} {known:?}");
        assert_eq!(desk.model.question, Some(Question::Conflict(id("a.md"))), "{way:?} {time:?} {known:?}");
    }
}

#[test]
fn a_store_that_does_not_compare_would_be_noticed() {
    for (way, time, known) in changes().filter(|(.., known)| *known == Known::No) {
        let mut desk = Desk::editing(Saves::Blindly);
        desk.type_text("x");
        desk.change(way, time, known);
        desk.press("F2");
        desk.answer();
        assert_ne!(desk.text(), THEIRS, "{way:?} {time:?}");
    }
}

#[test]
fn merged_and_saved_both_changes_are_on_disk_and_both_texts_in_the_history() {
    for (way, time, known) in changes() {
        let mut desk = Desk::editing(Saves::AsAsked);
        desk.type_text("my ");
        desk.change(way, time, known);
        desk.press("F2");
        desk.answer();
        desk.press("m");
        desk.answer();
        assert_eq!(desk.text(), THEIRS, "nothing is written by merging");
        desk.press("F2");
        desk.answer();
        assert_eq!(desk.text(), "my one\n\ntwo\n\nTHREE\n", "{way:?} {time:?} {known:?}");
        let given_up = desk.given_up();
        for text in [THEIRS, "my one\n\ntwo\n\nthree\n"] {
            assert!(given_up.iter().any(|kept| kept == text), "{text:?} is not in {given_up:?}");
        }
        assert_eq!(desk.model.unsaved(), 0);
    }
}

#[test]
fn an_untouched_editor_follows_whatever_the_time_of_the_file() {
    for (way, time, _) in changes().filter(|(.., known)| *known == Known::Yes) {
        let mut desk = Desk::editing(Saves::AsAsked);
        desk.change(way, time, Known::Yes);
        let shown = desk.model.open_draft().map(|draft| draft.editor.text());
        assert_eq!(shown.as_deref(), Some(THEIRS), "{way:?} {time:?}");
        let said = desk.model.messages.shown().map(|message| message.text.as_str());
        assert_eq!(said, Some("a.md changed on disk, reloaded (+1 -1). F7 diff"), "{way:?} {time:?}");
    }
}
