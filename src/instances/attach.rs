//! Finding running instances, and following one.

use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use serde::Serialize;
use tokio::net::UnixStream;
use tokio::task::JoinSet;

use super::error::AttachError;
use super::wire::{MAX_LINE, Report, seconds};
use super::{owner, socket_of};
use crate::metrics::Figures;

/// How long an instance may take to answer at first.
const PATIENCE: Duration = Duration::from_secs(2);

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;

/// One running instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    /// Its process.
    pub pid: u32,
    /// Its book for a person, such as `~/prompts`; safe to show.
    pub book: String,
    /// When it began to serve that book; as JSON in seconds since 1970.
    #[serde(with = "seconds")]
    pub started: SystemTime,
    /// Hits of all its reads when it was asked, 0 to 1; absent before the first.
    pub hit_rate: Option<f64>,
    /// All its reads until then.
    pub reads: u64,
    /// Prompts in its book.
    pub prompts: usize,
    /// Bytes of memory of the process; absent where its system does not say.
    pub memory: Option<u64>,
}

/// The instances of a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those that answered, the oldest first.
    pub instances: Vec<Instance>,
    /// Why others could not be asked.
    pub faults: Vec<AttachError>,
}

/// Asks every instance in `folder` who it is, and removes the sockets of those that are gone.
///
/// # Errors
/// When the folder cannot be read or belongs to another user. One that does not exist holds no instance.
pub async fn list(folder: &Path) -> Result<Listing, AttachError> {
    let mut asked = JoinSet::new();
    for pid in pids(folder)? {
        let folder = folder.to_owned();
        asked.spawn(async move { Follow::attach(&folder, pid).await.map(|follow| follow.instance) });
    }
    let mut listing = Listing::default();
    while let Some(answer) = asked.join_next().await {
        match answer {
            Ok(Ok(instance)) => listing.instances.push(instance),
            Ok(Err(fault)) if fault.is_absence() => {}
            Ok(Err(fault)) => listing.faults.push(fault),
            // A task that asks is neither cancelled nor panics.
            Err(_) => {}
        }
    }
    listing.instances.sort_by_key(|instance| (instance.started, instance.pid));
    Ok(listing)
}

/// The processes that have a socket in `folder`.
fn pids(folder: &Path) -> Result<Vec<u32>, AttachError> {
    let fault = |source| AttachError::Io { what: owner::shown(folder), source };
    match fs::symlink_metadata(folder) {
        Ok(metadata) => owner::must_own(folder, &metadata)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    }
    let mut pids = Vec::new();
    for file in fs::read_dir(folder).map_err(fault)? {
        let name = file.map_err(fault)?.file_name();
        // Whatever else lies there is not ours.
        pids.extend(name.to_str().and_then(|name| name.strip_suffix(".sock")?.parse::<u32>().ok()));
    }
    Ok(pids)
}

/// A connection to one instance: its reports, one a second, as a stream that ends when the instance does.
///
/// ```no_run
/// # async fn look(folder: &std::path::Path) -> Result<(), promptbook::instances::AttachError> {
/// use promptbook::instances::{Follow, list};
///
/// let listing = list(folder).await?;
/// let mut follow = Follow::attach(folder, listing.instances[0].pid).await?;
/// while let Some(report) = follow.next().await {
///     match report {
///         Ok(report) => println!("{} hits", report.figures.hits),
///         Err(why) => println!("{why}"),          // such as: promptbook 1234 (~/prompts) has ended
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Follow {
    stream: UnixStream,
    instance: Instance,
    /// The report that came with the answer to the first question.
    first: Option<Report>,
    incoming: Incoming,
    ended: bool,
}

impl Follow {
    /// Connects to the instance `pid` in `folder` and waits for its first report, two seconds at most.
    ///
    /// # Errors
    /// When it is not there, does not answer, is another user's, or answers with something else than a report.
    pub async fn attach(folder: &Path, pid: u32) -> Result<Follow, AttachError> {
        Follow::attach_within(PATIENCE, folder, pid).await
    }

    pub(super) async fn attach_within(patience: Duration, folder: &Path, pid: u32) -> Result<Follow, AttachError> {
        let answer = tokio::time::timeout(patience, Follow::open(folder, pid)).await;
        answer.unwrap_or(Err(AttachError::Silent { pid }))
    }

