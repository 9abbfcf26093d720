//! The metrics screen of a small book: at each size, in two languages, explained, step by step, and of a moment that has
//! passed.

use std::time::Duration;

use insta::assert_snapshot;

use super::super::Theme;
use super::{World, drawn, frame, shows};
use crate::cache::Copied;
use crate::library::EventKind;
use crate::tui::message::Msg;

#[test]
fn the_metrics_at_80_columns() {
    let mut world = shows("release.md", 80, 24);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │[disk] >  watch  >  build  >  SWAP #7  > [readers]                            │
    │0-100 %    ·····························································▁ now │
    │swaps      ·····························································s     │
    │State      on                                                                 │
    │Hit rate   60 s 0 %   since start 0 %                                         │
    │Reads      60 s 0 hits, 2 misses   all 0 hits, 2 misses                       │
    │Reads/s    now 2   peak 2                                                     │
    │Misses     2: first read 2                                                    │
    │Swaps      60 s 7   all 7: start 5, load 2                                    │
    │Size       5 prompts, 2 texts in memory: 104 B of 64 MiB                      │
    │Evicted    0                                                                  │
    │What if    half the cap —, twice —; LRU —, oldest first —                     │
    │Memory     28 MB the program, of that 3.9 KB the index                        │
    │In words   0 % of reads came from memory; 2 reads went to the disk: 2 first   │
    │           read.                                                              │
    │Events, newest first                                                          │
    │12:04:31  listed 5 prompts in 3.0 ms                                          │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
}

#[test]
fn the_metrics_at_120_columns() {
    let mut world = shows("release.md", 120, 40);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                                                        cache 0 % #7 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] >  watch  >  build  >  SWAP #7  > [readers]   0 s ago: listed 5 prompts in 3.0 ms                              │
    │hits 100 %                                                                                                        now │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │0 %        ·····································································································⣀     │
    │swaps      ·····································································································s     │
    │reads/s                                                                                                         █     │
    │to 2       ·····································································································█     │
    │evict 0    ······································································································     │
    │cap 0 %    ·····································································································▁     │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                     │
    │State      on                                                                                                         │
    │Hit rate   60 s 0 %   since start 0 %                                                                                 │
    │Reads      60 s 0 hits, 2 misses   all 0 hits, 2 misses                                                               │
    │Reads/s    now 2   peak 2                                                                                             │
    │Misses     2: first read 2                                                                                            │
    │Swaps      60 s 7   all 7: start 5, load 2                                                                            │
    │Size       5 prompts, 2 texts in memory: 104 B of 64 MiB                                                              │
    │Evicted    0                                                                                                          │
    │What if    half the cap —, twice —; LRU —, oldest first —                                                             │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                │
    │Load       —                                                                                                          │
    │Save       —                                                                                                          │
    │Publish    —                                                                                                          │
    │Loads      0 in progress, 0 saved by sharing                                                                          │
    │Old        none alive                                                                                                 │
    │Watch      changes of other programs are not followed                                                                 │
    │In words   0 % of reads came from memory; 2 reads went to the disk: 2 first read.                                     │
    │Events, newest first                                                                                                  │
    │12:04:31  listed 5 prompts in 3.0 ms                                                                                  │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off
    ");
}

#[test]
fn the_metrics_at_40_columns() {
    let mut world = shows("release.md", 40, 12);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
     promptbook             cache 0 % #7 ok
    ┌[Cache]─────────────────── 1 m · live ┐
    │0-100 %    ·····················▁ now │
    │swaps      ·····················s     │
    │State      on                         │
    │Hit rate   0 % (0 % in all)           │
    │Reads      60 s 0 hits, 2 misses   al…│
    │Events, newest first                  │
    │12:04:31  listed 5 prompts in 3.0 ms  │
    └──────────────────────────────────────┘

     Esc back  e explain  s last save
    ");
}

/// The metrics of a book in use: read, evicted, saved and changed by another program, a few seconds apart.
fn in_use(width: u16, height: u16) -> World {
    let mut world = shows("写作/周报.md", width, height);
    world.send(Msg::Tick(5));
    world.press("↓ ↑ ↓ e x F2");
    world.answer();
    world.press("Esc");
    world.send(Msg::Tick(9));
    let event = EventKind::ChangedOnDisk { ids: vec![crate::tui::tests::id("写作/润色.md")] };
    world.happen(event);
    let swap = Copied { generation: 9, copied: 770, shared: 123_456 };
    let id = crate::tui::tests::id("写作/周报.md");
    world.happen(EventKind::Saved { id, bytes: 210, took: Duration::from_millis(4), swap });
    world.press("M");
    world
}

