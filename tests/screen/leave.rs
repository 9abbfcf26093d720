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
    screen.row_with(&["s save all, quit", "k keep drafts, quit", "d discard, quit", "Esc stay"]);
    screen.key("Esc");
    screen.gone("1 draft unsaved.");
    assert_eq!(home.text("x.md"), "Text.\n");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.key("s");
    screen.ends_well();
    assert_eq!(home.text("x.md"), "未存Text.\n");
    assert!(home.given_up().is_empty() && home.left_behind().is_empty());
}

#[test]
fn a_draft_that_is_given_up_lies_in_the_history() {
    let home = home();
    let mut screen = with_a_draft(&home);
    screen.key("Esc");
    screen.wait_for("x.md is an unsaved draft");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.key("d");
    screen.ends_well();
    assert_eq!(home.text("x.md"), "Text.\n");
    assert_eq!((home.given_up(), home.left_behind()), (vec!["未存Text.\n".to_owned()], Vec::new()));
}

#[test]
fn a_draft_that_is_kept_is_offered_at_the_next_start_and_goes_on_where_it_was() {
    let home = home();
    let mut screen = with_a_draft(&home);
    screen.key("Esc");
    screen.wait_for("x.md is an unsaved draft");
    screen.key("q");
    screen.row_with(&["1 draft unsaved."]);
    screen.key("k");
    screen.ends_well();
    assert_eq!((home.text("x.md"), home.left_behind()), ("Text.\n".to_owned(), vec!["未存Text.\n".to_owned()]));

    let mut screen = home.open(&plain());
    screen.row_with(&["Left unsaved: x.md"]);
    screen.row_with(&["r restore", "d discard", "Esc later"]);
    screen.key("r");
    screen.wait_for("x.md is as you left it");
    screen.row_with(&["未存Text."]);
    // The caret stands where it stood.
    screen.type_text("的");
    screen.row_with(&["未存的Text."]);
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), "未存的Text.\n");
    screen.key("Esc");
    screen.quit();
    assert!(home.left_behind().is_empty());
}

#[test]
fn a_signal_ends_the_program_with_the_terminal_restored_and_the_text_written_down() {
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
        assert_eq!(home.left_behind(), ["未存Text.\n"], "{signal:?}");
    }
}

#[test]
fn closing_the_window_ends_the_program_with_the_text_written_down_once() {
    let home = home();
    let mut screen = with_a_draft(&home);
    let status = screen.hang_up("!");
    // There is nobody to read why, but a panic has a number of its own.
    assert_ne!(status.exit_code(), 101);
    assert_eq!(home.text("x.md"), "Text.\n");
    let left = home.left_behind();
    // Whether the last key was read before the system took the terminal away is not ours to say.
    assert!(left.len() == 1 && left[0].starts_with("未存"), "{left:?}");
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
    let left = home.left_behind();
    assert!(left.len() == 1 && left[0].starts_with("未存"), "{left:?}");
}

#[test]
fn closing_the_window_ends_the_program_also_where_nothing_can_be_written_down() {
    let home = home();
    home.write(Path::new("state/promptbook/books"), "a file in the way");
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
