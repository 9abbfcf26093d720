//! Leaving: asked once about unsaved text, and on every way out the text is safe and the terminal as it was.

use std::path::Path;

use rustix::process::Signal;

use crate::check::{plain, variable};
use crate::support::home::Home;
use crate::support::{Launch, Terminal};

fn home() -> Home {
    Home::with(&[("x.md", "Text.\n"), ("写作/周报.md", "周报\n")])
}

/// A screen on which `x.md` has an unsaved `未存`.
fn with_a_draft(home: &Home) -> Terminal {
    let mut screen = home.open(&plain());
    screen.select("x.md");
    screen.edit("x.md");
    screen.type_text("未存");
    screen.row_with(&["未存Text."]);
    screen
}

#[test]
fn quitting_with_an_unsaved_draft_asks_once_and_saves_it() {
    let home = home();
    let mut screen = with_a_draft(&home);
    screen.key("Esc");
    screen.wait_for("x.md is an unsaved draft");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.row_with(&["s save all, quit", "d to the trash, quit", "Esc stay"]);
    screen.key("Esc");
    screen.gone("1 draft unsaved.");
    assert_eq!(home.text("x.md"), "Text.\n");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.key("s");
    screen.ends_well();
    assert_eq!(home.text("x.md"), "未存Text.\n");
    assert!(home.trash().is_empty());
}

#[test]
fn a_draft_that_is_given_up_lies_in_the_trash() {
    let home = home();
    let mut screen = with_a_draft(&home);
    screen.key("Esc");
    screen.wait_for("x.md is an unsaved draft");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.key("d");
    screen.ends_well();
    assert_eq!(home.text("x.md"), "Text.\n");
    assert_eq!(home.trash(), ["未存Text.\n"]);
}

#[test]
fn a_signal_ends_the_program_with_the_terminal_restored_and_the_text_in_the_trash() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let home = home();
        let mut screen = with_a_draft(&home);
        let modes = |screen: &Terminal| {
            screen.master.as_ref().and_then(|master| master.get_termios()).expect("it is a terminal")
        };
        let taken = modes(&screen);
        screen.signal(signal);
        screen.ends_well();
        assert_ne!(modes(&screen), taken, "raw mode is still on");
        assert_eq!(home.text("x.md"), "Text.\n");
        assert_eq!(home.trash(), ["未存Text.\n"], "{signal:?}");
    }
}

#[test]
fn closing_the_window_ends_the_program_with_the_text_once_in_the_trash() {
    let home = home();
    let mut screen = with_a_draft(&home);
    let status = screen.hang_up("!");
    // There is nobody to read why, but a panic has a number of its own.
    assert_ne!(status.exit_code(), 101);
    assert_eq!(home.text("x.md"), "Text.\n");
    let trash = home.trash();
    // Whether the last key was read before the system took the terminal away is not ours to say.
    assert!(trash.len() == 1 && trash[0].starts_with("未存"), "{trash:?}");
}

#[test]
fn closing_the_window_while_an_editor_has_it_keeps_the_unsaved_text() {
    let home = home();
    let editor = home.script("editor", "printf 'EDITING'\nread -r line");
    let mut screen = home.open(&Launch { variables: vec![variable("EDITOR", editor)], ..plain() });
    screen.select("x.md");
    screen.edit("x.md");
    screen.type_text("未存");
    screen.row_with(&["未存Text."]);
    screen.key("F4");
    screen.wait_for("EDITING");
    // The terminal itself shows what is typed while an editor has it.
    screen.hang_up("!");
    assert_eq!(home.text("x.md"), "Text.\n");
    let trash = home.trash();
    assert!(trash.len() == 1 && trash[0].starts_with("未存"), "{trash:?}");
}

#[test]
fn closing_the_window_ends_the_program_also_where_the_trash_takes_nothing() {
    let home = home();
    home.write(Path::new("state/promptbook/trash"), "a file in the way");
    let mut screen = with_a_draft(&home);
    let status = screen.hang_up("!");
    assert!(!status.success() && status.exit_code() != 101, "{status:?}");
}

#[test]
fn printing_leaves_the_prompt_on_the_ordinary_screen() {
    let home = home();
    let mut screen = home.open(&plain());
    screen.select("周报.md");
    screen.row_with(&["│周报"]);
    screen.key("p");
    screen.ends_well();
    assert_eq!(screen.text().trim(), "周报");
}
