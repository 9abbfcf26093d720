//! Comparisons, conflicts and merges.

use insta::assert_snapshot;
use ratatui::style::Modifier;

use super::super::Theme;
use super::{World, drawn, find, frame, shows};

const REVIEW: &str = "code/review.md";
const REPORT: &str = "写作/周报.md";

/// The prompt under edit, with `typed` before its second line, while another program wrote `theirs`.
fn conflict(name: &str, (width, height): (u16, u16), typed: &str, theirs: &str) -> World {
    let mut world = shows(name, width, height);
    world.press("e ↓");
    world.type_text(typed);
    world.disk.write(name, theirs);
    world.publish();
    world
}

fn review(width: u16, height: u16) -> World {
    let theirs = "---\ntags: [code, review]\n---\n# Code review\nYou are a strict {{language}} reviewer.\n\n> Be kind.\n\n```\n{{diff}}\n```\nThank you.\n";
    conflict(REVIEW, (width, height), "title: Review\n", theirs)
}

fn report(width: u16, height: u16) -> World {
    let theirs = "# 周报\n根据 {{要点}} 写一份本月工作月报，语气专业，不超过五百字。分为本周完成、下周计划、需要协助三部分。\n谢谢。\n";
    conflict(REPORT, (width, height), "我的", theirs)
}

#[test]
fn comparing_at_80_columns() {
    let mut world = review(80, 24);
    world.press("F7");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
    ┌[Compare  code/review.md]─────────────────────────────────────────────────────┐
    │ - on disk  + yours                                             +3 -3  1 of 4 │
    │  1   1   ---                                                                 │
    │      2 + title: Review                                                       │
    │  2   3   tags: [code, review]                                                │
    │  3   4   ---                                                                 │
    │  4   5   # Code review                                                       │
    │  5     - You are a strict {{language}} reviewer.                             │
    │      6 + You are a senior {{language}} reviewer.                             │
    │  6   7                                                                       │
    │  7     - > Be kind.                                                          │
    │      8 + > Be strict.                                                        │
    │  8   9                                                                       │
    │  9  10   ```                                                                 │
    │ 10  11   {{diff}}                                                            │
    │ 11  12   ```                                                                 │
    │ 12     - Thank you.                                                          │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     code/review.md changed on disk while you edit. F2 asks what to do
     m merge  o keep mine  t take disk  n next  Esc back  Tab versions  z all lines
    ");
}

#[test]
fn comparing_a_chinese_prompt_at_80_columns() {
    let mut world = report(80, 24);
    world.press("F2 c");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
    ┌[Compare  写作/周报.md]───────────────────────────────────────────────────────┐
    │ - on disk  + yours                                             +1 -2  1 of 1 │
    │  1   1   # 周报                                                              │
    │  2     - 根据 {{要点}} 写一份本月工作月报，语气专业，不超过五百字。分为本周完│
    │        - 成、下周计划、需要协助三部分。                                      │
    │  3     - 谢谢。                                                              │
    │      2 + 我的根据 {{要点}} 写一份本周工作周报，语气专业，不超过三百字。分为本│
    │        + 周完成、下周计划、需要协助三部分。                                  │
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
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     写作/周报.md changed on disk while you edit. F2 asks what to do
     m merge  o keep mine  t take disk  n next  Esc back  Tab versions  z all lines
    ");
}

