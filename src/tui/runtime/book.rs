//! Another book takes the place of the one on the screen: the samples, once they are the user's own.

use std::path::Path;
use std::sync::Arc;

use super::journal::{Journal, Task};
use super::{Runtime, effects};
use crate::cache::Holder;
use crate::library::Library;
use crate::tui::message::{Effect, Msg};
use crate::tui::model::monitor::Monitor;
use crate::tui::model::{Book, Model};
use crate::values::Store;

/// Copies the samples to the user's own folder and opens that.
pub(super) fn install(runtime: &mut Runtime) {
    // The samples' store has the folder to be as its root.
    let folder = runtime.library.store().root();
    let installed = crate::samples::install(&folder)
        .map_err(|error| format!("The samples could not be copied to {}: {error}", folder.display()));
    match (installed, &runtime.model.book) {
        (Ok(count), Book::Folder) => {
            runtime.ready.push_back(Msg::Installed(Ok(count)));
            effects::perform(runtime, Effect::Reload);
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
fn open(runtime: &mut Runtime, library: Library, folder: &Path) {
    let (snapshot, figures) = library.observe(Holder::Screen);
    let title = runtime.folders.shown(folder);
    let keymap = runtime.model.keymap.clone();
    let commands = runtime.model.commands.clone();
    let (size, mouse, vocabulary) = (runtime.model.size, runtime.model.mouse, runtime.model.tokens.vocabulary);
    runtime.write_forms_down();
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
