//! Leaving the screen for a while: to an editor of the user's, or to the shell.

use rustix::process::{Signal, kill_current_process_group};

use super::effects::variable;
use super::keys::Keys;
use super::{Runtime, outside};
use crate::cache::Holder;
use crate::prompt::PromptId;
use crate::tui::message::Msg;

/// Leaves the screen to an editor. Keys are not read meanwhile: they are the editor's.
pub(super) fn edit_outside(runtime: &mut Runtime, id: PromptId, draft: Option<String>) {
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
pub(super) fn edit_text(runtime: &mut Runtime, id: PromptId, text: &str) {
    let outcome = outside::command(variable).and_then(|command| {
        let folder = runtime.folders.state.clone();
        let held = runtime.library.hold(Holder::Editor);
        let outcome = away(runtime, || outside::edit_text(&command, &folder, "text.md", text));
        drop(held);
        outcome
    });
    runtime.ready.push_front(Msg::TextEdited(id, outcome));
}

/// Stops, as any program does by Ctrl+Z, until the shell lets it go on.
pub(super) fn suspend(runtime: &mut Runtime) {
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
