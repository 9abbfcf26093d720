//! Doing what `update` asked for: on tasks, whose answers come back as messages, or on the spot where the terminal
//! itself is needed.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use super::clipboard::{self, Way};
use super::journal::Task;
use super::pipe::Run;
use super::tokens::Question;
use super::{Ended, Runtime, away, book, forms, past};
use crate::cache::Holder;
use crate::history::Given;
use crate::prompt::layout;
use crate::search;
use crate::store::Expected;
use crate::tui::message::{Direction, Effect, Msg, Then};
use crate::tui::model::messages::Weight;
use crate::tui::understanding::Understanding;
use crate::values::{confirmed, file};

/// Does `effect`.
pub(super) fn perform(runtime: &mut Runtime, effect: Effect) {
    let library = runtime.library.clone();
    match effect {
        // A hit is there at once, and in the very next frame.
        Effect::Read(id) => match library.read_resident(&id) {
            Some(prompt) => runtime.ready.push_back(Msg::Read(id, Ok(prompt))),
            None => task(runtime, async move {
                let outcome = library.read(&id).await;
                Msg::Read(id, outcome)
            }),
        },
        Effect::Search { number, typed } => runtime.question = Some((number, typed)),
        Effect::Save { base, text, expected } => task(runtime, async move {
            let id = base.id().clone();
            let spliced = tokio::task::spawn_blocking(move || layout::splice(base.raw(), &text)).await;
            let outcome = match spliced {
                Ok(bytes) => library.save(&id, bytes, expected).await,
                Err(_) => Err(crate::library::LibraryError::Interrupted),
            };
            Msg::Saved(id, outcome)
        }),
        Effect::Create { id, bytes } => task(runtime, async move {
            let outcome = library.save(&id, bytes, Expected::Absent).await;
            Msg::Created(id, outcome)
        }),
        Effect::Rename { from, to } => {
            let values = runtime.values.clone();
            task(runtime, async move {
                let outcome = library.rename(&from, &to).await.map(|snapshot| snapshot.generation());
                if outcome.is_ok() {
                    let names = (from.clone(), to.clone());
                    let moved = tokio::task::spawn_blocking(move || values.rename(&names.0, &names.1)).await;
                    if let Ok(Err(error)) = moved {
                        tracing::warn!("the earlier values of {from} stay under that name: {error}");
                    }
                }
                Msg::Renamed(from, to, outcome)
            });
        }
        Effect::Trash(id) => task(runtime, async move {
            let outcome = library.remove(&id).await.map(drop);
            Msg::Trashed(id, outcome)
        }),
        Effect::Undo(direction) => task(runtime, async move {
            let outcome = match direction {
                Direction::Undo => library.undo().await,
                Direction::Redo => library.redo().await,
            };
            Msg::Undone(direction, outcome)
        }),
        Effect::Keep { id, bytes, then } => task(runtime, async move {
            let what = match then {
                Then::KeepMine | Then::KeepBoth => Given::Disk,
                Then::TakeDisk | Then::Merge | Then::Quit | Then::Settle | Then::Nothing => Given::Draft,
            };
            let outcome = library.keep(&id, bytes, what).await;
            Msg::Kept(id, then, outcome)
        }),
        Effect::Past(id) => task(runtime, async move {
            let outcome = past::known(&library, &id).await;
            Msg::Past(id, outcome)
        }),
        Effect::PastText(kept) => task(runtime, async move {
            let outcome = library.version_text(kept).await.map(Arc::new);
            Msg::PastText(kept.hash, outcome)
        }),
        Effect::Restore { id, name, number, text } => task(runtime, async move {
            let outcome = match number {
                Some(number) => library.restore(&id, number).await,
                None => library.save(&id, text.to_vec(), Expected::Anything).await,
            };
            Msg::Restored(id, name, outcome)
        }),
        Effect::Compose { id, draft, why } => {
            let values = runtime.values.clone();
            // What is there at once is in the very next frame; a small file of values is read as quickly.
            if let Some(composition) = forms::at_once(&library, &id, draft.as_ref()) {
                blocking(runtime, move || {
                    let composed = forms::composed(composition, &values, &id);
                    Msg::Composed(id, why, Ok(composed))
                });
                return;
            }
            task(runtime, async move {
                let outcome = match forms::compose(library, id.clone(), draft).await {
                    Ok(composition) => {
                        let of = id.clone();
                        let composed = move || forms::composed(composition, &values, &of);
                        let interrupted = |_| format!("{id} could not be understood: try again");
                        tokio::task::spawn_blocking(composed).await.map_err(interrupted)
                    }
                    Err(why) => Err(why),
                };
                Msg::Composed(id, why, outcome)
            });
        }
        Effect::Show { id, revision, filling } => {
            if filling.is_quick() {
                let shown = filling.show(|_| Err(String::new()));
                runtime.ready.push_back(Msg::Shown(id, revision, Box::new(shown)));
                return;
            }
            let home = runtime.folders.home.clone();
            runtime.showing.show((id, revision, filling), home, runtime.sender.clone());
        }
        Effect::Fill { id, to, filling } => {
            if filling.is_quick() {
                let outcome = filling.bytes(|_| Err(String::new())).map(Arc::new);
                runtime.ready.push_back(Msg::Filled(id, to, outcome));
                return;
            }
            let home = runtime.folders.home.clone();
            blocking(runtime, move || {
                let outcome = filling.bytes(|path| file::read(path, &home)).map(Arc::new);
                Msg::Filled(id, to, outcome)
            });
        }
        Effect::Paths { id, typed } => {
            let home = runtime.folders.home.clone();
            blocking(runtime, move || {
                let found = file::complete(&typed, &home);
                Msg::Paths(id, typed, found)
            });
        }
        Effect::Remember { id, used, secrets } => {
            runtime.journal.forms.forget(&id);
            runtime.journal.send(Task::Remember(runtime.values.clone(), id, used, secrets));
        }
        Effect::PutDown(id) => runtime.journal.forms.grew(id),
        Effect::EditText { id, text } => away::edit_text(runtime, id, &text),
        Effect::ReadConfirmed => {
            let state = runtime.folders.state.clone();
            blocking(runtime, move || Msg::Confirmed(confirmed::read(&state)));
        }
        Effect::Confirm(line) => {
            let state = runtime.folders.state.clone();
            drop(tokio::task::spawn_blocking(move || {
                if let Err(error) = confirmed::add(&state, &line) {
                    tracing::warn!("a command that was let run will be shown again: {error}");
                }
            }));
        }
        Effect::Pipe { number, words, text } => {
            // One at a time: that before has ended, or nobody can see it any more.
            runtime.pipe = None;
            runtime.pipe = Run::start(number, &words, text, runtime.sender.clone());
        }
        Effect::StopPipe { number, harshly } => {
            if let Some(run) = runtime.pipe.as_ref().filter(|run| run.number == number) {
                run.stop(harshly);
            }
        }
        Effect::Journal(id) => runtime.journal.grew(id),
        Effect::Forget(id) => {
            // Whatever takes its place is written before it goes.
            runtime.write_all_down();
            runtime.journal.forget(id);
        }
        Effect::Shelve(draft) => runtime.journal.send(Task::Shelve(draft)),
        Effect::Adopt(left) => runtime.journal.send(Task::Adopt(left)),
        Effect::Settle(left) => runtime.journal.send(Task::Settle(left)),
        Effect::Enter(id) => runtime.journal.send(Task::Enter(id)),
        Effect::Leave(id) => runtime.journal.send(Task::Leave(id)),
        Effect::Reload => task(runtime, async move {
            match library.reload().await {
                Ok(()) => Msg::Log(Weight::Note, "The book was compared with the disk".to_owned()),
                Err(error) => Msg::Log(Weight::Fault, format!("The book could not be read again: {error}")),
            }
        }),
        // Off the loop, for it touches every prompt; the snapshot that it publishes is the answer.
        Effect::SwitchCache(state) => drop(tokio::task::spawn_blocking(move || library.set_cache(state))),
        Effect::Understand { subject, text } => {
            let dialects = Arc::clone(&runtime.model.dialects);
            blocking(runtime, move || {
                let understanding = Understanding::of(subject.id.clone(), text, &dialects);
                let marks = subject.revision.map(|_| understanding.marks()).unwrap_or_default();
                Msg::Understood(subject, Arc::new(understanding), marks)
            });
        }
        Effect::CountTokens { ticket, text, vocabulary } => {
            runtime.counter.ask(Question { ticket, text, vocabulary }, &runtime.sender);
        }
        Effect::FindUsers(wanted) => task(runtime, async move {
            let outcome = library.used_by(&wanted.id).await;
            Msg::Users(wanted, outcome)
        }),
        Effect::Copy(text) => copy(runtime, text),
        Effect::CopyByTerminal(text) => {
            let outcome = copy_by_terminal(runtime, &text);
            runtime.ready.push_back(Msg::Copied(outcome));
        }
        Effect::EditOutside { id, draft } => away::edit_outside(runtime, id, draft),
        Effect::Install => book::install(runtime),
        Effect::Mouse(mouse) => {
            if let Err(error) = runtime.screen.set_mouse(mouse) {
                tracing::warn!("the mouse could not be switched: {error}");
            }
        }
        Effect::Suspend => away::suspend(runtime),
        Effect::Quit { print, unsaved } => {
            runtime.write_forms_down();
            runtime.ended = Some(Ended { print, unsaved });
        }
    }
}

