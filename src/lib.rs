//! A terminal prompt manager, and the library under it: a folder of prompt files served from an immutable snapshot.
//!
//! ```text
//!  keys ─► tui::runtime ─► Msg ─► update(&mut Model, Msg) -> Vec<Effect> ─► tasks ─► Library ─► Store (disk)
//!               ▲                                                              │
//!             frame ◄─ view(&Model) ◄─ Msg::Published(Arc<Snapshot>) ◄─ swap ◄─ Cache (ArcSwap<Snapshot>)
//!  CLI verbs ───────────────────────────────────────────────────────────────► Library
//! ```
//!
//! Programs that serve prompts embed [`Library`]. Imports point one way: `prompt ← {cache, store, history, drafts, carry}`,
//! `cache ← search`, `{cache, store, history, search} ← library ← {instances, demo} ← {commands, tui}`, `carry ← commands`,
//! `shell ← {cli, commands}` and `{compare, drafts, values} ← tui`. Within `prompt`, what a file is made of stands below
//! its header and the template languages, those below the dialects, and on these `template`, then `edit` and `convert`. The store never knows the cache or the history,
//! `compare` knows texts alone, and nothing knows the terminal but `tui` and `main`.
#![forbid(unsafe_code)]

pub mod book;
pub mod cache;
pub mod carry;
pub mod cli;
pub mod commands;
pub mod compare;
pub mod config;
pub mod demo;
pub mod drafts;
pub mod folders;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod history;
pub mod instances;
pub mod library;
pub mod logs;
pub mod metrics;
pub mod prompt;
pub mod samples;
pub mod search;
pub mod shell;
pub mod store;
pub mod tokens;
pub mod tui;
pub mod values;

pub use cache::{Snapshot, release_this_thread};
pub use library::{Library, LibraryError, Options};
pub use prompt::{NameFault, Prompt, PromptId};
pub use store::{Expected, StoreError};
