//! The metrics of a book in use, at four sizes: swaps under the dips that they made, evictions, a watcher that polls, an
//! old snapshot that an editor holds, and what another cap would have hit.

use std::time::Duration;

use insta::assert_snapshot;

use super::super::Theme;
use super::{World, drawn, find, frame, row};
use crate::cache::{Cap, Cause, Copied, Holder, MissReason, OldSnapshots, Swap};
use crate::library::{EventKind, Exchange};
use crate::metrics::{Figures, Followed, Percentiles, Policy, Room};
use crate::store::WatchState;
use crate::tui::message::Msg;

pub(super) const ENGLISH: &[(&str, &str)] =
    &[("code/review.md", "# Review\nRead {{diff}}.\n"), ("support/answer.md", "# Answer\nAnswer {{question}}.\n")];

pub(super) const CHINESE: &[(&str, &str)] =
    &[("写作/周报.md", "# 周报\n根据 {{要点}} 写一份周报。\n"), ("翻译/中译英.md", "# 中译英\n翻译 {{原文}}。\n")];

/// The second in which another program changes a file, so that reads miss.
const CHANGED: u64 = 30;

/// The second in which a prompt is saved: the last one.
const SAVED: u64 = 50;

/// The cap of bytes.
const CAP: u64 = 425_984;

fn exchange(generation: u64, cause: Cause, misses: u64, evicted: u32) -> EventKind {
    let swap = Swap { generation, cause, added: 0, changed: 1, removed: 0, evicted };
    let (build, replace) = (Duration::from_micros(14), Duration::from_nanos(310));
    EventKind::Swapped(Exchange { swap, build, replace, misses })
}

/// The figures at the end of `second`.
fn figures(second: u64, before: Figures) -> Figures {
    let dip = second.saturating_sub(CHANGED - 1).min(2) * 12;
    let evicted = second.saturating_sub(CHANGED) * 3;
    let (hits, misses) = (second * 40 - dip * 3, 8 + dip + evicted);
    let times = |p50_ns: u64| Some(Percentiles { count: 50, p50_ns, p99_ns: p50_ns * 9, max_ns: p50_ns * 20 });
    let saved = u64::from(second >= SAVED);
    let mut what_if = before.what_if.clone();
    for what in &mut what_if {
        let rate = match (what.policy, what.room) {
            (Policy::Sieve, Room::Half) => 0.71,
            (Policy::Sieve, Room::Same) => 0.93,
            (Policy::Sieve, Room::Twice) => 0.964,
            (Policy::Lru, _) => 0.902,
            (Policy::OldestFirst, _) => 0.86,
        };
        (what.hit_rate, what.error) = (Some(rate), Some(0.004));
        what.max_bytes = match what.room {
            Room::Half => CAP / 2,
            Room::Same => CAP,
            Room::Twice => CAP * 2,
        };
    }
    Figures {
        generation: 8 + dip + evicted + u64::from(second >= CHANGED) + saved,
        swaps: vec![
            (Cause::Start, 2),
            (Cause::Load, 6 + dip + evicted),
            (Cause::Edit, saved),
            (Cause::Disk, u64::from(second >= CHANGED)),
        ],
        resident_bytes: 400_000 + second * 500,
        max_bytes: CAP,
        hits,
        misses,
        miss_reasons: vec![(MissReason::FirstRead, 8), (MissReason::Changed, dip), (MissReason::Evicted, evicted)],
        hit_rate: Some(hits as f64 / (hits + misses) as f64),
        evictions: evicted,
        eviction_causes: vec![(Cap::Bytes, evicted)],
        load: times(310_000),
        save: times(4_000_000).filter(|_| saved > 0),
        build: times(14_000),
        swap: times(310),
        loads_shared: 3,
        watch: WatchState::Polling {
            every: Duration::from_secs(5),
            reason: "the system watches too few folders".into(),
        },
        old_snapshots: OldSnapshots {
            alive: 1,
            bytes: 1_200,
            oldest: Some(30),
            holders: vec![(Holder::Editor, 1)],
            by_generation: vec![(30, vec![(Holder::Editor, 1)])],
        },
        what_if,
        followed: Followed { reads: hits + misses, names: 2, sample: 1.0, unseen: 0 },
        ..before
    }
}

