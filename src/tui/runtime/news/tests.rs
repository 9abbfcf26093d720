//! What waits for typing to end, and what does not.

use std::time::Duration;

use super::*;
use crate::cache::{Cause, MissReason};
use crate::library::{Event, Exchange};
use crate::tui::tests::{World, id};

fn happened(kind: EventKind) -> Msg {
    Msg::Happened(Event { number: 0, at: std::time::UNIX_EPOCH, kind }, String::new())
}

#[test]
fn what_moves_figures_only_waits_for_typing_to_end_and_what_a_person_waits_for_does_not() {
    let mut world = World::of(&[("写作/周报.md", "# 周报\n"), ("x.md", "x\n")]);
    let swap = world.model.snapshot.swap();
    let exchange = Exchange { swap, build: Duration::ZERO, replace: Duration::ZERO, misses: 0 };
    let loaded = EventKind::Loaded { id: id("x.md"), bytes: 2, took: Duration::ZERO, reason: MissReason::FirstRead };
    let figures = [Msg::Tick(1), world.disk.published(), happened(EventKind::Swapped(exchange)), happened(loaded)];
    for msg in figures {
        assert_eq!(moved_by(&msg, &world.model), Moved::Figures, "{msg:?}");
    }
    world.disk.cache.publish(Cause::Disk, |next| next.remove(&id("x.md")));
    let changed = happened(EventKind::ChangedOnDisk { ids: vec![id("x.md")] });
    let screen = [world.disk.published(), changed, Msg::Resize(80, 24), Msg::Terminate];
    for msg in screen {
        assert_eq!(moved_by(&msg, &world.model), Moved::Screen, "{msg:?}");
    }
    world.happen(EventKind::ChangedOnDisk { ids: vec![id("x.md")] });
    let end = world.model.messages.expires_at().expect("it was said");
    assert_eq!(moved_by(&Msg::Tick(end - 1), &world.model), Moved::Figures);
    assert_eq!(moved_by(&Msg::Tick(end), &world.model), Moved::Screen, "a message goes in time");
}
