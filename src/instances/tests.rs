//! Both ends in one process, and the other end played by what it should not be.

use std::error::Error;
use std::fs::{self, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::serve::{MAX_CLIENTS, Pace, until_middle};
use super::wire::{MAX_LINE, VERSION};
use super::{AttachError, Follow, Report, Served, bind, list, owner, socket_of};
use crate::library::{EventKind, Library, LibraryError, Options};
use crate::prompt::PromptId;

type Outcome = Result<(), Box<dyn Error>>;

/// Lines come fast, and nobody is given up early.
const FAST: Pace = Pace { every: Duration::from_millis(2), patience: Duration::from_secs(20) };

struct World {
    folder: TempDir,
    library: Library,
}

impl World {
    fn new() -> Result<World, LibraryError> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("book")).expect("the book can be made");
        fs::write(folder.path().join("book/a.md"), "text").expect("a prompt can be written");
        let library = Library::open(folder.path().join("book"), Options::with_state(folder.path().join("state")))?;
        Ok(World { folder, library })
    }

    fn run(&self) -> std::path::PathBuf {
        self.folder.path().join("state/run")
    }

    fn serve(&self, pace: Pace) -> Result<Served, super::ServeError> {
        Ok(bind(&self.run())?.serve_at(&self.library, "~/提示", pace))
    }
}

fn own_pid() -> u32 {
    std::process::id()
}

/// The number of a process that is gone.
fn dead_pid() -> io::Result<u32> {
    let mut child = Command::new("true").spawn()?;
    child.wait()?;
    Ok(child.id())
}

#[tokio::test]
async fn a_client_gets_a_report_at_once_and_then_what_happened_since() -> Outcome {
    let world = World::new()?;
    let _served = world.serve(FAST)?;
    world.library.list().await?;
    let mut follow = Follow::attach(&world.run(), own_pid()).await?;
    let first = follow.next().await.expect("it is being served")?;
    assert_eq!((first.version, first.pid, first.book.as_str()), (VERSION, own_pid(), "~/提示"));
    assert_eq!((first.figures.prompts, first.hits, first.misses), (1, 0, 0));
    assert!(first.events.iter().any(|event| matches!(event.kind, EventKind::Listed { .. })));
    assert!(first.now >= first.started);

    let id = PromptId::new("a.md")?;
    world.library.read(&id).await?;
    world.library.read(&id).await?;
    let (mut hits, mut misses, mut events) = (0, 0, first.events);
    while hits + misses < 2 {
        let next = follow.next().await.expect("it is being served")?;
        (hits, misses) = (hits + next.hits, misses + next.misses);
        events.extend(next.events);
    }
    assert_eq!((hits, misses), (1, 1));
    assert!(events.iter().zip(0..).all(|(event, number)| event.number == number), "no event is lost or told twice");
    assert!(events.iter().any(|event| matches!(&event.kind, EventKind::Loaded { id: loaded, .. } if *loaded == id)));
    Ok(())
}

#[tokio::test]
async fn the_end_of_an_instance_is_told_once_and_its_socket_is_gone() -> Outcome {
    let world = World::new()?;
    let served = world.serve(FAST)?;
    let mut follow = Follow::attach(&world.run(), own_pid()).await?;
    drop(served);
    let end = loop {
        match follow.next().await.expect("the end is told") {
            Ok(_) => {}
            Err(end) => break end,
        }
    };
    assert_eq!(end.to_string(), format!("promptbook {} (~/提示) has ended", own_pid()));
    assert!(follow.next().await.is_none());
    assert_eq!(fs::read_dir(world.run())?.count(), 0);
    let again = Follow::attach(&world.run(), own_pid()).await.expect_err("it has ended");
    assert!(matches!(again, AttachError::NotRunning { .. }), "{again}");
    Ok(())
}

#[tokio::test]
async fn nobody_else_may_enter_the_folder_or_the_socket() -> Outcome {
    let world = World::new()?;
    fs::create_dir_all(world.run())?;
    fs::set_permissions(world.run(), Permissions::from_mode(0o777))?;
    let _served = world.serve(FAST)?;
    let mode = |path: &Path| fs::metadata(path).map(|metadata| metadata.mode() & 0o777);
    assert_eq!((mode(&world.run())?, mode(&socket_of(&world.run(), own_pid()))?), (0o700, 0o600));
    Ok(())
}

