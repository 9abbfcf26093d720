//! `promptbook top`: running instances, and one of them followed.

use std::path::Path;

use super::stats::percent;
use super::watch::{self, local};
use super::{Failure, Streams, read};
use crate::cli::TopArgs;
use crate::folders::Folders;
use crate::instances::{Follow, Instance, Listing, list};

/// Lists the running instances, or follows the one that `args` or `book` (`--book`) name, else the only one. With a
/// `screen` to draw on, and no wish for data, it returns the process that is to be shown there.
///
/// # Errors
/// When none or several fit, and when the one that does cannot be followed.
pub fn run(
    args: &TopArgs,
    book: Option<&Path>,
    folders: &Folders,
    screen: Screen,
    streams: &mut Streams<'_>,
) -> Result<Option<u32>, Failure> {
    let mut shown = None;
    read(async {
        let wanted = args.instance.as_deref().or(book);
        if args.list {
            let listing = fitting(list(&folders.run()).await?, wanted, folders);
            return print(&listing, args.json, streams);
        }
        let pid = match wanted.and_then(number) {
            Some(pid) => pid,
            None => only(fitting(list(&folders.run()).await?, wanted, folders), wanted)?.pid,
        };
        if screen == Screen::There && !args.json {
            shown = Some(pid);
            return Ok(());
        }
        let follow = Follow::attach(&folders.run(), pid).await?;
        watch::instance(follow, args.json, streams).await
    })?;
    streams.finish()?;
    Ok(shown)
}

/// Whether there is a terminal that can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// There is one.
    There,
    /// Standard input or output is something else.
    Absent,
}

/// The number of a process. A folder that is called like one is named ./1234.
fn number(wanted: &Path) -> Option<u32> {
    wanted.to_str()?.parse().ok()
}

/// Of the instances those on the book that is wanted, or all.
fn fitting(mut listing: Listing, wanted: Option<&Path>, folders: &Folders) -> Listing {
    if let Some(wanted) = wanted {
        let path = folders.shown(&std::fs::canonicalize(wanted).unwrap_or_else(|_| wanted.to_owned()));
        let is_wanted = |instance: &Instance| instance.book == path || Some(instance.book.as_str()) == wanted.to_str();
        listing.instances.retain(is_wanted);
    }
    listing
}

fn only(listing: Listing, wanted: Option<&Path>) -> Result<Instance, Failure> {
    let Listing { mut instances, mut faults } = listing;
    if instances.is_empty()
        && let Some(fault) = faults.pop()
    {
        // It may be about the very one that was meant.
        return Err(fault.into());
    }
    match (instances.len(), wanted) {
        (0, None) => Err(Failure::NoInstance("no promptbook of yours is running".to_owned())),
        (0, Some(wanted)) => {
            let wanted = super::failure::shown(wanted.as_os_str());
            Err(Failure::NoInstance(format!("no promptbook of yours is running on {wanted}")))
        }
        (1, _) => Ok(instances.remove(0)),
        _ => Err(Failure::SeveralInstances(instances)),
    }
}

fn print(listing: &Listing, json: bool, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let Listing { instances, faults } = listing;
    for fault in faults {
        streams.note(&fault.to_string());
    }
    if json {
        return streams.json(instances);
    }
    if instances.is_empty() {
        if faults.is_empty() {
            streams.note("No promptbook of yours is running");
        }
        return Ok(());
    }
    streams.line(format!("{:>7}  {:<19}  {:>8}  book", "number", "since", "hit rate").as_bytes())?;
    for Instance { pid, book, started, hit_rate } in instances {
        let since = local(*started, "%Y-%m-%d %H:%M:%S");
        streams.line(format!("{pid:>7}  {since}  {:>8}  {book}", percent(*hit_rate)).as_bytes())?;
    }
    Ok(())
}
