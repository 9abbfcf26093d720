//! Doing what `update` asked for: on tasks, whose answers come back as messages, or on the spot where the terminal
//! itself is needed.

use std::sync::Arc;

use rustix::process::{Signal, kill_current_process_group};
use tokio::sync::mpsc::UnboundedSender;

use super::clipboard::{self, Way};
use super::journal::{Journal, Task};
use super::keys::Keys;
use super::pipe::Run;
use super::tokens::Question;
use super::{Ended, Runtime, forms, outside, past};
use crate::cache::Holder;
use crate::history::Given;
use crate::library::Library;
use crate::prompt::layout;
use crate::search;
use crate::store::Expected;
use crate::tui::message::{Direction, Effect, Msg, Then};
use crate::tui::model::messages::Weight;
use crate::tui::model::monitor::Monitor;
use crate::tui::model::{Book, Model};
use crate::tui::understanding::Understanding;
use crate::values::{Store, confirmed, file};

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
            let values = runtime.values.clone();
            blocking(runtime, move || {
                let outcome = values.remember(&id, &used, &secrets).map_err(|error| error.to_string());
                Msg::Remembered(id, outcome)
            });
        }
        Effect::EditText { id, text } => edit_text(runtime, id, &text),
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
        Effect::EditOutside { id, draft } => edit_outside(runtime, id, draft),
        Effect::Install => install(runtime),
        Effect::Mouse(mouse) => {
            if let Err(error) = runtime.screen.set_mouse(mouse) {
                tracing::warn!("the mouse could not be switched: {error}");
            }
        }
        Effect::Suspend => suspend(runtime),
        Effect::Quit { print, unsaved } => {
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

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Leaves the screen to an editor. Keys are not read meanwhile: they are the editor's.
fn edit_outside(runtime: &mut Runtime, id: crate::prompt::PromptId, draft: Option<String>) {
    let command = match outside::command(variable) {
        Ok(command) => command,
        Err(why) => {
            runtime.ready.push_back(Msg::EditedOutside(id, Err(why)));
            return;
        }
    };
    let path = runtime.library.store().path(&id);
    let folder = runtime.folders.state.clone();
    let name = String::from_utf8_lossy(id.file_name()).into_owned();
    // For as long as the editor has the terminal nobody takes newer snapshots for the screen, and whoever looks at the
    // figures from elsewhere is told why.
    let held = runtime.library.hold(Holder::Editor);
    let library = runtime.library.clone();
    let outcome = away(runtime, || match draft {
        Some(text) => outside::edit_text(&command, &folder, &name, &text).map(Some),
        None => {
            // Whatever the editor makes of it, what it said before can be had back.
            if let Err(error) = tokio::runtime::Handle::current().block_on(library.remember(&id)) {
                tracing::warn!("{id} is edited without a version of what it says now: {error}");
            }
            outside::edit(&command, &path).map(|()| None)
        }
    });
    drop(held);
    // Before whatever else is ready: the program may be about to end, and this text should be with the others then.
    runtime.ready.push_front(Msg::EditedOutside(id, outcome));
}

/// Leaves the screen to an editor with the text of a form, which is no file of the book.
fn edit_text(runtime: &mut Runtime, id: crate::prompt::PromptId, text: &str) {
    let outcome = outside::command(variable).and_then(|command| {
        let folder = runtime.folders.state.clone();
        let held = runtime.library.hold(Holder::Editor);
        let outcome = away(runtime, || outside::edit_text(&command, &folder, "text.md", text));
        drop(held);
        outcome
    });
    runtime.ready.push_front(Msg::TextEdited(id, outcome));
}

fn suspend(runtime: &mut Runtime) {
    // The whole group: the shell waits for the program that it started, which may be a parent of this one.
    if let Err(error) = away(runtime, || kill_current_process_group(Signal::TSTP)) {
        tracing::warn!("the program could not be stopped: {error}");
    }
}

/// Gives the terminal back while `work` runs. Where it cannot be had again the program ends as if the system had asked
/// for it, so that nothing unsaved is lost.
fn away<T>(runtime: &mut Runtime, work: impl FnOnce() -> T) -> T {
    runtime.write_all_down();
    runtime.journal.wait();
    runtime.keys = Keys::none();
    if let Err(error) = runtime.screen.release() {
        tracing::warn!("the terminal could not be given back: {error}");
    }
    let done = tokio::task::block_in_place(work);
    if let Err(error) = come_back(runtime) {
        tracing::warn!("the terminal could not be taken again: {error}");
        runtime.ready.push_back(Msg::Terminate);
    }
    done
}

fn come_back(runtime: &mut Runtime) -> std::io::Result<()> {
    runtime.screen.retake()?;
    runtime.keys = Keys::read()?;
    // The window may have another size by now.
    let (columns, rows) = runtime.screen.size()?;
    runtime.ready.push_back(Msg::Resize(columns, rows));
    Ok(())
}

/// Copies the samples to the user's own folder and opens that.
fn install(runtime: &mut Runtime) {
    // The samples' store has the folder to be as its root.
    let folder = runtime.library.store().root();
    let installed = crate::samples::install(&folder)
        .map_err(|error| format!("The samples could not be copied to {}: {error}", folder.display()));
    match (installed, &runtime.model.book) {
        (Ok(count), Book::Folder) => {
            runtime.ready.push_back(Msg::Installed(Ok(count)));
            perform(runtime, Effect::Reload);
        }
        (Ok(count), Book::Samples { .. }) => match Library::open(&folder, runtime.options.clone()) {
            Ok(library) => {
                open(runtime, library, &folder);
                runtime.ready.push_back(Msg::Installed(Ok(count)));
            }
            Err(error) => runtime.ready.push_back(Msg::Installed(Err(error.to_string()))),
        },
        (Err(why), _) => runtime.ready.push_back(Msg::Installed(Err(why))),
    }
}

/// Goes on with another book.
fn open(runtime: &mut Runtime, library: Library, folder: &std::path::Path) {
    let (snapshot, figures) = library.observe(Holder::Screen);
    let title = runtime.folders.shown(folder);
    let keymap = runtime.model.keymap.clone();
    let commands = runtime.model.commands.clone();
    let (size, mouse, vocabulary) = (runtime.model.size, runtime.model.mouse, runtime.model.tokens.vocabulary);
    runtime.model = Model::new(title, Book::Folder, snapshot, figures, keymap);
    (runtime.model.size, runtime.model.mouse) = (size, mouse);
    runtime.model.tokens.vocabulary = vocabulary;
    runtime.model.dialects = Arc::new(library.dialects().clone());
    runtime.model.commands = commands;
    runtime.values = Store::of_book(&runtime.folders.state, &library.store().root());
    runtime.model.second = runtime.started.elapsed().as_secs();
    runtime.model.monitor = Monitor::since(runtime.model.second, runtime.model.monitor.figures.clone());
    runtime.model.monitor.started = runtime.started_at;
    runtime.changes = library.subscribe();
    runtime.events_seen = 0;
    runtime.observed = (0, 0, 0);
    runtime.journal = Journal::start(&runtime.folders.state, &library.store().root(), runtime.sender.clone());
    runtime.journal.send(Task::Look);
    runtime.library = library;
    runtime.begin_listing();
    runtime.serve();
}