#[test]
fn comparing_at_40_columns() {
    let mut world = review(40, 12);
    world.press("F7 n");
    assert_snapshot!(frame(&world), @r"
    promptbook   1 draft * cache 0 % #8 ok
    - on disk  + yours       +3 -3  2 of 4
     4   ---
     5   # Code review
     5 - You are a strict {{language}}
       - reviewer.
     6 + You are a senior {{language}}
       + reviewer.
     7
     7 - > Be kind.
    code/review.md changed on disk while…
    m merge  o keep mine  t take disk
    ");
    let mut world = report(40, 12);
    world.press("F7");
    assert_snapshot!(frame(&world), @r"
    promptbook   1 draft * cache 0 % #8 ok
    - on disk  + yours       +1 -2  1 of 1
     1   # 周报
     2 - 根据 {{要点}} 写一份本月工作月报，
       - 语气专业，不超过五百字。分为本周完
       - 成、下周计划、需要协助三部分。
     3 - 谢谢。
     2 + 我的根据 {{要点}} 写一份本周工作周
       + 报，语气专业，不超过三百字。分为本
       + 周完成、下周计划、需要协助三部分。
    写作/周报.md changed on disk while you…
    m merge  o keep mine  t take disk
    ");
}

#[test]
fn comparing_with_what_both_were_made_from_at_120_columns() {
    let mut world = report(120, 40);
    world.press("F7 Tab Tab");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                                                             cache 0 % #8 ok
    ┌[Compare  写作/周报.md]───────────────────────────────────────────────────────────────────────────────────────────────┐
    │ - as it was  + on disk                                                                                 +2 -1  1 of 1 │
    │  1   1   # 周报                                                                                                      │
    │  2     - 根据 {{要点}} 写一份本周工作周报，语气专业，不超过三百字。分为本周完成、下周计划、需要协助三部分。          │
    │      2 + 根据 {{要点}} 写一份本月工作月报，语气专业，不超过五百字。分为本周完成、下周计划、需要协助三部分。          │
    │      3 + 谢谢。                                                                                                      │
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
     写作/周报.md changed on disk while you edit. F2 asks what to do
     m merge  o keep mine  t take disk  n next  Esc back  Tab versions  z all lines  ? help
    ");
}

#[test]
fn folded_lines_and_line_ends_that_differ() {
    let text: String = (1..30).map(|n| format!("line {n}\n")).collect();
    let mut world = World::of(&[("a.md", &text)]);
    world.send(super::Msg::Resize(80, 20));
    world.press("e Ctrl+End Backspace");
    world.disk.write("a.md", text.replace("line 4\n", "line 4\r\n"));
    world.publish();
    world.press("F7");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  1 prompt  1 draft *                      cache 0 % #3 ok
    ┌[Compare  a.md]───────────────────────────────────────────────────────────────┐
    │ - on disk  + yours                                             +2 -2  1 of 2 │
    │  1   1   line 1                                                              │
    │  2   2   line 2                                                              │
    │  3   3   line 3                                                              │
    │  4     - line 4  [CRLF]                                                      │
    │      4 + line 4                                                              │
    │  5   5   line 5                                                              │
    │  6   6   line 6                                                              │
    │  7   7   line 7                                                              │
    │          … 18 lines the same                                                 │
    │ 26  26   line 26                                                             │
    │ 27  27   line 27                                                             │
    │ 28  28   line 28                                                             │
    │ 29     - line 29                                                             │
    │     29 + line 29  [no line end]                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     a.md changed on disk while you edit. F2 asks what to do
     m merge  o keep mine  t take disk  n next  Esc back  Tab versions  z all lines
    ");
}

#[test]
fn the_question_of_a_conflict_at_40_columns() {
    let mut world = review(40, 12);
    world.press("F2");
    assert_snapshot!(frame(&world), @"
     promptbook   1 draft * cache 0 % #8 ok
     2 Edit  code/review.md *
    Changed on disk: F2 asks, F7 compares
    ---
    title: Review
    tags: [code, review]
    ---
    # Code review
    You are a senior {{language}} reviewer.

     code/review.md has another text on disk
     c compare  m merge  o mine  t disk
    ");
}

#[test]
fn a_merge_without_overlap() {
    let theirs = "---\ntags: [code, review]\n---\n# Code review\nYou are a senior {{language}} reviewer.\n\n> Be strict.\n\n```\n{{diff}}\n```\nThank you.\n";
    let mut world = conflict(REVIEW, (80, 20), "title: Review\n", theirs);
    world.press("F2 m");
    world.answer();
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  code/review.md *]────────────────────┐
    │  - code (2)                  ││---                                           │
    │     commit-msg.md            ││title: Review                                 │
    │>*   review.md                ││tags: [code, review]                          │
    │   release.md                 ││---                                           │
    │  - 写作 (2)                  ││# Code review                                 │
    │     周报.md                  ││You are a senior {{language}} reviewer.       │
    │     润色.md                  ││                                              │
    │                              ││> Be strict.                                  │
    │                              ││                                              │
    │                              ││```                                           │
    │                              ││{{diff}}                                      │
    │                              ││```                                           │
    │                              ││Thank you.                                    │
    │                              ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     Merged, nothing overlapped: F2 saves
     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
}

#[test]
fn a_merge_with_conflicts_and_the_save_that_asks_about_them() {
    let mut world = report(80, 20);
    world.press("F2 m");
    world.answer();
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  写作/周报.md *]──────────────────────┐
    │  - code (2)                  ││1 conflict left: F6 goes to the next          │
    │     commit-msg.md            ││# 周报                                        │
    │     review.md                ││<<<<<<< mine                                  │
    │   release.md                 ││我的根据 {{要点}} 写一份本周工作周报，语气专  │
    │  - 写作 (2)                  ││业，不超过三百字。分为本周完成、下周计划、需  │
    │>*   周报.md                  ││要协助三部分。                                │
    │     润色.md                  ││||||||| base                                  │
    │                              ││根据 {{要点}} 写一份本周工作周报，语气专业，  │
    │                              ││不超过三百字。分为本周完成、下周计划、需要协  │
    │                              ││助三部分。                                    │
    │                              ││=======                                       │
    │                              ││根据 {{要点}} 写一份本月工作月报，语气专业，  │
    │                              ││不超过五百字。分为本周完成、下周计划、需要协  │
    │                              ││助三部分。                                    │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     Merged with 1 conflict, marked in the text. F6 goes to the next
     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
    world.press("F2");
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  写作/周报.md *]──────────────────────┐
    │  - code (2)                  ││1 conflict left: F6 goes to the next          │
    │     commit-msg.md            ││# 周报                                        │
    │     review.md                ││<<<<<<< mine                                  │
    │   release.md                 ││我的根据 {{要点}} 写一份本周工作周报，语气专  │
    │  - 写作 (2)                  ││业，不超过三百字。分为本周完成、下周计划、需  │
    │>*   周报.md                  ││要协助三部分。                                │
    │     润色.md                  ││||||||| base                                  │
    │                              ││根据 {{要点}} 写一份本周工作周报，语气专业，  │
    │                              ││不超过三百字。分为本周完成、下周计划、需要协  │
    │                              ││助三部分。                                    │
    │                              ││=======                                       │
    │                              ││根据 {{要点}} 写一份本月工作月报，语气专业，  │
    │                              ││不超过五百字。分为本周完成、下周计划、需要协  │
    │                              ││助三部分。                                    │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     1 conflict of the merge is still marked in 写作/周报.md.
     n next conflict  s save it so  Esc keep editing
    ");
    let mut world = report(40, 12);
    world.press("F2 m");
    world.answer();
    world.press("F6");
    assert_snapshot!(frame(&world), @r"
     promptbook   1 draft * cache 0 % #8 ok
     2 Edit  写作/周报.md *
    1 conflict left: F6 goes to the next
    # 周报
    <<<<<<< mine
    我的根据 {{要点}} 写一份本周工作周报，
    语气专业，不超过三百字。分为本周完成、
    下周计划、需要协助三部分。
    ||||||| base
    根据 {{要点}} 写一份本周工作周报，语气
     Conflict 1 of 1: keep what you want,
     remove the marked lines
    ");
}

#[test]
fn a_reload_says_how_much_changed() {
    let mut world = shows("release.md", 80, 12);
    world.press("e");
    world.disk.write("release.md", "# Release notes\nFor all.\n\nTheirs.\n");
    world.publish();
    assert_snapshot!(frame(&world), @r"
     promptbook ~/prompts  5 prompts                                cache 0 % #8 ok
     / filter names, titles, #tag, in:folder
    ┌ 1 Prompts ───────────────────┐┌[2 Edit  release.md]──────────────────────────┐
    │  - code (2)                  ││# Release notes                               │
    │     commit-msg.md            ││For all.                                      │
    │     review.md                ││                                              │
    │>  release.md                 ││Theirs.                                       │
    │  - 写作 (2)                  ││                                              │
    │     周报.md                  ││                                              │
    └──────────────────────────────┘└──────────────────────────────────────────────┘
     release.md changed on disk, reloaded (+3 -1). F7 diff
     F2 save  F3 find  Esc back  F4 $EDITOR  Ctrl+Z undo  Ctrl+Y redo  F1 help
    ");
}

#[test]
fn words_that_differ_are_told_by_their_weight_and_sides_by_their_signs() {
    let mut world = review(80, 24);
    world.press("F7");
    let (buffer, caret) = drawn(&world, Theme::new(false));
    let style = |text: &str| {
        let (x, y) = find(&buffer, text, 0);
        buffer[(x, y)].modifier
    };
    let marked = Modifier::BOLD | Modifier::UNDERLINED;
    assert!(style("strict {{").contains(marked) && style("senior").contains(marked));
    assert!(!style("{{language}} reviewer").contains(marked));
    let (_, first) = find(&buffer, "title: Review", 0);
    assert_eq!(caret.map(|caret| caret.y), Some(first), "the cursor is parked at the difference");
}