#[test]
fn what_belongs_to_another_user_is_refused_by_name() {
    assert_eq!(owner::must_be(1000, 1000, || "x".into()), Ok(()));
    let refused = owner::must_be(1000, 33, || "/run/1.sock".into()).expect_err("33 is not 1000");
    assert_eq!(refused.to_string(), "/run/1.sock belongs to another user (number 33), so promptbook does not use it");
}

#[tokio::test]
async fn a_folder_of_another_user_is_refused_by_both_ends() -> Outcome {
    let world = World::new()?;
    // Only the superuser is refused nothing else here, and only the superuser can give a folder away.
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    fs::create_dir_all(world.run())?;
    std::os::unix::fs::chown(world.run(), Some(4242), None)?;
    let refused = world.serve(FAST).expect_err("the folder is another's");
    assert!(refused.to_string().contains("belongs to another user (number 4242)"), "{refused}");
    let refused = list(&world.run()).await.expect_err("the folder is another's");
    assert!(matches!(refused, AttachError::Foreign(_)), "{refused}");
    let refused = Follow::attach(&world.run(), 1).await.expect_err("the folder is another's");
    assert!(matches!(refused, AttachError::Foreign(_)), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_socket_of_another_user_is_refused_by_its_path() -> Outcome {
    let world = World::new()?;
    // Only the superuser can give a file away.
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    fs::create_dir_all(world.run())?;
    let socket = socket_of(&world.run(), own_pid());
    let _listener = UnixListener::bind(&socket)?;
    std::os::unix::fs::chown(&socket, Some(4242), None)?;
    let refused = Follow::attach(&world.run(), own_pid()).await.expect_err("the socket is another's");
    let said = refused.to_string();
    assert!(said.contains(&format!("{}.sock belongs to another user (number 4242)", own_pid())), "{said}");
    let listing = list(&world.run()).await?;
    assert!(listing.instances.is_empty());
    assert!(matches!(listing.faults.as_slice(), [AttachError::Foreign(_)]), "{:?}", listing.faults);
    Ok(())
}

#[tokio::test]
async fn whoever_connects_before_the_figures_are_served_waits_for_them() -> Outcome {
    let world = World::new()?;
    let bound = bind(&world.run())?;
    let (run, pid) = (world.run(), own_pid());
    let attaching = tokio::spawn(async move { Follow::attach(&run, pid).await });
    // It is let in as soon as there is somebody to let it in, and no sooner.
    tokio::task::yield_now().await;
    assert!(!attaching.is_finished());
    let _served = bound.serve_at(&world.library, "~/提示", FAST);
    assert_eq!(attaching.await??.instance().book, "~/提示");
    Ok(())
}

#[test]
fn reports_come_in_the_middle_of_their_seconds() {
    let second = Duration::from_secs(1);
    for (since, wait) in [(0, 500), (499, 1), (501, 999), (3_000, 500), (7_777, 723)] {
        let wanted = Duration::from_millis(wait);
        assert_eq!(until_middle(Duration::from_millis(since), second), wanted, "{since} ms after the start");
    }
    assert!(until_middle(second, Duration::ZERO) <= Duration::from_nanos(1));
}

#[tokio::test]
async fn the_first_report_tells_of_the_last_save_however_many_loads_came_after_it() -> Outcome {
    let world = World::new()?;
    world.library.list().await?;
    let id = PromptId::new("a.md")?;
    world.library.save(&id, b"saved".to_vec(), crate::store::Expected::Anything).await?;
    world.library.set_cache(crate::cache::CacheState::Off(crate::cache::OffReason::ByHand));
    for _ in 0..600 {
        world.library.read(&id).await?;
    }
    let mut reporter = super::Reporter::new(world.library.clone(), "x", std::time::SystemTime::now());
    let report = reporter.report();
    assert!(report.events.len() <= 2 * 256, "{}", report.events.len());
    assert!(report.events.iter().any(|event| matches!(event.kind, EventKind::Saved { .. })));
    Ok(())
}

#[tokio::test]
async fn a_report_says_what_was_seen_lately_and_for_how_long() -> Outcome {
    let world = World::new()?;
    world.library.list().await?;
    let id = PromptId::new("a.md")?;
    world.library.read(&id).await?;
    let mut reporter = super::Reporter::new(world.library.clone(), "x", std::time::SystemTime::now());
    let first = reporter.report().recent;
    assert_eq!((first.seconds, first.hit_rate, first.reads_per_second), (0, None, 0), "the miss was before");
    for _ in 0..3 {
        world.library.read(&id).await?;
    }
    let next = reporter.report().recent;
    assert_eq!((next.hit_rate, next.reads_per_second, next.peak_reads_per_second), (Some(1.0), 3, 3));
    Ok(())
}

#[tokio::test]
async fn a_socket_that_a_dead_process_left_is_refused_and_removed_by_who_lists() -> Outcome {
    let world = World::new()?;
    fs::create_dir_all(world.run())?;
    let stale = socket_of(&world.run(), dead_pid()?);
    drop(UnixListener::bind(&stale)?);
    fs::write(world.run().join("notes.txt"), "not ours")?;
    let pid = stale.file_stem().and_then(|stem| stem.to_str()).expect("it is a number").parse()?;
    let refused = Follow::attach(&world.run(), pid).await.expect_err("nobody is there");
    assert!(refused.to_string().contains("is gone without having tidied up"), "{refused}");
    assert!(!stale.exists());

    drop(UnixListener::bind(&stale)?);
    let listing = list(&world.run()).await?;
    assert!(listing.instances.is_empty() && listing.faults.is_empty());
    assert!(!stale.exists() && world.run().join("notes.txt").exists());
    Ok(())
}

#[tokio::test]
async fn a_folder_that_nobody_has_made_holds_no_instance() -> Outcome {
    let world = World::new()?;
    assert!(list(&world.run()).await?.instances.is_empty());
    assert!(!world.run().exists());
    Ok(())
}

/// What a client says of an instance that answers with `answer`.
async fn answered_with(answer: Vec<u8>) -> Result<AttachError, Box<dyn Error>> {
    let world = World::new()?;
    fs::create_dir_all(world.run())?;
    let listener = UnixListener::bind(socket_of(&world.run(), own_pid()))?;
    let playing = thread::spawn(move || -> io::Result<()> {
        let (mut client, _) = listener.accept()?;
        // The client may have heard enough before the end.
        let _ = client.write_all(&answer);
        Ok(())
    });
    let refused = Follow::attach_within(FAST.patience, &world.run(), own_pid()).await.expect_err("it is no instance");
    playing.join().expect("the player does not panic")?;
    Ok(refused)
}

#[tokio::test]
async fn an_answer_that_is_no_report_is_refused_with_the_reason() -> Outcome {
    for (answer, reason) in [
        (b"HTTP/1.1 400 \x1b[2J\n".to_vec(), "is no report: expected value"),
        (b"{\"version\":2}\n".to_vec(), "missing field `pid`"),
        (b"\xff\xfe\n".to_vec(), "is no report"),
        (b"{\"version\":99,\"anything\":[]}\n".to_vec(), "reports in form 99"),
        (b"{\"version\":2,\"busy\":8}\n".to_vec(), "looked at by 8 programs"),
        (vec![b'x'; MAX_LINE + 100_000], "a line of more than 4194304 bytes"),
        (b"{\"version\":2,\"pi".to_vec(), "no promptbook with the number"),
    ] {
        let refused = answered_with(answer).await?.to_string();
        assert!(refused.contains(reason) && !refused.contains('\u{1b}'), "{refused}");
    }
    Ok(())
}

#[tokio::test]
async fn a_report_in_the_name_of_another_process_is_refused() -> Outcome {
    let world = World::new()?;
    let mut reporter = super::Reporter::new(world.library.clone(), "x", std::time::SystemTime::now());
    let report = Report { pid: 1, ..reporter.report() };
    let refused = answered_with(report.line()?).await?.to_string();
    assert!(refused.contains("it is a report of process 1"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn an_instance_that_says_nothing_is_given_up_and_named() -> Outcome {
    let world = World::new()?;
    fs::create_dir_all(world.run())?;
    let _listener = UnixListener::bind(socket_of(&world.run(), own_pid()))?;
    let refused = Follow::attach_within(Duration::from_millis(20), &world.run(), own_pid()).await;
    assert!(matches!(refused, Err(AttachError::Silent { .. })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_client_that_does_not_keep_up_is_dropped_and_harms_nobody() -> Outcome {
    let world = World::new()?;
    let pace = Pace { every: Duration::from_millis(1), patience: Duration::from_millis(50) };
    let _served = world.serve(pace)?;
    let mut slow = UnixStream::connect(socket_of(&world.run(), own_pid()))?;
    let mut quick = Follow::attach(&world.run(), own_pid()).await?;
    // It reads only when the other has got so much that a socket cannot hold as much.
    let mut bytes = 0;
    while bytes < 2 << 20 {
        bytes += quick.next().await.expect("it is being served")?.line()?.len();
    }
    let all = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        slow.read_to_end(&mut all).map(|_| all)
    });
    // Waits for the end of the slow one's connection, while the quick one is still served.
    let mut all = std::pin::pin!(all);
    let received = loop {
        tokio::select! {
            received = &mut all => break received??,
            report = tokio::time::timeout(FAST.patience, quick.next()) => {
                bytes += report?.expect("it is being served")?.line()?.len();
                assert!(bytes < 200 << 20, "the slow one was not dropped");
            }
        }
    };
    assert!(received.len() < bytes, "{} bytes went to one who did not read", received.len());
    quick.next().await.expect("it is being served")?;
    Ok(())
}

#[tokio::test]
async fn one_client_too_many_is_told_so_and_let_in_when_another_has_gone() -> Outcome {
    let world = World::new()?;
    let _served = world.serve(FAST)?;
    let mut clients = Vec::new();
    for _ in 0..MAX_CLIENTS {
        clients.push(Follow::attach(&world.run(), own_pid()).await?);
    }
    let refused = Follow::attach(&world.run(), own_pid()).await.expect_err("there are enough");
    assert!(matches!(refused, AttachError::Busy { clients: MAX_CLIENTS, .. }), "{refused}");
    clients.clear();
    // That they are gone is noticed in the order in which they went.
    while Follow::attach(&world.run(), own_pid()).await.is_err() {}
    Ok(())
}

#[tokio::test]
async fn of_too_many_events_for_a_line_the_oldest_are_left_out() -> Outcome {
    let world = World::new()?;
    world.library.list().await?;
    let mut reporter = super::Reporter::new(world.library.clone(), "x", std::time::SystemTime::now());
    let mut report = reporter.report();
    let one = report.events.last().expect("it was listed").clone();
    report.events = (0..200_000).map(|number| crate::library::Event { number, ..one.clone() }).collect();
    let line = report.line()?;
    assert!(line.len() < MAX_LINE);
    let read = Report::read(&line[..line.len() - 1], own_pid()).map_err(|fault| format!("{fault:?}"))?;
    assert!(read.events.len() > 1_000);
    assert_eq!(read.events.last().map(|event| event.number), Some(199_999));

    let load = EventKind::Loaded {
        id: PromptId::new("a.md")?,
        bytes: 1,
        took: Duration::ZERO,
        reason: crate::cache::MissReason::Evicted,
    };
    let mut report = reporter.report();
    report.events = vec![one.clone()];
    report.events.extend((1..200_000).map(|number| crate::library::Event {
        number,
        kind: load.clone(),
        ..one.clone()
    }));
    let line = report.line()?;
    let read = Report::read(&line[..line.len() - 1], own_pid()).map_err(|fault| format!("{fault:?}"))?;
    assert_eq!(read.events.first(), Some(&one), "loads go before all others");
    Ok(())
}