/// `book` after a minute of reads, with the metrics over it.
pub(super) fn busy(book: &[(&str, &str)], width: u16, height: u16) -> World {
    let mut world = World::of(book);
    world.send(Msg::Resize(width, height));
    let name = book[0].0;
    let id = crate::tui::tests::id(name);
    for second in 1..=SAVED {
        world.send(Msg::Tick(second));
        let Msg::Published(snapshot, now) = world.disk.published() else { unreachable!("that is what it gives") };
        let now = figures(second, *now);
        if second == CHANGED {
            world.happen(EventKind::ChangedOnDisk { ids: vec![id.clone()] });
            world.happen(exchange(now.generation - 12, Cause::Disk, 8, 0));
        }
        if (CHANGED..CHANGED + 2).contains(&second) {
            for _ in 0..12 {
                let took = Duration::from_micros(310);
                world.happen(EventKind::Loaded { id: id.clone(), bytes: 1_200, took, reason: MissReason::Changed });
            }
        }
        if second == SAVED {
            world.happen(exchange(now.generation, Cause::Edit, 32, 2));
            let swap = Copied { generation: now.generation, copied: 770, shared: 123_456 };
            world.happen(EventKind::Saved { id: id.clone(), bytes: 1_234, took: Duration::from_millis(4), swap });
        }
        world.send(Msg::Published(snapshot, Box::new(now)));
    }
    world.send(Msg::Tick(SAVED + 1));
    world.press("M");
    world
}

#[test]
fn a_dip_stands_above_the_swap_that_made_it() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let world = busy(ENGLISH, width, height);
        let (buffer, _) = drawn(&world, Theme::new(true));
        let (_, swaps) = find(&buffer, "swaps", 0);
        let marks = row(&buffer, swaps);
        let marked = marks.chars().position(|mark| mark == 'd').expect("it is marked");
        let symbol = |x: usize, y: u16| buffer[(x as u16, y)].symbol().to_owned();
        if height == 24 {
            assert_eq!((symbol(marked - 6, swaps - 1).as_str(), symbol(marked, swaps - 1).as_str()), ("█", "▂"));
            continue;
        }
        // The lowest dots of the line at a column: those of the dip are further down.
        let lowest =
            |x: usize| (2..swaps).rev().find(|y| ![" ", "·"].contains(&symbol(x, *y).as_str())).expect("a line");
        assert!(lowest(marked) > lowest(marked - 6), "{marks}");
    }
}

#[test]
fn at_every_size_and_in_both_languages_colour_says_nothing_that_is_not_there_without_it() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        for book in [ENGLISH, CHINESE] {
            for keys in ["Esc", "M", "e", "s → → → →", "z", "z"] {
                let mut world = busy(book, width, height);
                world.press("Esc");
                if keys != "Esc" {
                    world.press("M");
                    world.press(keys);
                }
                let (coloured, _) = drawn(&world, Theme::new(true));
                let (plain, _) = drawn(&world, Theme::new(false));
                let text = |buffer: &ratatui::buffer::Buffer| (0..height).map(|y| row(buffer, y)).collect::<Vec<_>>();
                assert_eq!(text(&coloured), text(&plain), "{width}x{height} {keys}");
                use ratatui::style::Color::{Indexed, Reset, Rgb};
                assert!(
                    plain.content.iter().all(|cell| (cell.fg, cell.bg) == (Reset, Reset)),
                    "{width}x{height} {keys}"
                );
                let of_sixteen = |colour| !matches!(colour, Rgb(..) | Indexed(_));
                assert!(coloured.content.iter().all(|cell| of_sixteen(cell.fg) && of_sixteen(cell.bg)));
            }
        }
    }
}

#[test]
fn the_metrics_of_a_book_in_use_at_80_columns() {
    assert_snapshot!(frame(&busy(ENGLISH, 80, 24)), @r"
     promptbook ~/prompts  2 prompts                       cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]                           │
    │0-100 %    ·········▁▆█████████████████████████████▂▁▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇· now │
    │swaps      ·········sl·····························dllllllllllllllllllle·     │
    │State      on                                                                 │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                   │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses             │
    │Reads/s    now 0   peak 47                                                    │
    │Misses     92: first read 8, changed 24, evicted 60                           │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                 │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                     │
    │Evicted    60: bytes 60                                                       │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, olde…│
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: │
    │           twice as much would have hit 96.4 % ±0.4 instead of 95.4 %; about  │
    │           852 KB would do (at most 98.4 %).                                  │
    │Events, newest first                                                          │
    │12:04:31  saved code/review.md (1.2 KB, 4.0 ms)                               │
    │12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                         │
    │12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    └──────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
}

