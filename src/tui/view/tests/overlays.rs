//! What lies over the panes.

use insta::assert_snapshot;

use super::{frame, shows};

#[test]
fn the_help_of_the_list() {
    let mut world = shows("release.md", 80, 24);
    world.press("?");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     /┌[Help: what can be done here]─────────────────────────────────────────────┐
    ┌ │>                                                                         │─┐
    │ │ Enter          Copy the prompt, open the folder                          │ │
    │ │ e              Edit here                                                 │ │
    │ │ /              Filter the list                                           │ │
    │>│ n              New prompt                                                │ │
    │ │ M 3            Show what the cache is doing                              │ │
    │ │ ? : F1 F9      Help: every action and its key                            │ │
    │ │ q              Quit                                                      │ │
    │ │ E              Edit in $VISUAL or $EDITOR                                │ │
    │ │ y              Copy the prompt as written                                │ │
    │ │ p              Quit and print the prompt                                 │ │
    │ │ r m            Rename or move                                            │ │
    │ │ d Del          Move to the trash                                         │ │
    │ │ u              Bring back from the trash                                 │ │
    │ │ c              Duplicate                                                 │ │
    │ │ v              Swap list and preview in one column                       │ │
    │ │ z              Only the focused pane                                     │ │
    │ │ K              Show or hide the cache strip                              │ │
    │ │ R              Compare the book with the disk now                        │ │
    └─└──────────────────────────────────────────────────────────────────────────┘─┘

     type narrow  ↑↓ move  Enter do it  Esc back
    ");
}

#[test]
fn the_help_of_the_editor_narrowed() {
    let mut world = shows("release.md", 80, 12);
    world.press("e F1");
    world.type_text("undo");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     /┌[Help: what can be done here]─────────────────────────────────────────────┐
    ┌ │> undo                                                                    │─┐
    │ │ Ctrl+Z         Undo                                                      │ │
    │ │ u              Bring back from the trash  Browse                         │ │
    │ │                                                                          │ │
    │>│                                                                          │ │
    │ │                                                                          │ │
    │ │                                                                          │ │
    └─└──────────────────────────────────────────────────────────────────────────┘─┘

     type narrow  ↑↓ move  Enter do it  Esc back
    ");
}

#[test]
fn the_messages_so_far() {
    let mut world = shows("release.md", 80, 12);
    world.press("u e x F2");
    world.fail();
    world.press("Esc L");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
    ┌[Messages]────────────────────────────────────────────────────────────────────┐
    │    0 s  Nothing more to bring back since the start                           │
    │    0 s  failed: release.md is not saved: could not use the disk: disk full.  │
    │         Your text is kept as a draft. F2 tries again                         │
    │    0 s  release.md is an unsaved draft. e goes on                            │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     release.md is an unsaved draft. e goes on
     ↑↓ scroll  Esc back
    ");
}

#[test]
fn the_metrics_at_80_columns() {
    let mut world = shows("release.md", 80, 24);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
      promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     ┌[Snapshot cache: what it is doing]────────────────────────────────────────────┐
     │State      cache on; changes of other programs are not followed               │
     │Hit rate   60 s 0 %   since start 0 %                                         │
     │Reads      60 s 0 hits, 2 misses   since start 0 hits, 2 misses               │
     │0-100 %    ···························································▁ now   │
     │swaps      ····························································       │
     │Swaps      7 since start: start 5, load 2                                     │
     │Size       5 prompts, 2 in memory: 104 B of 64 MiB, 0 evicted                 │
     │Misses     2: first read 2                                                    │
     │Reads/s    now 2   peak 2                                                     │
     │Load       —                                                                  │
     │Save       —                                                                  │
     │Swap       —                                                                  │
     │Loads      0 in progress, 0 saved by sharing                                  │
     │In words   None of 2 reads came from memory yet: all were first reads.        │
     │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch       │
     │Events, newest first                                                          │
     │12:04:31  listed 5 prompts in 3.0 ms                                          │
     │                                                                              │
     │                                                                              │
     └──────────────────────────────────────────────────────────────────────────────┘

      Esc back  x cache on/off  R reload  ? help
    ");
}

#[test]
fn the_metrics_at_120_columns() {
    let mut world = shows("release.md", 120, 40);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
      promptbook ~/prompts  5 prompts                                                                        cache 0 % #7 ok
     ┌[Snapshot cache: what it is doing]────────────────────────────────────────────────────────────────────────────────────┐
     │State      cache on; changes of other programs are not followed                                                       │
     │Hit rate   60 s 0 %   since start 0 %                                                                                 │
     │Reads      60 s 0 hits, 2 misses   since start 0 hits, 2 misses                                                       │
     │0-100 %    ···························································▁ now                                           │
     │swaps      ····························································                                               │
     │Swaps      7 since start: start 5, load 2                                                                             │
     │Size       5 prompts, 2 in memory: 104 B of 64 MiB, 0 evicted                                                         │
     │Misses     2: first read 2                                                                                            │
     │Reads/s    now 2   peak 2                                                                                             │
     │Load       —                                                                                                          │
     │Save       —                                                                                                          │
     │Swap       —                                                                                                          │
     │Loads      0 in progress, 0 saved by sharing                                                                          │
     │In words   None of 2 reads came from memory yet: all were first reads.                                                │
     │s=start l=load e=edit c=create x=remove n=name d=disk r=reload o=switch                                               │
     │Events, newest first                                                                                                  │
     │12:04:31  listed 5 prompts in 3.0 ms                                                                                  │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     │                                                                                                                      │
     └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

      Esc back  x cache on/off  R reload  ? help
    ");
}

#[test]
fn the_metrics_at_40_columns() {
    let mut world = shows("release.md", 40, 12);
    world.press("M");
    assert_snapshot!(frame(&world), @r"
      promptbook             cache 0 % #7 ok
     ┌[Snapshot cache: what it is doing]────┐
     │Hit rate   60 s 0 %, since start 0 %  │
     │Swaps      7                          │
     │Size       104 B of 64 MiB            │
     │0-100 %    ·····················▁ now │
     │swaps      ······················     │
     │Events, newest first                  │
     │12:04:31  listed 5 prompts in 3.0 ms  │
     └──────────────────────────────────────┘

      Esc back  x cache on/off  R reload
    ");
}