    async fn open(folder: &Path, pid: u32) -> Result<Follow, AttachError> {
        let stream = connect(folder, pid).await?;
        let mut incoming = Incoming::default();
        let line = match incoming.line(&stream).await {
            Ok(Some(line)) => line,
            Ok(None) => return Err(AttachError::NotRunning { pid }),
            Err(error) => return Err(unread(pid, &error)),
        };
        let first = Report::read(&line, pid).map_err(|fault| AttachError::unreadable(pid, fault))?;
        let (book, started) = (first.shown_book(), first.started);
        let Figures { hit_rate, hits, misses, prompts, memory, .. } = first.figures;
        let instance = Instance { pid, book, started, hit_rate, reads: hits.saturating_add(misses), prompts, memory };
        Ok(Follow { stream, instance, first: Some(first), incoming, ended: false })
    }

    /// Who is followed, as it was when it was attached to.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The next report, or why there are no more, and then `None`. The first report is there at once. An instance that
    /// says nothing is waited for without end: it may have been stopped. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Report, AttachError>> {
        if self.ended {
            return None;
        }
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        let pid = self.instance.pid;
        let next = match self.incoming.line(&self.stream).await {
            Ok(Some(line)) => Report::read(&line, pid).map_err(|fault| AttachError::unreadable(pid, fault)),
            Ok(None) => Err(AttachError::Ended { pid, book: self.instance.book.clone() }),
            Err(error) => Err(unread(pid, &error)),
        };
        self.ended = next.is_err();
        Some(next)
    }
}

async fn connect(folder: &Path, pid: u32) -> Result<UnixStream, AttachError> {
    let socket = socket_of(folder, pid);
    for path in [folder, &socket] {
        let fault = |source| AttachError::Io { what: owner::shown(path), source };
        match fs::symlink_metadata(path) {
            Ok(metadata) => {
                owner::must_own(path, &metadata)?;
                if path == socket && !metadata.file_type().is_socket() {
                    return Err(AttachError::Corrupt { pid, why: format!("{} is no socket", owner::shown(path)) });
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(AttachError::NotRunning { pid }),
            Err(error) => return Err(fault(error)),
        }
    }
    let stream = match UnixStream::connect(&socket).await {
        Ok(stream) => stream,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(AttachError::NotRunning { pid }),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            // Else its number belongs to another process by now, or it is only just starting.
            if !is_alive(pid) {
                // Whoever comes next may do it as well.
                let _ = fs::remove_file(&socket);
            }
            return Err(AttachError::Stale { pid });
        }
        // More wait to be let in than the system allows: nobody lets them in.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(AttachError::Silent { pid }),
        Err(source) => return Err(AttachError::Io { what: owner::shown(&socket), source }),
    };
    let peer = stream.peer_cred().map_err(|source| AttachError::Io { what: owner::shown(&socket), source })?;
    owner::must_be(owner::own_uid(), peer.uid(), || format!("the process behind {}", owner::shown(&socket)))?;
    Ok(stream)
}

fn is_alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// A connection that broke in the middle of what it had to say.
fn unread(pid: u32, error: &io::Error) -> AttachError {
    AttachError::Corrupt { pid, why: error.to_string() }
}

/// What has come and is not yet a whole line.
#[derive(Debug, Default)]
struct Incoming {
    bytes: Vec<u8>,
    /// So many of them hold no line end.
    searched: usize,
}

impl Incoming {
    /// The next line without its end, or `None` where the other side has closed. Dropping the future loses nothing.
    async fn line(&mut self, stream: &UnixStream) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.bytes[self.searched..].iter().position(|byte| *byte == b'\n') {
                let rest = self.bytes.split_off(self.searched + at + 1);
                self.searched = 0;
                let mut line = std::mem::replace(&mut self.bytes, rest);
                line.pop();
                return Ok(Some(line));
            }
            self.searched = self.bytes.len();
            if self.searched > MAX_LINE {
                return Err(io::Error::other(format!("a line of more than {MAX_LINE} bytes")));
            }
            stream.readable().await?;
            let mut chunk = [0; CHUNK];
            match stream.try_read(&mut chunk) {
                Ok(0) => return Ok(None),
                Ok(count) => self.bytes.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // It ended with lines of ours unread, of which there are none, or by force.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }
}
