//! `promptbook top`: running instances, and one of them followed.

use std::path::Path;
use std::time::{Duration, Instant};

use super::stats::percent;
use super::watch::{self, local};
use super::{Failure, Streams, read};
use crate::cli::TopArgs;
use crate::folders::Folders;
use crate::instances::{Follow, Instance, Listing, list};
use crate::tui::top::First;

/// How long a first instance is waited for: one that was started by the same line may still be about to serve.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is looked for meanwhile.
const AGAIN: Duration = Duration::from_millis(50);

/// Lists the running instances, or follows the one that `args` or `book` (`--book`) name, else the only one. With a
/// `screen` to draw on, and no wish for data, it returns what is to be shown there.
///
/// # Errors
/// When none or, without a screen, several fit, and when the one that does cannot be followed.
pub fn run(
    args: &TopArgs,
    book: Option<&Path>,
    folders: &Folders,
    screen: Screen,
    streams: &mut Streams<'_>,
) -> Result<Option<First>, Failure> {
    let mut shown = None;
    read(async {
        let wanted = args.instance.as_deref().or(book);
        if args.list {
            let listing = fitting(list(&folders.run()).await?, wanted, folders);
            return print(&listing, args.json, streams);
        }
        let draws = screen == Screen::There && !args.json;
        let pid = match wanted.and_then(number) {
            Some(pid) => pid,
            None => {
                let mut listing = first_to_come(wanted, folders).await?;
                if draws && wanted.is_none() && listing.instances.len() > 1 {
                    shown = Some(First::Choice);
                    return Ok(());
                }
                if draws && listing.instances.len() > 1 {
                    // Of several on one book the newest is the one that was just opened.
                    listing.instances.drain(..listing.instances.len() - 1);
                }
                only(listing, wanted)?.pid
            }
        };
        if draws {
            shown = Some(First::Instance(pid));
            return Ok(());
        }
        let follow = Follow::attach(&folders.run(), pid).await?;
        watch::instance(follow, args.json, streams).await
    })?;
    streams.finish()?;
    Ok(shown)
}

/// Those that fit, as soon as there is one or it is known why there is none.
async fn first_to_come(wanted: Option<&Path>, folders: &Folders) -> Result<Listing, Failure> {
    let end = Instant::now() + PATIENCE;
    loop {
        let listing = fitting(list(&folders.run()).await?, wanted, folders);
        if !listing.instances.is_empty() || !listing.faults.is_empty() || Instant::now() >= end {
            return Ok(listing);
        }
        tokio::time::sleep(AGAIN).await;
    }
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
    for Instance { pid, book, started, hit_rate, .. } in instances {
        let since = local(*started, "%Y-%m-%d %H:%M:%S");
        streams.line(format!("{pid:>7}  {since}  {:>8}  {book}", percent(*hit_rate)).as_bytes())?;
    }
    Ok(())
}
