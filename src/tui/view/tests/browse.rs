//! The list, the preview and the filter.

use insta::assert_snapshot;

use super::{BOOK, Luck, World, frame, shows};
use crate::library::EventKind;
use crate::tui::message::Msg;

#[test]
fn browsing_at_80_columns() {
    assert_snapshot!(frame(&shows("code/review.md", 80, 24)), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  code/review.md ───────────────────┐
    │  - code (2)                  ││#code  #review                                │
    │     commit-msg.md            ││                                              │
    │>    review.md                ││# Code review                                 │
    │   release.md                 ││You are a senior {{language}} reviewer.       │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││> Be strict.                                  │
    │     润色.md                  ││                                              │
    │                              ││```                                           │
    │                              ││{{diff}}                                      │
    │                              ││```                                           │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││Vars  language=…  diff=…                      │
    │                              ││plain  86 chars                               │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn browsing_at_40_columns() {
    assert_snapshot!(frame(&shows("写作/周报.md", 40, 12)), @"
     promptbook             cache 0 % #7 ok
     / filter                             5
         commit-msg.md
         review.md
       release.md
      - 写作 (2)
    >    周报.md
    ────────────────────────────────────────
    # 周报
    根据 {{要点}} 写一份本周工作周报，语气

     Enter use  e edit  / filter  n new
    ");
}

#[test]
fn the_preview_alone_at_40_columns() {
    let mut world = shows("写作/周报.md", 40, 12);
    world.press("v");
    assert_snapshot!(frame(&world), @"
     promptbook             cache 0 % #7 ok
     2 Preview  写作/周报.md
    # 周报
    根据 {{要点}} 写一份本周工作周报，语气
    专业，不超过三百字。分为本周完成、下周
    计划、需要协助三部分。


    Vars  要点=…
    plain  58 chars

     Enter use  e edit  / filter  n new
    ");
}

#[test]
fn browsing_at_120_columns_with_the_cache_strip() {
    assert_snapshot!(frame(&shows("写作/周报.md", 120, 40)), @"
     promptbook ~/prompts  5 prompts                                                                        cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]─────────────────────┐┌ 2 Preview  写作/周报.md ───────────────────────────────────────────────────────────┐
    │  - code (2)                    ││# 周报                                                                              │
    │     commit-msg.md              ││根据 {{要点}} 写一份本周工作周报，语气专业，不超过三百字。分为本周完成、下周计划、  │
    │     review.md                  ││需要协助三部分。                                                                    │
    │   release.md                   ││                                                                                    │
    │  - 写作 (2)                    ││                                                                                    │
    │>    周报.md                    ││                                                                                    │
    │     润色.md                    ││                                                                                    │
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
    │                                ││                                                                                    │
    │                                ││                                                                                    │
    │                                ││Vars  要点=…                                                                        │
    │                                ││plain  58 chars                                                                     │
    └────────────────────────────────┘└────────────────────────────────────────────────────────────────────────────────────┘
    ┌ 3 Cache ─────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │hit 60 s 0 %     ·····································▁  reads/s 2 (peak 2)  2 texts, 208 B of 64 MiB                 │
    │swaps 7          ·····································s  load p99 —  save p99 —  evicted 0                            │
    │0 % of reads came from memory; 2 reads went to the disk: 2 first read.                                                │
    │12:04:31 listed 5 prompts in 3.0 ms                                                                                   │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR  p print  | pipe  r rename  d trash  H history
    ");
}

#[test]
fn a_folder_shows_what_it_holds() {
    let mut world = shows("写作/周报.md", 80, 12);
    world.press("h");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  写作/ ────────────────────────────┐
    │  - code (2)                  ││周报.md  周报                                 │
    │     commit-msg.md            ││润色.md  润色                                 │
    │     review.md                ││                                              │
    │   release.md                 ││                                              │
    │> - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn a_filter_with_its_answers() {
    let mut world = shows("release.md", 80, 12);
    world.press("/");
    world.type_text("re");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / re                                                                    2 of 5
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  release.md ───────────────────────┐
    │>  release.md                 ││# Release notes                               │
    │   code/review.md             ││For {{audience}}, in plain words.             │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││Vars  audience=…                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     ↑↓ move  Enter keep  Esc clear, then leave
    ");
}

#[test]
fn a_filter_without_an_answer() {
    let mut world = shows("release.md", 80, 12);
    world.press("/");
    world.type_text("周刊");
    world.answer();
    assert_snapshot!(frame(&world), @r#"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     / 周刊                                                                  0 of 5
    ┌[1 Prompts]───────────────────┐┌ 2 Preview ───────────────────────────────────┐
    │No prompt matches "周刊".     ││                                              │
    │Enter creates it              ││                                              │
    │Esc clears the filter         ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     ↑↓ move  Enter keep  Esc clear, then leave
    "#);
}

#[test]
fn an_empty_folder() {
    let mut world = World::of(&[]);
    world.send(Msg::Resize(80, 12));
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  0 prompts                                  cache — #0 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview ───────────────────────────────────┐
    │No prompts here yet.          ││                                              │
    │n  new prompt                 ││                                              │
    │i  add samples                ││                                              │
    │q  quit                       ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn the_samples() {
    let mut world = World::samples();
    world.send(Msg::Resize(80, 16));
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  8 prompts  i makes them yours            cache 0 % #9 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  code/commit-msg.md ───────────────┐
    │  - code (3)                  ││Commit message  #code  #git                   │
    │>    commit-msg.md            ││A message that says why, from a diff          │
    │     explain-error.md         ││                                              │
    │     review.md                ││Write a Git commit message for the change     │
    │  - writing (2)               ││below.                                        │
    │     meeting-notes.md         ││                                              │
    │     tighten.md               ││- First line: imperative, at most 60          │
    │  - 写作 (2)                  ││characters, what a user of the program gets;  │
    │     周报.md                  ││Vars  issue=none  diff=…                      │
    │     润色.md                  ││plain  425 chars                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn a_book_that_is_being_read() {
    let mut world = World::unlisted(BOOK);
    world.send(Msg::Resize(80, 12));
    world.happen(EventKind::Listing { found: 1200 });
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  reading… 1 200 prompts                     cache — #0 ok
     / filter names, titles, #tag, in:folder                         reading 1 200…
    ┌[1 Prompts]───────────────────┐┌ 2 Preview ───────────────────────────────────┐
    │Reading… 1 200 prompts        ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn a_prompt_that_cannot_be_read() {
    let mut world = World::listed(BOOK);
    world.send(Msg::Resize(80, 12));
    world.answer_one(Luck::Bad);
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #5 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  code/commit-msg.md ───────────────┐
    │  - code (2)                  ││could not use the disk: disk full             │
    │>    commit-msg.md            ││                                              │
    │     review.md                ││                                              │
    │   release.md                 ││                                              │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    ");
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    assert_snapshot!(frame(&shows("release.md", 28, 4)), @r"
    promptbook needs 20x5
    ");
    assert_snapshot!(frame(&shows("release.md", 19, 5)), @r"
    promptbook needs
    20x5
    ");
    assert_eq!(frame(&shows("release.md", 1, 1)), "p");
    assert_eq!(frame(&shows("release.md", 0, 0)), "");
}

#[test]
fn the_smallest_screen_that_has_panes() {
    assert_snapshot!(frame(&shows("写作/周报.md", 20, 5)), @"
        cache 0 % #7 ok
     / filter         5
    >    周报.md

     Enter use  e edit
    ");
}