/// Looks for what was last asked for, if anything was.
pub(super) fn search(runtime: &mut Runtime) {
    if let Some((number, typed)) = runtime.question.take() {
        let snapshot = runtime.library.hold(Holder::Search);
        blocking(runtime, move || Msg::Found(number, search::search(&snapshot, &typed)));
    }
}

/// Runs `work` as a task; its message comes back to the loop.
fn task(runtime: &Runtime, work: impl Future<Output = Msg> + Send + 'static) {
    let sender = runtime.sender.clone();
    tokio::spawn(async move { answer(&sender, work.await) });
}

/// Runs `work`, which may take a while, where it holds up nobody.
fn blocking(runtime: &Runtime, work: impl FnOnce() -> Msg + Send + 'static) {
    let sender = runtime.sender.clone();
    tokio::task::spawn_blocking(move || answer(&sender, work()));
}

fn answer(sender: &UnboundedSender<Msg>, msg: Msg) {
    // The loop is gone only when the program ends.
    let _ = sender.send(msg);
}

/// Tries the clipboard programs of this session, then the terminal.
fn copy(runtime: &mut Runtime, text: String) {
    let ways = clipboard::ways(variable);
    if ways == [Way::Terminal] {
        let outcome = copy_by_terminal(runtime, &text);
        runtime.ready.push_back(Msg::Copied(outcome));
        return;
    }
    blocking(runtime, move || {
        let mut faults = Vec::new();
        for way in ways {
            if let Way::Program(program) = way {
                match clipboard::give(program, &text) {
                    Ok(()) => return Msg::Copied(Ok(clipboard::said(way, &text))),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        Msg::NotCopied { text, why: faults.join("; ") }
    });
}

fn copy_by_terminal(runtime: &mut Runtime, text: &str) -> Result<String, String> {
    if let Some(why) = clipboard::too_long(text) {
        return Err(why);
    }
    runtime.screen.copy(text).map_err(|error| format!("The terminal could not be written to: {error}"))?;
    Ok(clipboard::said(Way::Terminal, text))
}

/// What the environment says of `name`.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
