//! A library without a disk: it answers effects as the library and its store do.

mod files;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::super::message::{Composed, Effect, Msg, Then};
use super::super::model::messages::Weight;
use super::super::model::pipe::{News, Stream, Went};
use super::super::understanding::Understanding;
use crate::cache::{Cache, CacheState, Cause, Holder, Limits};
use crate::drafts::Draft;
use crate::history::Change;
use crate::library::LibraryError;
use crate::metrics::{Figures, FlightCounts, Ghosts, Timings};
use crate::prompt::dialect::Dialects;
use crate::prompt::template::{Composition, Template};
use crate::prompt::{ContentHash, Prompt, PromptId, Stamp, layout};
use crate::search::search;
use crate::store::{Expected, StoreError, WatchState};
use crate::tokens::Count;
use crate::values::Earlier;

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Luck {
    /// As it should.
    Good,
    /// The disk is full.
    Bad,
}

/// Files, their history and the cache over them.
pub(in crate::tui) struct Disk {
    files: BTreeMap<PromptId, (Vec<u8>, Stamp)>,
    texts: HashMap<ContentHash, Vec<u8>>,
    done: Vec<Change>,
    undone: Vec<Change>,
    /// What was given up and kept in the history.
    pub kept: Vec<(PromptId, Vec<u8>)>,
    /// What was written down for the next start.
    pub shelved: Vec<Draft>,
    /// What was saved.
    pub saved: Vec<(PromptId, String)>,
    /// What was given for prompts before.
    pub values: BTreeMap<PromptId, Earlier>,
    pub cache: Cache,
    inode: u64,
}

