//! What was typed and not saved is there again, whatever ended the program: a signal, a closed window, a panic, or a
//! kill that it never sees.

use std::sync::mpsc;
use std::time::Duration;

use rustix::process::Signal;

use crate::check::plain;
use crate::support::home::Home;
use crate::support::{Launch, Terminal};

/// How often each end is tried; the long form says more.
fn rounds() -> usize {
    std::env::var("PROMPTBOOK_ENDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2)
}

/// What is pasted where the program is to panic.
const PANIC: &str = "panic now";

/// Longer than any text stays in memory alone.
const MOMENT: Duration = Duration::from_millis(1200);

fn launch() -> Launch {
    Launch { variables: vec![("PROMPTBOOK_PANIC_AT".to_owned(), PANIC.to_owned())], ..plain() }
}

/// A screen on which `周报.md` has what was typed before its text.
fn typed(home: &Home, text: &str) -> Terminal {
    let mut screen = home.open(&launch());
    screen.edit("周报.md");
    screen.type_text(text);
    screen.row_with(&[&format!("{text}一")]);
    screen
}

/// Sees that what was typed comes back each time the program is ended by `end`.
fn comes_back_after(name: &str, end: impl Fn(Terminal)) {
    let lost = lost_by(&end);
    println!("{name}: {} of {} texts came back", rounds() - lost.len(), rounds());
    assert!(lost.is_empty(), "{name}: {lost:#?}");
}

/// Types, ends the program by `end`, starts it again and goes on with the draft; returns the rounds in which the text
/// was lost.
fn lost_by(end: impl Fn(Terminal)) -> Vec<String> {
    let rounds = rounds();
    let mut lost = Vec::new();
    for round in 0..rounds {
        let home = Home::with(&[("周报.md", "一\n")]);
        let text = format!("第{round}次未存");
        end(typed(&home, &text));
        let wanted = format!("{text}一\n");
        if home.left_behind() != [wanted.clone()] {
            lost.push(format!("round {round}: {:?}", home.left_behind()));
            continue;
        }
        let mut screen = home.open(&launch());
        screen.row_with(&["Left unsaved: 周报.md"]);
        screen.key("r");
        screen.row_with(&[&format!("{text}一")]);
        screen.key("F2");
        screen.wait_for("Saved 周报.md");
        assert_eq!(home.text("周报.md"), wanted);
        screen.key("Esc");
        screen.quit();
        assert!(home.left_behind().is_empty(), "what is saved is not offered again");
    }
    lost
}

#[test]
fn unsaved_text_comes_back_after_sigterm() {
    comes_back_after("SIGTERM", |mut screen| {
        screen.signal(Signal::TERM);
        screen.ends_well();
    });
}

#[test]
fn unsaved_text_comes_back_after_sighup() {
    comes_back_after("SIGHUP", |mut screen| {
        screen.signal(Signal::HUP);
        screen.ends_well();
    });
}

#[test]
fn unsaved_text_comes_back_after_the_window_was_closed() {
    comes_back_after("closed window", |mut screen| {
        // The system takes the terminal away at the next output: a key that moves nothing makes some.
        screen.hang_up("\x1b[C");
    });
}

#[test]
fn unsaved_text_comes_back_after_a_panic() {
    comes_back_after("panic", |mut screen| {
        screen.paste(PANIC);
        assert_eq!(screen.exit().exit_code(), 101);
    });
}

#[test]
fn unsaved_text_comes_back_after_kill_9_a_moment_after_the_last_key() {
    comes_back_after("SIGKILL", |mut screen| {
        // The moment is the point of this test; nothing is waited for.
        let (_nobody, never) = mpsc::channel::<()>();
        assert!(never.recv_timeout(MOMENT).is_err());
        screen.signal(Signal::KILL);
        screen.exit();
    });
}

#[test]
fn a_text_that_is_not_written_down_yet_is_lost_and_this_check_notices() {
    let lost = lost_by(|mut screen| {
        screen.signal(Signal::KILL);
        screen.exit();
    });
    assert_eq!(lost.len(), rounds(), "a kill at once leaves no time to write");
}

#[test]
fn who_edits_a_prompt_that_another_promptbook_edits_is_told_and_both_texts_are_kept() {
    let home = Home::with(&[("周报.md", "一\n")]);
    let mut first = typed(&home, "甲");
    let mut second = home.open(&launch());
    second.edit("周报.md");
    second.wait_for("is being edited in another promptbook too");
    second.type_text("乙");
    second.row_with(&["乙一"]);
    first.key("F2");
    first.wait_for("Saved 周报.md");
    second.wait_for("changed on disk while you edit");
    second.key("F2");
    second.wait_for("has another text on disk.");
    assert_eq!(home.text("周报.md"), "甲一\n");
    second.key("o");
    second.gone("1 draft *");
    assert_eq!((home.text("周报.md"), home.given_up()), ("乙一\n".to_owned(), vec!["甲一\n".to_owned()]));
    for screen in [&mut first, &mut second] {
        screen.key("Esc");
        screen.wait_for("2 Preview");
        screen.quit();
    }
}
