//! `promptbook top`: running instances, and one of them followed.

use std::path::Path;

use super::stats::percent;
use super::watch::{self, local};
use super::{Failure, Streams, read};
use crate::cli::TopArgs;
use crate::folders::Folders;
use crate::instances::{Follow, Instance, Listing, list};

/// Lists the running instances, or follows the one that `args` or `book` (`--book`) name, else the only one.
///
/// # Errors
/// When none or several fit, and when the one that does cannot be followed.
pub fn run(args: &TopArgs, book: Option<&Path>, folders: &Folders, streams: &mut Streams<'_>) -> Result<(), Failure> {
    read(async {
        let wanted = args.instance.as_deref().or(book);
        if args.list {
            let listing = list(&folders.run()).await?;
            return print(fitting(listing, wanted, folders, streams), args.json, streams);
        }
        let follow = match wanted.and_then(number) {
            Some(pid) => Follow::attach(&folders.run(), pid).await?,
            None => {
                let listing = list(&folders.run()).await?;
                let pid = only(fitting(listing, wanted, folders, streams), wanted)?.pid;
                Follow::attach(&folders.run(), pid).await?
            }
        };
        watch::instance(follow, args.json, streams).await
    })?;
    streams.finish()
}

/// The number of a process. A folder that is called like one is named ./1234.
fn number(wanted: &Path) -> Option<u32> {
    wanted.to_str()?.parse().ok()
}

/// Those on the book that is wanted, or all. Says why others could not be asked.
fn fitting(listing: Listing, wanted: Option<&Path>, folders: &Folders, streams: &mut Streams<'_>) -> Vec<Instance> {
    for fault in &listing.faults {
        streams.note(&fault.to_string());
    }
    let mut instances = listing.instances;
    if let Some(wanted) = wanted {
        let path = folders.shown(&std::fs::canonicalize(wanted).unwrap_or_else(|_| wanted.to_owned()));
        instances.retain(|instance| instance.book == path || Some(instance.book.as_str()) == wanted.to_str());
    }
    instances
}

fn only(mut instances: Vec<Instance>, wanted: Option<&Path>) -> Result<Instance, Failure> {
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

fn print(instances: Vec<Instance>, json: bool, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if json {
        return streams.json(&instances);
    }
    if instances.is_empty() {
        streams.note("No promptbook of yours is running");
        return Ok(());
    }
    streams.line(format!("{:>7}  {:<19}  {:>8}  book", "number", "since", "hit rate").as_bytes())?;
    for Instance { pid, book, started, hit_rate } in &instances {
        let since = local(*started, "%Y-%m-%d %H:%M:%S");
        streams.line(format!("{pid:>7}  {since}  {:>8}  {book}", percent(*hit_rate)).as_bytes())?;
    }
    Ok(())
}