impl Disk {
    pub fn new(files: &[(&str, &str)]) -> Disk {
        let mut disk = Disk {
            files: BTreeMap::new(),
            texts: HashMap::new(),
            done: Vec::new(),
            undone: Vec::new(),
            kept: Vec::new(),
            shelved: Vec::new(),
            saved: Vec::new(),
            values: BTreeMap::new(),
            cache: Cache::new(Limits::default(), CacheState::On),
            inode: 0,
        };
        for (name, text) in files {
            let id = super::id(name);
            disk.put(&id, text.as_bytes());
            let prompt = disk.prompt(&id).expect("it was just put there");
            disk.cache.publish(Cause::Start, |next| {
                next.list(&id, prompt.revision().stamp);
                next.describe(&id, prompt.revision().stamp, Arc::clone(prompt.card()));
            });
        }
        disk
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Option<String> {
        self.files.get(&super::id(name)).map(|(bytes, _)| String::from_utf8_lossy(bytes).into_owned())
    }

    /// Another program writes a file, and the library sees it.
    pub fn write(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        let id = super::id(name);
        self.put(&id, bytes.as_ref());
        self.settle(&id);
    }

    /// Another program writes a file, and nobody has seen it yet.
    pub fn write_unseen(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        self.put(&super::id(name), bytes.as_ref());
    }

    /// Holds the bytes of a prompt that was made elsewhere.
    pub fn hold(&mut self, prompt: &Prompt) {
        self.files.insert(prompt.id().clone(), (prompt.raw().to_vec(), prompt.revision().stamp));
    }

    /// Another program removes a file, and the library sees it.
    pub fn remove(&mut self, name: &str) {
        let id = super::id(name);
        self.files.remove(&id);
        self.settle(&id);
    }

    /// The current snapshot, as the loop brings it to the model.
    pub fn published(&self) -> Msg {
        let snapshot = self.cache.hold(Holder::Screen);
        let flights = FlightCounts { now: 0, shared: 0 };
        let ghosts = Ghosts::of(self.cache.limits(), self.cache.counters());
        let mut figures = Figures::of(&snapshot, &self.cache, &ghosts, &Timings::default(), flights, WatchState::Off);
        // These two are not the same in every run: the process grows, and hashes are seeded.
        (figures.memory, figures.index_bytes) = (Some(28_000_000), 3_900);
        // Nobody tells these ghosts of misses.
        figures.what_if.iter_mut().for_each(|what| (what.hit_rate, what.error) = (None, None));
        Msg::Published(snapshot, Box::new(figures))
    }

    /// Does `effect` and gives its answer, if it has one.
    pub fn perform(&mut self, effect: Effect, luck: Luck) -> Option<Msg> {
        Some(match effect {
            Effect::Read(id) => {
                let outcome = self.read(&id, luck);
                Msg::Read(id, outcome)
            }
            Effect::Search { number, typed } => Msg::Found(number, search(&self.cache.snapshot(), &typed)),
            Effect::Save { base, text, expected } => {
                let id = base.id().clone();
                let outcome = self.save(&id, layout::splice(base.raw(), &text), expected, luck);
                if outcome.is_ok() {
                    self.saved.push((id.clone(), text));
                }
                Msg::Saved(id, outcome)
            }
            Effect::Create { id, bytes } => {
                let outcome = self.save(&id, bytes, Expected::Absent, luck);
                Msg::Created(id, outcome)
            }
            Effect::Rename { from, to } => {
                let outcome = self.rename(&from, &to, luck);
                Msg::Renamed(from, to, outcome)
            }
            Effect::Trash(id) => {
                let outcome = self.trash(&id, luck);
                Msg::Trashed(id, outcome)
            }
            Effect::Past(id) => Msg::Past(id.clone(), full(luck).map(|()| self.past(&id))),
            Effect::PastText(kept) => {
                let text = full(luck).map(|()| Arc::new(self.texts[&kept.hash].clone()));
                Msg::PastText(kept.hash, text)
            }
            Effect::Restore { id, name, text, .. } => {
                let expected = if self.files.contains_key(&id) { Expected::Anything } else { Expected::Absent };
                let outcome = self.save(&id, text.to_vec(), expected, luck);
                Msg::Restored(id, name, outcome)
            }
            Effect::Undo(direction) => Msg::Undone(direction, self.undo(direction, luck)),
            Effect::Keep { id, bytes, then } => {
                let outcome = full(luck).map(|()| self.kept.len() as u64);
                if outcome.is_ok() {
                    self.kept.push((id.clone(), bytes));
                }
                Msg::Kept(id, then, outcome)
            }
            Effect::Shelve(draft) => {
                let outcome = full(luck).map(|()| 0);
                let id = draft.id.clone();
                if outcome.is_ok() {
                    self.shelved.push(draft);
                }
                Msg::Kept(id, Then::Quit, outcome)
            }
            Effect::Journal(_) | Effect::Forget(_) | Effect::Adopt(_) | Effect::Settle(_) => return None,
            Effect::Enter(_) | Effect::Leave(_) => return None,
            Effect::Understand { subject, text } => {
                let understanding = Understanding::of(subject.id.clone(), text, &Dialects::default());
                let marks = understanding.marks();
                Msg::Understood(subject, Arc::new(understanding), marks)
            }
            // Not by a vocabulary: a test need not unpack one.
            Effect::CountTokens { ticket, text, .. } => {
                Msg::Tokens(ticket, Count { tokens: text.len() / 4, exact: true })
            }
            Effect::FindUsers(wanted) => {
                let users = self.users(&wanted.id);
                Msg::Users(wanted, full(luck).map(|()| users))
            }
            Effect::Copy(text) if luck == Luck::Bad => Msg::NotCopied { text, why: "no such program".to_owned() },
            Effect::Copy(_) | Effect::CopyByTerminal(_) => Msg::Copied(match luck {
                Luck::Good => Ok("Copied".to_owned()),
                Luck::Bad => Err("No clipboard".to_owned()),
            }),
            Effect::EditOutside { id, draft } => Msg::EditedOutside(
                id,
                match luck {
                    Luck::Good => Ok(draft.map(|text| text + "outside\n")),
                    Luck::Bad => Err("The editor could not be started".to_owned()),
                },
            ),
            Effect::Compose { id, draft, why } => {
                let raw = match draft {
                    Some(draft) => Ok(draft),
                    None => self.read(&id, luck).map(|prompt| prompt.shared_raw()),
                };
                let composed = |raw| {
                    let template = Template::read(id.clone(), raw, &Dialects::default());
                    let composition = Arc::new(Composition::alone(Arc::new(template)));
                    let earlier = self.values.get(&id).cloned().unwrap_or_default();
                    Composed { composition, earlier, today: "2026-11-26".to_owned() }
                };
                let outcome = raw.map(composed).map_err(|error| error.to_string());
                Msg::Composed(id, why, outcome)
            }
            Effect::Show { id, revision, filling } => {
                let shown = filling.show(|_| Err("there is no such file".to_owned()));
                Msg::Shown(id, revision, Box::new(shown))
            }
            Effect::Fill { id, to, filling } => {
                let outcome = full(luck).map_err(|error| error.to_string());
                let bytes = |()| filling.bytes(|path| Ok(path.as_bytes().to_vec()));
                Msg::Filled(id, to, outcome.and_then(bytes).map(Arc::new))
            }
            Effect::Paths { id, typed } => {
                let found = vec![format!("{typed}a.txt"), format!("{typed}b/")];
                Msg::Paths(id, typed, found)
            }
            Effect::Remember { id, used, secrets } => {
                let outcome = full(luck).map_err(|error| error.to_string()).map(|()| {
                    let earlier = self.values.entry(id.clone()).or_default();
                    earlier.add(&used, &secrets);
                    earlier.clone()
                });
                Msg::Remembered(id, outcome)
            }
            Effect::EditText { id, text } => Msg::TextEdited(
                id,
                match luck {
                    Luck::Good => Ok(text + "outside\n"),
                    Luck::Bad => Err("The editor could not be started".to_owned()),
                },
            ),
            Effect::ReadConfirmed => Msg::Confirmed([crate::values::confirmed::mark("llm")].into()),
            Effect::Confirm(_) | Effect::PutDown(_) => return None,
            Effect::Pipe { number, text, .. } if luck == Luck::Good => {
                Msg::Piped(number, News::Said(Stream::Out, text.to_vec()))
            }
            Effect::Pipe { number, .. } => Msg::Piped(number, News::Ended("x was not found".to_owned(), Went::Badly)),
            Effect::StopPipe { number, .. } => {
                Msg::Piped(number, News::Ended("ended by signal 15".to_owned(), Went::Badly))
            }
            Effect::Reload => Msg::Log(Weight::Note, "The book was compared with the disk".to_owned()),
            Effect::SwitchCache(state) => {
                self.cache.publish(Cause::Switch, |next| next.switch(state));
                return None;
            }
            Effect::Install => Msg::Installed(match luck {
                Luck::Good => Ok(8),
                Luck::Bad => Err("The samples could not be copied".to_owned()),
            }),
            Effect::Mouse(_) | Effect::Suspend | Effect::Quit { .. } => return None,
        })
    }
}

fn full(luck: Luck) -> Result<(), LibraryError> {
    match luck {
        Luck::Good => Ok(()),
        Luck::Bad => {
            let source = Arc::new(std::io::Error::other("disk full"));
            Err(StoreError::Io { action: "use", name: "the disk".to_owned(), source }.into())
        }
    }
}
