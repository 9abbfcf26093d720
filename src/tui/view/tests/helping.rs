//! What the screen tells of a prompt besides its text, and what it offers while one is written.

use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};

use super::{Theme, World, drawn, find, frame};
use crate::tokens::Vocabulary;
use crate::tui::message::Msg;
use crate::tui::tests::id;

const REVIEW: &str = "---\ntitle: Code review\ndescription: Finds what a tired eye misses.\ntags: [code, 审阅]\n\
                      args:\n  language: Rust\n  focus: {choices: [bugs, perf]}\n  diff: {kind: multiline}\n---\n\
                      You are a senior {{language}} reviewer.\nLook for {{focus}}.\n\n{{> team/header}}\n{{diff}}\n{{lang\n";

const BOOK: &[(&str, &str)] = &[
    ("code/review.md", REVIEW),
    ("team/header.md", "Be kind.\n"),
    (
        "写作/周报.md",
        "---\nargs:\n  受众: {choices: [同事, 上级]}\n  要点: {}\n---\n# 周报\n为**{{受众}}**写 {{要点}}。\n",
    ),
];

fn shows(name: &str, width: u16, height: u16) -> World {
    let mut world = World::listed(BOOK);
    world.model.tokens.vocabulary = Some(Vocabulary::O200k);
    world.send(Msg::Resize(width, height));
    world.model.list.reveal(&id(name));
    world.publish();
    world.answer();
    world
}

