//! A full screen that others look at.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::check::plain;
use crate::support::home::Home;

/// Runs a command in the same home.
fn run(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_promptbook"));
    command.args(arguments).env_clear().envs(home.variables()).current_dir(home.path());
    command.output().expect("the program starts")
}

/// The books of the running instances.
fn books(home: &Home) -> Value {
    let listing: Value = serde_json::from_slice(&run(home, &["top", "--list", "--json"]).stdout).expect("it is JSON");
    listing.as_array().expect("it is a list").iter().map(|instance| instance["book"].clone()).collect()
}

#[test]
fn a_full_screen_is_listed_by_its_book_until_it_ends() {
    let home = Home::new();
    let mut screen = home.open(&plain());
    assert_eq!(books(&home), json!(["built-in samples"]));
    screen.key("i");
    screen.wait_for("Copied 8 samples");
    assert_eq!(books(&home), json!(["~/data/promptbook/prompts"]));
    screen.quit();
    assert_eq!(books(&home), json!([]));
    let run = home.path().join("state/promptbook/run");
    assert_eq!(std::fs::read_dir(run).expect("it was made").count(), 0);
}

#[test]
fn a_full_screen_opens_where_its_figures_cannot_be_served_and_says_so() {
    let home = Home::with(&[("x.md", "Text.\n")]);
    home.write("state/promptbook/run".as_ref(), "a file where the folder should be");
    let mut screen = home.open(&plain());
    screen.wait_for("promptbook top cannot look at this one");
    screen.quit();
}
