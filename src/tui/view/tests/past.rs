//! The versions of a prompt at four sizes.

use insta::assert_snapshot;

use super::{World, frame};
use crate::tui::message::Msg;

/// A Chinese prompt that was saved twice, and its versions.
fn versions(width: u16, height: u16) -> World {
    let mut world = World::of(&[("写作/周报.md", "# 周报\n\n本周完成\n下周计划\n"), ("a.md", "# A\n")]);
    world.send(Msg::Resize(width, height));
    world.edit("写作/周报.md");
    for text in ["我的", "新的"] {
        world.type_text(text);
        world.press("F2");
        world.answer();
    }
    world.press("Esc H");
    world.answer();
    world
}

#[test]
fn versions_at_80x24() {
    assert_snapshot!(frame(&versions(80, 24)), @"
     promptbook ~/prompts  2 prompts                                cache 0 % #6 ok
    ┌[History  写作/周报.md]───────────────────────────────────────────────────────┐
    │ - 1 2026-11-25 22:10  + now 2026-11-25 22:10                   +1 -1  1 of 1 │
    │  1     - 我的# 周报                                                          │
    │      1 + 我的新的# 周报                                                      │
    │  2   2                                                                       │
    │  3   3   本周完成                                                            │
    │  4   4   下周计划                                                            │
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
     =now  2026-11-25 22:10      48 B  saved
      2    2026-11-25 22:10      48 B  saved
    > 1    2026-11-25 22:10      42 B  saved
     Saved 写作/周报.md (48 B, 4.0 ms)
     Enter restore  y copy  Space compare with it  n next  Esc back  a all lines
    ");
}

#[test]
fn versions_at_40x12() {
    assert_snapshot!(frame(&versions(40, 12)), @"
     promptbook             cache 0 % #6 ok
     - 1 2026-11-25 22:10  + n+1 -1  1 of 1
      1 - 我的# 周报
      1 + 我的新的# 周报
      2
      3   本周完成
      4   下周计划
     =now  2026-11-25 22:10      48 B  saved
      2    2026-11-25 22:10      48 B  saved
    > 1    2026-11-25 22:10      42 B  saved
     Saved 写作/周报.md (48 B, 4.0 ms)
     Enter restore  y copy
    ");
}

#[test]
fn versions_at_120x40() {
    assert_snapshot!(frame(&versions(120, 40)), @"
     promptbook ~/prompts  2 prompts                                                                        cache 0 % #6 ok
    ┌[History  写作/周报.md]───────────────────────────────────────────────────────────────────────────────────────────────┐
    │ - 1 2026-11-25 22:10  + now 2026-11-25 22:10                                                           +1 -1  1 of 1 │
    │  1     - 我的# 周报                                                                                                  │
    │      1 + 我的新的# 周报                                                                                              │
    │  2   2                                                                                                               │
    │  3   3   本周完成                                                                                                    │
    │  4   4   下周计划                                                                                                    │
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
     =now  2026-11-25 22:10      48 B  saved
      2    2026-11-25 22:10      48 B  saved
    > 1    2026-11-25 22:10      42 B  saved
     Saved 写作/周报.md (48 B, 4.0 ms)
     Enter restore  y copy  Space compare with it  n next  Esc back  a all lines  ? help
    ");
}

#[test]
fn versions_at_20x5() {
    assert_snapshot!(frame(&versions(20, 5)), @"
     =now  2026-11-25 22
      2    2026-11-25 22
    > 1    2026-11-25 22
     Saved 写作/周报.md…
     Enter restore
    ");
}
