//! Serving the figures of a library to those of the same user who want to look.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};

use super::error::ServeError;
use super::report::Reporter;
use super::wire::{Busy, VERSION};
use super::{EVERY, owner, socket_of};
use crate::library::Library;

/// The most clients at once: each costs the instance a look a second.
pub(super) const MAX_CLIENTS: usize = 8;

/// How long after a fault of the system the next client is waited for.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);

/// When lines are sent, and when somebody is too slow for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) every: Duration,
    /// How long a client may take to make room for a line.
    pub(super) patience: Duration,
}

/// Figures that are being served. Dropping this ends it and removes the socket.
#[derive(Debug)]
pub struct Served {
    socket: PathBuf,
    /// Device and inode of the socket that was made here: another one by the same name is not ours to remove.
    made: Option<(u64, u64)>,
    accepting: JoinHandle<()>,
}

/// Serves the figures of `library`, which is called `book`, from a socket in `folder`. Needs a tokio runtime, and costs
/// nothing while nobody is attached.
///
/// # Errors
/// When the folder or the socket cannot be made, or the folder belongs to another user.
pub fn serve(folder: &Path, library: &Library, book: &str) -> Result<Served, ServeError> {
    Ok(bind(folder)?.serve(library, book))
}

/// As [`serve`], for a program that goes on without: the log says why.
pub fn serve_or_warn(folder: &Path, library: &Library, book: &str) -> Option<Served> {
    let served = serve(folder, library, book);
    served.inspect_err(|error| tracing::warn!("promptbook top cannot look at this one: {error}")).ok()
}

/// A socket to which one can connect already. Nobody is answered before figures are served from it.
#[derive(Debug)]
pub struct Bound {
    listener: UnixListener,
    socket: PathBuf,
    made: Option<(u64, u64)>,
}

/// Makes a socket in `folder`. Whoever connects to it waits until [`Bound::serve`] is called, so that a program can say
/// where it can be looked at before anybody looks. Needs a tokio runtime.
///
/// # Errors
/// As for [`serve`].
pub fn bind(folder: &Path) -> Result<Bound, ServeError> {
    make_folder(folder)?;
    let socket = socket_of(folder, std::process::id());
    let fault = |source| ServeError::Io { path: owner::shown(&socket), source };
    match fs::remove_file(&socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fault(error)),
        // One of a dead process that had the same number.
        _ => {}
    }
    let listener = UnixListener::bind(&socket).map_err(fault)?;
    fs::set_permissions(&socket, Permissions::from_mode(0o600)).map_err(fault)?;
    let made = inode(&socket);
    Ok(Bound { listener, socket, made })
}

impl Bound {
    /// Serves the figures of `library`, which is called `book`.
    pub fn serve(self, library: &Library, book: &str) -> Served {
        self.serve_at(library, book, Pace { every: EVERY, patience: EVERY })
    }

    pub(super) fn serve_at(self, library: &Library, book: &str, pace: Pace) -> Served {
        let Bound { listener, socket, made } = self;
        let accepting = tokio::spawn(accept(listener, library.clone(), book.to_owned(), pace));
        Served { socket, made, accepting }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Its clients go with it.
        self.accepting.abort();
        if self.made.is_some() && inode(&self.socket) == self.made {
            // Where it cannot be removed, the next who lists instances finds it stale.
            let _ = fs::remove_file(&self.socket);
        }
    }
}

fn inode(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Makes the folder for the sockets, for nobody else to enter.
fn make_folder(folder: &Path) -> Result<(), ServeError> {
    let fault = |source| ServeError::Io { path: owner::shown(folder), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
    let metadata = fs::symlink_metadata(folder).map_err(fault)?;
    owner::must_own(folder, &metadata)?;
    if !metadata.is_dir() {
        return Err(fault(io::ErrorKind::NotADirectory.into()));
    }
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(fault)?;
    }
    Ok(())
}

async fn accept(listener: UnixListener, library: Library, book: String, pace: Pace) {
    let started = SystemTime::now();
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((client, _)) if is_own(&client) => {
                    while clients.try_join_next().is_some() {}
                    if clients.len() < MAX_CLIENTS {
                        let reporter = Reporter::new(library.clone(), book.clone(), started);
                        clients.spawn(report(client, reporter, pace, started));
                    } else {
                        refuse(&client, pace).await;
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!("a program that wanted to look at the figures was not let in: {error}");
                    tokio::time::sleep(AFTER_A_FAULT).await;
                }
            },
            Some(_) = clients.join_next() => {}
        }
    }
}

/// The folder lets nobody else in; this is for the day on which it does.
fn is_own(client: &UnixStream) -> bool {
    client.peer_cred().is_ok_and(|peer| peer.uid() == owner::own_uid())
}

/// Says why there is no report. There is room for so little in any socket that was just opened.
async fn refuse(client: &UnixStream, pace: Pace) {
    if let Ok(mut line) = serde_json::to_vec(&Busy { version: VERSION, busy: MAX_CLIENTS }) {
        line.push(b'\n');
        let _ = tokio::time::timeout(pace.patience, send(client, &line)).await;
    }
}

/// Sends a report now and then one in each second since `started`, until the client goes away or does not keep up.
async fn report(client: UnixStream, mut reporter: Reporter, pace: Pace, started: SystemTime) {
    // In the middle of a second, so that however late it comes there is one report in each: two in one would make a peak
    // where there is none.
    let first = Instant::now() + until_middle(started.elapsed().unwrap_or_default(), pace.every);
    let mut ticks = tokio::time::interval_at(first, pace.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut is_first = true;
    loop {
        tokio::select! {
            _ = ticks.tick(), if !is_first => {}
            () = std::future::ready(()), if is_first => is_first = false,
            () = gone(&client) => return,
        }
        let Ok(line) = reporter.report().line() else { return };
        match tokio::time::timeout(pace.patience, send(&client, &line)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => {
                tracing::debug!("a program that looked at the figures did not keep up, and was dropped");
                return;
            }
        }
    }
}

/// From `since` the start to the middle of a stretch of length `every`.
pub(super) fn until_middle(since: Duration, every: Duration) -> Duration {
    let every = every.as_nanos().max(1);
    let left = every - (since.as_nanos() + every / 2) % every;
    Duration::from_nanos(u64::try_from(left).unwrap_or_default())
}

/// Waits until the client closes. One that sends anything does not know what this is, and counts as gone.
async fn gone(client: &UnixStream) {
    loop {
        match client.readable().await.and_then(|()| client.try_read(&mut [0])) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            _ => return,
        }
    }
}

async fn send(client: &UnixStream, mut line: &[u8]) -> io::Result<()> {
    while !line.is_empty() {
        client.writable().await?;
        match client.try_write(line) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(sent) => line = &line[sent..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