#[test]
fn a_preview_tells_what_the_prompt_asks_for() {
    assert_snapshot!(frame(&shows("code/review.md", 80, 24)), @r#"
     promptbook ~/prompts  3 prompts                                cache 0 % #4 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]───────────────────┐┌ 2 Preview  code/review.md ───────────────────┐
    │>  code/review.md             ││Code review  #code  #审阅                     │
    │   team/header.md             ││Finds what a tired eye misses.                │
    │   写作/周报.md               ││                                              │
    │                              ││You are a senior {{language}} reviewer.       │
    │                              ││Look for {{focus}}.                           │
    │                              ││                                              │
    │                              ││{{> team/header}}                             │
    │                              ││{{diff}}                                      │
    │                              ││{{lang                                        │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││                                              │
    │                              ││line 15: "{{lang" is not closed; it stays     │
    │                              ││plain text. e fix                             │
    │                              ││Vars  language=Rust  focus=bugs|perf  diff=…  │
    │                              ││plain  95 chars  ~23 tokens                   │
    └──────────────────────────────┘└──────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR
    "#);
}

#[test]
fn a_preview_of_a_narrow_screen() {
    let mut world = shows("写作/周报.md", 40, 12);
    assert_snapshot!(frame(&world), @"
     promptbook             cache 0 % #5 ok
     / filter                             3
       code/review.md
       team/header.md
    >  写作/周报.md


    ────────────────────────────────────────
    # 周报
    为**{{受众}}**写 {{要点}}。

     Enter use  e edit  / filter  n new
    ");
    world.press("v");
    assert_snapshot!(frame(&world), @"
     promptbook             cache 0 % #5 ok
     2 Preview  写作/周报.md
    # 周报
    为**{{受众}}**写 {{要点}}。




    Vars  受众=同事|上级  要点=…
    plain  26 chars  ~11 tokens

     Enter use  e edit  / filter  n new
    ");
}

#[test]
fn a_preview_of_a_wide_screen() {
    assert_snapshot!(frame(&shows("code/review.md", 120, 40)), @r#"
     promptbook ~/prompts  3 prompts                                                                        cache 0 % #4 ok
     / filter names, titles, #tag, in:folder
    ┌[1 Prompts]─────────────────────┐┌ 2 Preview  code/review.md ─────────────────────────────────────────────────────────┐
    │>  code/review.md               ││Code review  #code  #审阅                                                           │
    │   team/header.md               ││Finds what a tired eye misses.                                                      │
    │   写作/周报.md                 ││                                                                                    │
    │                                ││You are a senior {{language}} reviewer.                                             │
    │                                ││Look for {{focus}}.                                                                 │
    │                                ││                                                                                    │
    │                                ││{{> team/header}}                                                                   │
    │                                ││{{diff}}                                                                            │
    │                                ││{{lang                                                                              │
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
    │                                ││line 15: "{{lang" is not closed; it stays plain text. e fix                         │
    │                                ││Vars  language=Rust  focus=bugs|perf  diff=…                                        │
    │                                ││With  team/header                                                                   │
    │                                ││plain  95 chars  ~23 tokens                                                         │
    └────────────────────────────────┘└────────────────────────────────────────────────────────────────────────────────────┘
    ┌ 3 Cache ─────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │hit 60 s 0 %     ·····································▁  reads/s 1 (peak 1)  1 text, 269 B of 64 MiB                  │
    │swaps 4          ·····································s  load p99 —  save p99 —  evicted 0                            │
    │0 % of reads came from memory; 1 read went to the disk: 1 first read.                                                 │
    │12:04:31 listed 3 prompts in 3.0 ms                                                                                   │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

     Enter use  e edit  / filter  n new  M metrics  ? help  q quit  E $EDITOR  p print  | pipe  r rename  d trash  H history
    "#);
}

#[test]
fn variables_are_told_by_their_weight_and_not_by_colour_alone() {
    let world = shows("code/review.md", 80, 24);
    let (buffer, _) = drawn(&world, Theme::new(false));
    let (x, y) = find(&buffer, "{{language}}", 30);
    assert!(buffer[(x, y)].modifier.contains(Modifier::BOLD) && !buffer[(x - 1, y)].modifier.contains(Modifier::BOLD));
    assert_eq!(buffer[(x, y)].fg, Color::Reset);
}

#[test]
fn an_offer_below_the_caret_and_one_above_it() {
    let mut world = shows("code/review.md", 80, 24);
    world.press("e");
    world.pause();
    world.press("Ctrl+End");
    world.type_text("{{");
    world.pause();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  3 prompts  1 draft *                     cache 0 % #4 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  code/review.md *]────────────────────┐
    │>* code/review.md             ││---                                           │
    │   team/header.md             ││title: Code review                            │
    │   写作/周报.md               ││description: Finds what a tired eye misses.   │
    │                              ││tags: [code, 审阅]                            │
    │                              ││args:                                         │
    │                              ││  language: Rust                              │
    │                              ││  focus: {choices: [bugs, perf]}              │
    │                              ││  diff: {kind: multiline}                     │
    │                              ││---                                           │
    │                              ││You are a senior {{language}} reviewer.       │
    │                              ││Lo┌───────────────────┐                       │
    │                              ││  │> language  Rust   │                       │
    │                              ││{{│  focus  bugs|perf │                       │
    │                              ││{{│  diff             │                       │
    │                              ││{{└───────────────────┘                       │
    │                              ││{{                                            │
    │                              ││                                              │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     1 finding: Ctrl+N goes to the next                        97 chars  ~24 tokens
     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
    let mut world = shows("写作/周报.md", 40, 12);
    world.press("e");
    world.pause();
    world.press("Ctrl+End");
    world.type_text("给 {{");
    world.pause();
    world.press("↓");
    assert_snapshot!(frame(&world), @"
     promptbook   1 draft * cache 0 % #5 ok
     2 Edit  写作/周报.md *
    ---
    args:
      受众: {choices: [同事, 上级]}
      要 ┌──────────────────┐
    ---  │  受众  同事|上级 │
    # 周 │> 要点            │
    为**{└──────────────────┘。
    给 {{
                       30 chars  ~12 tokens
     F2 save  F3 find  Esc back  F4 $EDITOR
    ");
}

#[test]
fn the_finding_of_the_carets_line_is_told_and_elsewhere_how_long_the_text_is() {
    let mut world = shows("code/review.md", 80, 24);
    world.press("e");
    world.pause();
    assert_snapshot!(frame(&world).lines().nth(22).unwrap_or_default(), @" 1 finding: Ctrl+N goes to the next                        95 chars  ~23 tokens");
    world.press("Ctrl+N");
    let shown = frame(&world);
    let told: Vec<&str> = shown.lines().skip(21).take(2).collect();
    assert!(
        told[0].starts_with(" line 15: \"{{lang\" is not closed; it stays plain text. Close it with }}, or"),
        "{told:?}"
    );
    assert!(!told[1].trim().is_empty() && !told.concat().contains('…'), "the way out is told to its end: {told:?}");
    let (buffer, _) = drawn(&world, Theme::new(false));
    let (x, y) = find(&buffer, "{{lang ", 30);
    assert!(buffer[(x, y)].modifier.contains(Modifier::UNDERLINED), "{x} {y}");
}