#[test]
fn the_metrics_of_a_chinese_book_in_use_at_200_columns() {
    assert_snapshot!(frame(&in_use(200, 60)), @r"
     promptbook ~/prompts  5 prompts                                                                                                                                                     cache 40.0 % #9 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 1 m · live ┐
    │[disk] > [watch] >  build  >  SWAP #9  >  readers    0 s ago: saved 写作/周报.md (210 B, 4.0 ms)                        Events, newest first                                                          │
    │hits 100 %                                                                                                        now   12:04:31  saved 写作/周报.md (210 B, 4.0 ms)                                  │
    │                                                                                                                        12:04:31  写作/润色.md changed on disk                                        │
    │                                                                                                                        12:04:31  listed 5 prompts in 3.0 ms                                          │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                         ⠤⠤                                                                                           │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │0 %        ·····················································································⣀⣀·······  ······                                                                                     │
    │swaps      ·····················································································s········e·······                                                                                     │
    │reads/s                                                                                                  ⠉⠉                                                                                           │
    │to 3                                                                                                                                                                                                  │
    │                                                                                                ⠤⠤                                                                                                    │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │           ·····················································································  ·······  ······                                                                                     │
    │evicted/s                                                                                                                                                                                             │
    │to 0                                                                                                                                                                                                  │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │           ······································································································                                                                                     │
    │of the cap                                                                                                                                                                                            │
    │to 100 %                                                                                                                                                                                              │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │           ·····················································································⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                                                                                     │
    │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch +=several                                                                                                                     │
    │State      on                                                                                                                                                                                         │
    │Hit rate   60 s 40.0 %   since start 40.0 %                                                                                                                                                           │
    │Reads      60 s 2 hits, 3 misses   all 2 hits, 3 misses                                                                                                                                               │
    │Reads/s    now 0   peak 3                                                                                                                                                                             │
    │Misses     3: first read 3                                                                                                                                                                            │
    │Swaps      60 s 9   all 9: start 5, load 3, edit 1                                                                                                                                                    │
    │Size       5 prompts, 3 texts in memory: 243 B of 64 MiB                                                                                                                                              │
    │Evicted    0                                                                                                                                                                                          │
    │What if    half the cap —, twice —; LRU —, oldest first —                                                                                                                                             │
    │Memory     28 MB the program, of that 3.9 KB the index                                                                                                                                                │
    │Load       —                                                                                                                                                                                          │
    │Save       —                                                                                                                                                                                          │
    │Publish    —                                                                                                                                                                                          │
    │Loads      0 in progress, 0 saved by sharing                                                                                                                                                          │
    │Old        none alive                                                                                                                                                                                 │
    │Watch      changes of other programs are not followed                                                                                                                                                 │
    │In words   40.0 % of reads came from memory; 3 reads went to the disk: 3 first read.                                                                                                                  │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events  z zoom  y copy  x cache on/off  R reload  ? help
    ");
}

#[test]
fn the_metrics_of_a_chinese_book_in_use_at_80_columns() {
    assert_snapshot!(frame(&in_use(80, 24)), @r"
     promptbook ~/prompts  5 prompts                             cache 40.0 % #9 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │[disk] > [watch] >  build  >  SWAP #9  >  readers                             │
    │0-100 %    ····················································▁····▅···· now │
    │swaps      ····················································s····e····     │
    │State      on                                                                 │
    │Hit rate   60 s 40.0 %   since start 40.0 %                                   │
    │Reads      60 s 2 hits, 3 misses   all 2 hits, 3 misses                       │
    │Reads/s    now 0   peak 3                                                     │
    │Misses     3: first read 3                                                    │
    │Swaps      60 s 9   all 9: start 5, load 3, edit 1                            │
    │Size       5 prompts, 3 texts in memory: 243 B of 64 MiB                      │
    │Evicted    0                                                                  │
    │What if    half the cap —, twice —; LRU —, oldest first —                     │
    │Memory     28 MB the program, of that 3.9 KB the index                        │
    │In words   40.0 % of reads came from memory; 3 reads went to the disk: 3 first│
    │           read.                                                              │
    │Events, newest first                                                          │
    │12:04:31  saved 写作/周报.md (210 B, 4.0 ms)                                  │
    │12:04:31  写作/润色.md changed on disk                                        │
    │12:04:31  listed 5 prompts in 3.0 ms                                          │
    └──────────────────────────────────────────────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
}

#[test]
fn the_explanation_of_a_figure() {
    let mut world = in_use(80, 24);
    world.press("e ↓");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                             cache 40.0 % #9 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │Reads                                                                         │
    │Now        60 s 2 hits, 3 misses   all 2 hits, 3 misses                       │
    │What it is Reads served from memory (hits) and reads that went to the disk    │
    │           (misses).                                                          │
    │Window     the chosen one, and since start                                    │
    │Formula    exact counts: each reader counts its own hits, each load its miss. │
    │           Reads made while nobody looked count in the second of the next look│
    │Healthy    many hits for each miss                                            │
    │Moved by   what you select, open, copy and print                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
    world.send(Msg::Resize(40, 12));
    world.press("PgDn");
    assert_snapshot!(frame(&world), @r"
     promptbook          cache 40.0 % #9 ok
    ┌[Cache]─────────────────── 1 m · live ┐
    │Reads served from memory (hits) and   │
    │reads that went to the disk (misses). │
    │Window                                │
    │the chosen one, and since start       │
    │Formula                               │
    │exact counts: each reader counts its  │
    │own hits, each load its miss. Reads   │
    └──────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save
    ");
}

#[test]
fn the_last_save_step_by_step() {
    let mut world = in_use(80, 24);
    world.press("s → → → → →");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                             cache 40.0 % #9 ok
    ┌[Snapshot cache: what it is doing]──────────────────────────────── 1 m · live ┐
    │The last save: 写作/周报.md, 210 B at 12:04:31                                │
    │                                                                              │
    │1.  Snapshot #8 is current. It is never changed again: readers take it by one │
    │    load of a reference, and nobody waits.                                    │
    │2.  The file is written first: a temporary file, fsync, rename, fsync of the  │
    │    folder. Then a new snapshot is built beside the current one. Of its index │
    │    770 B are new: the way to the one name, and its entry.                    │
    │3.  The other 123 KB are not copied: both snapshots point to them. So a save  │
    │    takes as little with a thousand prompts as with ten.                      │
    │4.  SWAP: one compare-and-swap of one reference makes #9 the current one. Had │
    │    another writer been first, this one would have started again from that    │
    │    one's snapshot; none is lost. From the call to here: 4.0 ms.              │
    │5.  Whoever read #8 goes on reading it, whole and unchanged, and takes the new│
    │    one with the next look. It is freed when the last lets go. Nobody holds #8│
    │    any more. Old snapshots now: none alive. Current: #9.                     │
    │    5 of 5; ← goes back                                                       │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
    world.send(Msg::Resize(40, 12));
    world.press("← ←");
    assert_snapshot!(frame(&world), @r"
     promptbook          cache 40.0 % #9 ok
    ┌[Cache]─────────────────── 1 m · live ┐
    │The last save: 写作/周报.md, 210 B at │
    │3.  The other 123 KB are not copied:  │
    │    both snapshots point to them. So a│
    │    save takes as little with a       │
    │    thousand prompts as with ten.     │
    │    3 of 5; → goes on                 │
    │                                      │
    └──────────────────────────────────────┘
     写作/润色.md changed on disk
     Esc back  e explain  s last save
    ");
}

#[test]
fn the_metrics_of_a_moment_that_has_passed() {
    let mut world = in_use(80, 24);
    world.send(Msg::Tick(70));
    world.press("] ←");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                             cache 40.0 % #9 ok
    ┌[Snapshot cache: what it is doing]──────────────────── 5 m · paused, 25 s ago ┐
    │ disk  >  watch  >  build  >  SWAP #9  >  readers                             │
    │0-100 %    ····················································▁▅········     │
    │swaps      ····················································se········     │
    │State      on                                                                 │
    │Hit rate   60 s 40.0 %   5 m 40.0 %   since start 40.0 %                      │
    │Reads      5 m 2 hits, 3 misses   all 2 hits, 3 misses                        │
    │Reads/s    then 0   peak 3                                                    │
    │Misses     3: first read 3                                                    │
    │Swaps      5 m 9   all 9: start 5, load 3, edit 1                             │
    │Size       5 prompts, 3 texts in memory: 243 B of 64 MiB                      │
    │Evicted    0                                                                  │
    │What if    half the cap —, twice —; LRU —, oldest first —                     │
    │Memory     28 MB the program, of that 3.9 KB the index                        │
    │In words   40.0 % of reads came from memory; 3 reads went to the disk: 3 first│
    │           read.                                                              │
    │Events, newest first                                                          │
    │12:04:31  saved 写作/周报.md (210 B, 4.0 ms)                                  │
    │12:04:31  写作/润色.md changed on disk                                        │
    │12:04:31  listed 5 prompts in 3.0 ms                                          │
    └──────────────────────────────────────────────────────────────────────────────┘

     Esc back  e explain  s last save  Space pause  ← earlier  ] more time  / events
    ");
}

#[test]
fn without_colours_the_metrics_say_the_same() {
    let world = in_use(120, 40);
    let (coloured, _) = drawn(&world, Theme::new(true));
    let (plain, _) = drawn(&world, Theme::new(false));
    let text = |buffer: &ratatui::buffer::Buffer| (0..40).map(|y| super::row(buffer, y)).collect::<Vec<_>>();
    assert_eq!(text(&coloured), text(&plain));
    let colours = |buffer: &ratatui::buffer::Buffer| {
        buffer.content.iter().filter(|cell| cell.fg != ratatui::style::Color::Reset).count()
    };
    assert!(colours(&coloured) > 0);
    assert_eq!(colours(&plain), 0);
    let is_of_sixteen = |cell: &ratatui::buffer::Cell| {
        use ratatui::style::Color::{Indexed, Rgb};
        ![cell.fg, cell.bg].into_iter().any(|colour| matches!(colour, Rgb(..) | Indexed(_)))
    };
    assert!(coloured.content.iter().all(is_of_sixteen), "the terminal's own colours, which fit light and dark");
    // The selected figure is told by more than its colour.
    let (x, y) = super::find(&plain, "Hit rate", 0);
    assert!(plain[(x, y)].modifier.contains(ratatui::style::Modifier::REVERSED));
}
