//! The editor, and what is asked about its text.

use insta::assert_snapshot;

use super::{frame, shows};

#[test]
fn editing_at_80_columns() {
    let mut world = shows("写作/周报.md", 80, 16);
    world.press("e ↓");
    world.type_text("新的一行\n");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  写作/周报.md *]──────────────────────┐
    │  - code (2)                  ││# 周报                                        │
    │     commit-msg.md            ││新的一行                                      │
    │     review.md                ││根据 {{要点}} 写一份本周工作周报，语气专业，  │
    │   release.md                 ││不超过三百字。分为本周完成、下周计划、需要协  │
    │  - 写作 (2)                  ││助三部分。                                    │
    │>*   周报.md                  ││                                              │
    │     润色.md                  ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
}

#[test]
fn editing_at_40_columns() {
    let mut world = shows("code/review.md", 40, 12);
    world.press("e");
    assert_snapshot!(frame(&world), @r"
     promptbook             cache 0 % #7 ok
     2 Edit  code/review.md
    ---
    tags: [code, review]
    ---
    # Code review
    You are a senior {{language}} reviewer.

    > Be strict.


     F2 save  F3 find  Esc back  F4 $EDITOR
    ");
}

#[test]
fn editing_at_120_columns() {
    let mut world = shows("code/review.md", 120, 40);
    world.press("e");
    world.type_text("x");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                                                             cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ─────────────────────┐┌[2 Edit  code/review.md *]──────────────────────────────────────────────────────────┐
    │  - code (2)                    ││x---                                                                                │
    │     commit-msg.md              ││tags: [code, review]                                                                │
    │>*   review.md                  ││---                                                                                 │
    │   release.md                   ││# Code review                                                                       │
    │  - 写作 (2)                    ││You are a senior {{language}} reviewer.                                             │
    │     周报.md                    ││                                                                                    │
    │     润色.md                    ││> Be strict.                                                                        │
    │                                ││                                                                                    │
    │                                ││```                                                                                 │
    │                                ││{{diff}}                                                                            │
    │                                ││```                                                                                 │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    └────────────────────────────────┘└────────────────────────────────────────────────────────────────────────────────────┘
    ┌ 3 Cache ─────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │hit 60 s 0 %     ·····································▁  reads/s 2 (peak 2)  2 texts, 169 B of 64 MiB                 │
    │swaps 7          ·····································s  load p99 —  save p99 —  evicted 0                            │
    │0 % of reads came from memory; 2 reads went to the disk: 2 first read.                                                │
    │12:04:31 listed 5 prompts in 3.0 ms                                                                                   │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
}

#[test]
fn a_draft_is_marked_in_the_list_and_shown_in_the_preview() {
    let mut world = shows("release.md", 80, 12);
    world.press("e");
    world.type_text("新");
    world.press("Esc");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  release.md ───────────────────────┐
    │  - code (2)                  ││* unsaved draft                               │
    │     commit-msg.md            ││新# Release notes                             │
    │     review.md                ││For {{audience}}, in plain words.             │
    │>* release.md                 ││                                              │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     release.md is an unsaved draft. e goes on
     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn a_change_on_disk_is_told_above_the_text_and_asked_about() {
    let mut world = shows("release.md", 80, 12);
    world.press("e x");
    world.disk.write("release.md", "theirs\n");
    world.publish();
    assert_snapshot!(frame(&world), @r"
      promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
      / filter names, titles, #tag, in:folder
     ┌ 1 Prompts ───────────────────┐┌[2 Edit  release.md *]────────────────────────┐
     │  - code (2)                  ││Changed on disk: F2 asks, F7 compares         │
     │     commit-msg.md            ││x# Release notes                              │
     │     review.md                ││For {{audience}}, in plain words.             │
     │>* release.md                 ││                                              │
     │  - 写作 (2)                  ││                                              │
     │     周报.md                  ││                                              │
     └──────────────────────────────┘└──────────────────────────────────────────────┘
      release.md changed on disk while you edit. F2 asks what to do
      F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
    world.press("F2");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  release.md *]────────────────────────┐
    │  - code (2)                  ││Changed on disk: F2 asks, F7 compares         │
    │     commit-msg.md            ││x# Release notes                              │
    │     review.md                ││For {{audience}}, in plain words.             │
    │>* release.md                 ││                                              │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     release.md has another text on disk.
     c compare  m merge  o keep mine  t take disk  Esc keep editing
    ");
}

#[test]
fn finding() {
    let mut world = shows("code/review.md", 80, 16);
    world.press("e F3");
    world.type_text("re");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  code/review.md]──────────────────────┐
    │  - code (2)                  ││---                                           │
    │     commit-msg.md            ││tags: [code, review]                          │
    │>    review.md                ││---                                           │
    │   release.md                 ││# Code review                                 │
    │  - 写作 (2)                  ││You are a senior {{language}} reviewer.       │
    │     周报.md                  ││                                              │
    │     润色.md                  ││> Be strict.                                  │
    │                              ││                                              │
    │                              ││```                                           │
    │                              ││{{diff}}                                      │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     Find: re                                                                1 of 4
     Enter next  ↑ previous  Esc back to the text
    ");
}

#[test]
fn leaving_with_drafts() {
    let mut world = shows("release.md", 80, 12);
    world.press("e x Esc q");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  release.md ───────────────────────┐
    │  - code (2)                  ││* unsaved draft                               │
    │     commit-msg.md            ││x# Release notes                              │
    │     review.md                ││For {{audience}}, in plain words.             │
    │>* release.md                 ││                                              │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     1 draft unsaved.
     s save all, quit  k keep drafts, quit  d discard, quit  Esc stay
    ");
}

#[test]
fn a_name_that_cannot_be() {
    let mut world = shows("写作/周报.md", 80, 12);
    world.press("n");
    world.type_text("周报\n");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  写作/周报.md ─────────────────────┐
    │  - code (2)                  ││# 周报                                        │
    │     commit-msg.md            ││根据 {{要点}} 写一份本周工作周报，语气专业，  │
    │     review.md                ││不超过三百字。分为本周完成、下周计划、需要协  │
    │   release.md                 ││助三部分。                                    │
    │  - 写作 (2)                  ││                                              │
    │>    周报.md                  ││Vars  要点=…                                  │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     New prompt: 写作/周报
     写作/周报.md exists already: choose another name
    ");
}

#[test]
fn a_save_that_failed() {
    let mut world = shows("release.md", 80, 12);
    world.press("e x F2");
    world.fail();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  release.md *]────────────────────────┐
    │  - code (2)                  ││x# Release notes                              │
    │     commit-msg.md            ││For {{audience}}, in plain words.             │
    │     review.md                ││                                              │
    │>* release.md                 ││                                              │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     release.md is not saved: could not use the disk: disk full. Your text is kept
     as a draft. F2 tries again, F10 saves it elsewhere
    ");
}
