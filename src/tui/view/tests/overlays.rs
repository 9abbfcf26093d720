//! What lies over the panes: the help and the messages.

use insta::assert_snapshot;

use super::{frame, shows};

#[test]
fn the_help_of_the_list() {
    let mut world = shows("release.md", 80, 24);
    world.press("?");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts                                cache 0 % #7 ok
     /┌[Help: what can be done here]─────────────────────────────────────────────┐
    ┌ │>                                                                         │─┐
    │ │ Enter          Fill in and copy, open the folder                         │ │
    │ │ e              Edit here                                                 │ │
    │ │ /              Filter the list                                           │ │
    │>│ n              New prompt                                                │ │
    │ │ M 3            Show what the cache is doing                              │ │
    │ │ ? : F1 F9      Help: every action and its key                            │ │
    │ │ q              Quit                                                      │ │
    │ │ E              Edit in $VISUAL or $EDITOR                                │ │
    │ │ y              Copy the prompt as written                                │ │
    │ │ Y              Copy the prompt with the last values                      │ │
    │ │ p              Quit and print the prompt as written                      │ │
    │ │ |              Pipe the prompt with the last values to a command         │ │
    │ │ r m            Rename or move                                            │ │
    │ │ d Del          Move to the trash                                         │ │
    │ │ u              Undo the last change of the book                          │ │
    │ │ U              Redo it                                                   │ │
    │ │ H              Versions of the prompt: what it said before               │ │
    │ │ D              Compare the draft with the disk                           │ │
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
    │ │ u              Undo the last change of the book  Browse                  │ │
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
    world.press("u");
    world.answer();
    world.press("e x F2");
    world.fail();
    world.press("Esc L");
    assert_snapshot!(frame(&world), @"
     promptbook ~/prompts  5 prompts  1 draft *                     cache 0 % #7 ok
    ┌[Messages]────────────────────────────────────────────────────────────────────┐
    │    0 s  Nothing more to undo                                                 │
    │    0 s  failed: release.md is not saved: could not use the disk: disk full.  │
    │         Your text is kept as a draft. F2 tries again, F10 saves it elsewhere │
    │    0 s  release.md is an unsaved draft. e goes on                            │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     release.md is an unsaved draft. e goes on
     ↑↓ scroll  Esc back
    ");
}
