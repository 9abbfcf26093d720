//! Forms and the output of commands, as a person sees them.

use insta::assert_snapshot;

use super::{World, drawn, find, frame};
use crate::tui::message::Msg;
use crate::tui::model::pipe::{News, Stream, Went};
use crate::tui::view::Theme;
use ratatui::style::Modifier;

const REVIEW: &str = "---\nargs:\n  language: {default: Rust, choices: [Rust, Go, 中文], description: Of the change}\n  \
                      focus: {kind: multi-choice, choices: [bugs, perf, style], required: false}\n  day: {kind: date, \
                      required: false}\n  key: {kind: secret, required: false}\n  diff: {kind: multiline, description: \
                      What git diff says}\n---\nYou are a senior {{language}} reviewer. Look at {{focus}}.\n\n{{diff}}\n";

const WEEKLY: &str = "根据 {{要点}} 写一份本周工作周报，语气{{语气=专业}}，不超过三百字。\n";

fn opened(text: &str, width: u16, height: u16) -> World {
    let mut world = World::of(&[("写作/周报.md", text)]);
    world.send(Msg::Resize(width, height));
    world.press("End");
    world.answer();
    world.press("Enter");
    world.answer();
    world
}

#[test]
fn a_form_stands_beside_its_text() {
    let mut world = opened(REVIEW, 80, 24);
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                              cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────────────────────────┐
    │> language  default             ││You are a senior Rust reviewer. Look at .   │
    │  Rust  type to narrow          ││                                            │
    │  > Rust                        ││{{diff}}                                    │
    │    Go                          ││                                            │
    │    中文                        ││                                            │
    │  Of the change                 ││                                            │
    │                                ││                                            │
    │  focus  any of                 ││                                            │
    │  nothing chosen                ││                                            │
    │                                ││                                            │
    │  day  date                     ││                                            │
    │  YYYY-MM-DD, ↑ is 2026-11-26   ││                                            │
    │                                ││                                            │
    │  key  secret                   ││                                            │
    │  not kept, not shown           ││                                            │
    │                                ││                                            │
    │  diff  required                ││                                            │
    │                                ││                                            │
    └────────────────────────────────┘└────────────────────────────────────────────┘
      Copy  Print  Pipe                52 chars

     F5 copy  Tab next  F8 text  Esc back  F6 print  F7 pipe  F4 $EDITOR
    ");
    world.press("↓ Tab Space Tab ↑ Tab");
    world.type_text("sk-1");
    world.press("Tab");
    world.type_text("-old\n+新的");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                              cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────────────────────────┐
    │  language                      ││You are a senior Go reviewer. Look at bugs. │
    │  Go                            ││                                            │
    │                                ││-old                                        │
    │  focus  any of                 ││+新的                                       │
    │  bugs                          ││                                            │
    │                                ││                                            │
    │  day  date                     ││                                            │
    │  2026-11-26                    ││                                            │
    │                                ││                                            │
    │  key  secret                   ││                                            │
    │  ●●●●                          ││                                            │
    │                                ││                                            │
    │> diff                          ││                                            │
    │  -old                          ││                                            │
    │  +新的                         ││                                            │
    │  What git diff says            ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    └────────────────────────────────┘└────────────────────────────────────────────┘
      Copy  Print  Pipe                54 chars

     F5 copy  Tab next  F8 text  Esc back  F6 print  F7 pipe  F4 $EDITOR
    ");
}

#[test]
fn on_a_narrow_screen_the_text_takes_the_place_of_the_fields() {
    let mut world = opened(WEEKLY, 40, 12);
    world.type_text("修好了登录");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook          cache 50.0 % #2 ok
     Fill in  写作/周报.md
    > 要点
      修好了登录

      语气  default
      专业


      Copy  Print  Pipe             32 chars

     F5 copy  Tab next  F8 text  Esc back
    ");
    world.press("F8");
    assert_snapshot!(frame(&world), @"
     promptbook          cache 50.0 % #2 ok
     Text
    根据 修好了登录 写一份本周工作周报，语
    气专业，不超过三百字。





      Copy  Print  Pipe             32 chars

     F5 copy  Tab next  F8 text  Esc back
    ");
}

#[test]
fn a_wide_screen_gives_both_more_room() {
    let mut world = opened(WEEKLY, 120, 40);
    world.type_text("修好了登录");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                                                                      cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]───────────────────────┐┌ Text ────────────────────────────────────────────────────────────────┐
    │> 要点                                        ││根据 修好了登录 写一份本周工作周报，语气专业，不超过三百字。          │
    │  修好了登录                                  ││                                                                      │
    │                                              ││                                                                      │
    │  语气  default                               ││                                                                      │
    │  专业                                        ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    │                                              ││                                                                      │
    └──────────────────────────────────────────────┘└──────────────────────────────────────────────────────────────────────┘
      Copy  Print  Pipe                              32 chars

     F5 copy  Tab next  F8 text  Esc back  F6 print  F7 pipe  F4 $EDITOR  Ctrl+R earlier  Ctrl+L reset  F1 help
    ");
}