#[test]
fn the_metrics_of_a_book_in_use_at_40_columns() {
    assert_snapshot!(frame(&busy(ENGLISH, 40, 12)), @r"
     promptbook    cache 95.4 % #94 polling
    ┌[Cache]─────────────────── 1 m · live ┐
    │0-100 %    ···▁▇█████████▇▆▇▇▇▇▇▇ now │
    │swaps      ···sl·········dlllllle     │
    │State      on                         │
    │Hit rate   95.4 % (95.4 % in all)     │
    │Reads      60 s 1 928 hits, 92 misses…│
    │Events, newest first                  │
    │12:04:31  saved code/review.md (1.2 K…│
    └──────────────────────────────────────┘

     Esc back  e explain  s last save
    ");
}

#[test]
fn the_metrics_of_a_book_in_use_at_120_columns() {
    assert_snapshot!(frame(&busy(ENGLISH, 120, 40)), @r"
     promptbook ~/prompts  2 prompts                                                               cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]   1 s ago: saved code/review.md (1.2 KB, 4.0 ms)                  │
    │hits 100 %                 ⣠⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹   ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒  now │
    │                           ⡇                                               ⢸   ⡇                                      │
    │                           ⡇                                                ⡇ ⢰⠁                                      │
    │                          ⢸                                                 ⠧⠤⣸                                       │
    │0 %        ··············⣀⣸                                                                                     ·     │
    │swaps      ··············s·l················································d·ll·l·l·ll·l·ll·l·ll·l·l·ll·l·ll·e··     │
    │reads/s                    █▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅   ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆      │
    │to 47      ··············▁▁█████████████████████████████████████████████████▅▅▆█████████████████████████████████·     │
    │evict 3    ···································································██████████████████████████████████·     │
    │cap 100 %  ··············▁▁▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇     │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                     │
    │State      on                                                                                                         │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                                                           │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses                                                     │
    │Reads/s    now 0   peak 47                                                                                            │
    │Misses     92: first read 8, changed 24, evicted 60                                                                   │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                                                         │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                                                             │
    │Evicted    60: bytes 60                                                                                               │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, oldest first 86.0 % ±0.4                     │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                │
    │Load       50 times   p50 310 us   p99 2.8 ms   max 6.2 ms                                                            │
    │Save       50 times   p50 4.0 ms   p99 36 ms   max 80 ms                                                              │
    │Publish    p50, p99, max   build 14 us, 126 us, 280 us   swap 310 ns, 2 us, 6 us                                      │
    │Loads      0 in progress, 3 saved by sharing                                                                          │
    │Old        1 alive, held by editor 1: 1.2 KB of texts                                                                 │
    │Watch      polling every 5 s: the system watches too few folders                                                      │
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: twice as much would have hit 96.4 % ±0.4│
    │           instead of 95.4 %; about 852 KB would do (at most 98.4 %). 95.4 % of reads came from memory; 92 reads went │
    │           to the disk: 8 first read, 24 changed, 60 evicted.                                                         │
    │Events, newest first                                                                                                  │
    │12:04:31  saved code/review.md (1.2 KB, 4.0 ms)                                                                       │
    │12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                                                                 │
    │12:04:31  12 loads (14 KB, longest 310 us): changed 12                                                                │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off
    ");
}

#[test]
fn the_metrics_of_a_book_in_use_at_200_columns() {
    assert_snapshot!(frame(&busy(ENGLISH, 200, 60)), @r"
     promptbook ~/prompts  2 prompts                                                                                                                                               cache 95.4 % #94 polling
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] >  watch  > [build] > [SWAP #94] > [readers]   1 s ago: saved code/review.md (1.2 KB, 4.0 ms)                    Events, newest first                                                          │
    │hits 100 %                  ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹                                      now   12:04:31  saved code/review.md (1.2 KB, 4.0 ms)                               │
    │                           ⢰⠁                                              ⢸   ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉        12:04:31  swap #94 edit ~1 evicted 2 (14 us + 310 ns)                         │
    │                           ⡞                                               ⢸   ⡇                                        12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    │                           ⡇                                               ⢸   ⡇                                        12:04:31  12 loads (14 KB, longest 310 us): changed 12                        │
    │                           ⡇                                               ⢸   ⡇                                        12:04:31  swap #9 disk ~1 (14 us + 310 ns)                                    │
    │                           ⡇                                               ⠸⡀  ⡇                                        12:04:31  code/review.md changed on disk                                      │
    │                           ⡇                                                ⡇ ⢠⠃                                        12:04:31  listed 2 prompts in 3.0 ms                                          │
    │                           ⡇                                                ⡇ ⢸                                                                                                                       │
    │                          ⢀⠇                                                ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⢸                                                                                                                       │
    │                          ⢸                                                 ⠉⠙⣼                                                                                                                       │
    │                          ⢸                                                                                                                                                                           │
    │                          ⢸                                                                                                                                                                           │
    │0 %        ··············⣀⣸                                                                                     ·                                                                                     │
    │swaps      ··············s·l················································d·ll·l·l·ll·l·ll·l·ll·l·l·ll·l·ll·e··                                                                                     │
    │reads/s                    ⡿⡀                                                  ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                                                                                      │
    │to 47                      ⡇⠓⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⢲   ⡇                                                                                                                      │
    │                           ⡇                                               ⢸  ⢀⠇                                                                                                                      │
    │                           ⡇                                               ⠈⡆ ⢸                                                                                                                       │
    │                          ⢸                                                 ⡇ ⡼                                                                                                                       │
    │                          ⢸                                                 ⠉⠉                                                                                                                        │
    │                          ⢸                                                                                                                                                                           │
    │           ··············⠤⠼                                                                                     ·                                                                                     │
    │evicted/s                                                                     ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉                                                                                      │
    │to 3                                                                                                                                                                                                  │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │           ···································································                                  ·                                                                                     │
    │of the cap                 ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉                                                                                     │
    │to 100 %                   ⡇                                                                                                                                                                          │
    │                          ⢀⠇                                                                                                                                                                          │
    │                          ⢸                                                                                                                                                                           │
    │           ··············⣀⣸                                                                                                                                                                           │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                                                                                                     │
    │State      on                                                                                                                                                                                         │
    │Hit rate   60 s 95.4 %   since start 95.4 %                                                                                                                                                           │
    │Reads      60 s 1 928 hits, 92 misses   all 1 928 hits, 92 misses                                                                                                                                     │
    │Reads/s    now 0   peak 47                                                                                                                                                                            │
    │Misses     92: first read 8, changed 24, evicted 60                                                                                                                                                   │
    │Swaps      60 s 94   all 94: start 2, load 90, edit 1, disk 1                                                                                                                                         │
    │Size       2 prompts, 1 text in memory: 425 KB of 416 KiB                                                                                                                                             │
    │Evicted    60: bytes 60                                                                                                                                                                               │
    │What if    half the cap 71.0 % ±0.4, twice 96.4 % ±0.4; LRU 90.2 % ±0.4, oldest first 86.0 % ±0.4                                                                                                     │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                                                                                                │
    │Load       50 times   p50 310 us   p99 2.8 ms   max 6.2 ms                                                                                                                                            │
    │Save       50 times   p50 4.0 ms   p99 36 ms   max 80 ms                                                                                                                                              │
    │Publish    p50, p99, max   build 14 us, 126 us, 280 us   swap 310 ns, 2 us, 6 us                                                                                                                      │
    │Loads      0 in progress, 3 saved by sharing                                                                                                                                                          │
    │Old        1 alive, held by editor 1: 1.2 KB of texts                                                                                                                                                 │
    │Watch      polling every 5 s: the system watches too few folders                                                                                                                                      │
    │In words   60 reads of evicted texts went to the disk, with a cap of 416 KiB: twice as much would have hit 96.4 % ±0.4                                                                                │
    │           instead of 95.4 %; about 852 KB would do (at most 98.4 %). 95.4 % of reads came from memory; 92 reads went                                                                                 │
    │           to the disk: 8 first read, 24 changed, 60 evicted.                                                                                                                                         │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off  R reload  ? help
    ");
}

#[test]
fn the_strip_of_a_book_in_use() {
    let mut world = busy(ENGLISH, 120, 40);
    world.press("Esc");
    let frame = frame(&world);
    let strip: Vec<&str> = frame.lines().skip_while(|line| !line.contains(" 3 Cache ")).take(6).collect();
    assert_snapshot!(strip.join("\n"), @r"
    ┌ 3 Cache ─────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │hit 60 s 95.4 %  ████████████████▂▂▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇·  reads/s 0 (peak 47)  1 text, 425 KB of 416 KiB               │
    │swaps 94         ················dllllllllllllllllllle·  load p99 2.8 ms  save p99 36 ms  evicted 60                  │
    │60 reads of evicted texts went to the disk, with a cap of 416 KiB: twice as much would have hit 96.4 % ±0.4 instead of│
    │12:04:31 saved code/review.md (1.2 KB, 4.0 ms)   12:04:31 swap #94 edit ~1 evicted 2 (14 us + 310 ns)   12:04:31 12 lo│
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn who_holds_the_snapshot_before_the_save_is_told_by_its_number() {
    let mut world = busy(ENGLISH, 120, 40);
    world.press("s → → → →");
    assert!(frame(&world).contains("Nobody holds #93 any more"), "{}", frame(&world));
    let Msg::Published(snapshot, now) = world.disk.published() else { unreachable!("that is what it gives") };
    let mut now = figures(SAVED, *now);
    now.old_snapshots.by_generation = vec![(30, vec![(Holder::Editor, 1)]), (93, vec![(Holder::Search, 2)])];
    world.send(Msg::Published(snapshot, Box::new(now)));
    assert!(frame(&world).contains("#93 is still held by search 2."), "{}", frame(&world));
}