#[test]
fn what_was_filled_in_is_underlined_whether_there_are_colours_or_not() {
    let mut world = opened(WEEKLY, 80, 24);
    world.type_text("登录");
    world.answer();
    for colours in [true, false] {
        let (buffer, _) = drawn(&world, Theme::new(colours));
        let (x, y) = find(&buffer, "登录", 36);
        assert!(buffer[(x, y)].modifier.contains(Modifier::UNDERLINED));
        let (x, y) = find(&buffer, "根据", 34);
        assert!(!buffer[(x, y)].modifier.contains(Modifier::UNDERLINED));
    }
}

#[test]
fn the_caret_stands_in_the_field() {
    let mut world = opened(WEEKLY, 80, 24);
    world.type_text("登录");
    let (buffer, caret) = drawn(&world, Theme::new(true));
    let (x, y) = find(&buffer, "登录", 0);
    assert_eq!(caret.map(|caret| (caret.x, caret.y)), Some((x + 4, y)));
}

#[test]
fn a_secret_is_dots_in_its_field_and_in_the_text() {
    let mut world = opened("---\nargs:\n  key: {kind: secret}\n---\nKey: {{key}}.\n", 80, 24);
    world.type_text("sk-secret");
    world.answer();
    let text = frame(&world);
    assert!(!text.contains("sk-") && text.contains("Key: ●●●●●●●●●."), "{text}");
}

#[test]
fn faults_are_told_below_their_field_and_earlier_values_lie_over_it() {
    let mut world = opened("---\nargs:\n  n: {kind: number, description: How many}\n---\n{{n}}\n", 80, 24);
    world.type_text("many");
    world.answer();
    let text = frame(&world);
    assert!(text.contains("give a number such as 3 or 0.5"), "{text}");
    let used = [("n".to_owned(), "7".to_owned())].into();
    world.disk.values.entry(crate::tui::tests::id("写作/周报.md")).or_default().add(&used, &[]);
    world.press("Esc Enter");
    world.answer();
    world.press("Ctrl+R");
    let text = frame(&world);
    assert!(text.contains("[Earlier  n]") && text.contains("> 7"), "{text}");
}

#[test]
fn a_command_that_does_not_start_is_told_in_full_on_a_narrow_screen() {
    let mut world = opened("写\n", 40, 9);
    world.press("|");
    world.answer();
    world.type_text("llm");
    world.press("Enter");
    let why = "llm was not found: is it installed, and in PATH?";
    world.send(Msg::Piped(1, News::Ended(why.to_owned(), Went::Unstarted)));
    world.send(Msg::Tick(9));
    assert_snapshot!(frame(&world), @"
     promptbook          cache 66.7 % #2 ok
    ┌[Output  llm  did not start]──────────┐
    │llm was not found: is it installed,   │
    │and in PATH?                          │
    │                                      │
    │                                      │
    └──────────────────────────────────────┘

     Esc close  y copy  PgDn scroll  ? help
    ");
}

#[test]
fn a_field_of_lines_tells_how_its_earlier_values_are_shown() {
    let mut world =
        opened("---\nargs:\n  报告: {kind: multiline, description: 上周的报告}\n---\n写 {{报告}}\n", 60, 16);
    for text in ["第一份\n报告", "第二份"] {
        world.press("Ctrl+U");
        world.type_text(text);
        world.press("F5");
        world.answer();
    }
    world.send(Msg::Tick(9));
    world.press("Ctrl+U");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt          cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────┐
    │> 报告  required                ││写 {{报告}}             │
    │                                ││                        │
    │                                ││                        │
    │  上周的报告                    ││                        │
    │  ↑ shows 2 earlier values      ││                        │
    │                                ││                        │
    │                                ││                        │
    │                                ││                        │
    │                                ││                        │
    │                                ││                        │
    └────────────────────────────────┘└────────────────────────┘
      Copy  Print  Pipe                9 chars

     F5 copy  Tab next  ↑ earlier  F8 text  Esc back  F6 print
    ");
    world.send(Msg::Resize(40, 12));
    assert!(frame(&world).contains("F5 copy  Tab next  ↑ earlier  Esc back"), "{}", frame(&world));
    world.press("F8");
    assert!(frame(&world).contains("F5 copy  Tab next  F8 text  Esc back"), "{}", frame(&world));
    world.press("F8");
    world.send(Msg::Resize(60, 16));
    world.press("↑");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt          cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────┐
    │> 报告  required                ││写 {{报告}}             │
    │                                ││                        │
    │                                ││                        │
    │  上周的报告                    ││                        │
    │  ↑ shows 2 earlier values      ││                        │
    │                                ││                        │
    │┌[Earlier  报告]───────────────┐││                        │
    ││> 第二份                      │││                        │
    ││  第一份␊报告                 │││                        │
    │└──────────────────────────────┘││                        │
    └────────────────────────────────┘└────────────────────────┘
      Copy  Print  Pipe                9 chars

     ↑↓ move  Enter take it  Esc back
    ");
}

#[test]
fn a_command_is_chosen_shown_and_heard() {
    let mut world = opened(WEEKLY, 80, 24);
    world.model.commands = vec![("claude".to_owned(), "claude -p".to_owned()), ("llm".to_owned(), "llm".to_owned())];
    world.type_text("登录");
    world.press("F7");
    world.answer();
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                              cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────────────────────────┐
    │> 要点                          ││根据 登录 写一份本周工作周报，语气专业，不  │
    │  登录                          ││超过三百字。                                │
    │                                ││                                            │
    │ ┌[Pipe 写作/周报.md (81 B) to a command]───────────────────────────────────┐ │
    │ │ Command:                                                                 │ │
    │ │ > claude     claude -p                                                   │ │
    │ │   llm        llm                                                         │ │
    │ │                                                                          │ │
    │ │                                                                          │ │
    │ │ No shell reads it; sh -c '…' does                                        │ │
    │ └──────────────────────────────────────────────────────────────────────────┘ │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    └────────────────────────────────┘└────────────────────────────────────────────┘
      Copy  Print  Pipe                29 chars

     Enter run  ↑↓ move  Tab edit  Esc back
    ");
    world.press("Enter");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                              cache 50.0 % #2 ok
    ┌[Fill in  写作/周报.md]─────────┐┌ Text ──────────────────────────────────────┐
    │> 要点                          ││根据 登录 写一份本周工作周报，语气专业，不  │
    │  登录                          ││超过三百字。                                │
    │                                ││                                            │
    │ ┌[Pipe 写作/周报.md (81 B) to a command]───────────────────────────────────┐ │
    │ │ This runs for the first time:                                            │ │
    │ │                                                                          │ │
    │ │   claude -p                                                              │ │
    │ │                                                                          │ │
    │ │                                                                          │ │
    │ │                                                                          │ │
    │ └──────────────────────────────────────────────────────────────────────────┘ │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    │                                ││                                            │
    └────────────────────────────────┘└────────────────────────────────────────────┘
      Copy  Print  Pipe                29 chars

     y run, do not ask again  Esc back
    ");
    world.press("y");
    let said = |stream, text: &str| Msg::Piped(1, News::Said(stream, text.as_bytes().to_vec()));
    world.send(said(Stream::Out, "# 周报\n\u{1b}[2J本周修好了登录。\n"));
    world.send(said(Stream::Err, "warning: slow\n"));
    world.send(Msg::Piped(1, News::Ended("ended: exit status 2".to_owned(), Went::Badly)));
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  1 prompt                              cache 50.0 % #2 ok
    ┌[Output  claude -p  ended: exit status 2]─────────────────────────────────────┐
    │# 周报                                                                        │
    │␛[2J本周修好了登录。                                                          │
    │! warning: slow                                                               │
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
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────── ended: exit status 2 ┘

     Esc close  y copy  PgDn scroll  ? help
    ");
}
