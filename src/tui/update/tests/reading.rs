//! What is read, when, and what becomes of late answers.

use super::{BOOK, Luck, World, id, reads};
use crate::library::{EventKind, LibraryError};
use crate::store::WatchState;
use crate::tui::message::{Effect, Msg};
use crate::tui::model::Listing;
use crate::tui::model::messages::Weight;

fn shown(world: &World) -> Option<&str> {
    world.model.preview.prompt().and_then(|prompt| prompt.text())
}

#[test]
fn the_first_prompt_is_selected_and_read_once() {
    let mut world = World::listed(BOOK);
    assert_eq!(world.selected(), "a.md");
    assert_eq!(world.pending, [Effect::Read(id("a.md"))]);
    assert!(world.answer().is_empty());
    assert_eq!(shown(&world), Some("# A\nfirst\n"));
}

#[test]
fn selecting_a_prompt_asks_for_one_counted_read_and_again_after_leaving_it() {
    let mut world = World::of(BOOK);
    assert_eq!(world.press("j"), [], "a folder is no prompt");
    assert_eq!(reads(&world.press("j")), ["code/commit.md"]);
    assert_eq!(reads(&world.answer()), [""; 0], "the answer asks for nothing more");
    assert_eq!(reads(&world.press("k k")), ["a.md"]);
    assert_eq!(reads(&world.press("j j")), ["code/commit.md"]);
    world.answer();
    assert_eq!(world.disk.cache.counters().hits(), 2);
}

#[test]
fn a_swap_that_brings_another_text_of_the_shown_prompt_is_no_read() {
    let mut world = World::of(BOOK);
    world.disk.write("a.md", "changed\n");
    assert_eq!(world.publish(), []);
    assert_eq!(shown(&world), Some("changed\n"));
}

#[test]
fn a_text_that_is_not_in_memory_is_asked_for_once_when_its_file_changes() {
    let mut world = World::of(BOOK);
    world.send(Msg::Key(crossterm::event::KeyCode::Char('M').into()));
    world.press("x Esc");
    world.answer();
    world.disk.write("a.md", "changed\n");
    assert_eq!(reads(&world.publish()), ["a.md"]);
    assert_eq!(reads(&world.publish()), [""; 0]);
    assert_eq!(shown(&world), Some("# A\nfirst\n"), "the old text stays until the answer is there");
    world.answer();
    assert_eq!(shown(&world), Some("changed\n"));
}

#[test]
fn an_answer_for_a_prompt_that_is_no_longer_selected_is_not_shown() {
    let mut world = World::of(BOOK);
    world.press("G");
    let answer = world.disk.perform(Effect::Read(id("写作/周报.md")), Luck::Good).expect("a read has an answer");
    world.pending.clear();
    world.press("g");
    world.answer();
    world.send(answer);
    assert_eq!(shown(&world), Some("# A\nfirst\n"));
}

#[test]
fn a_stale_read_does_not_replace_a_newer_text() {
    let mut world = World::of(BOOK);
    let old = world.model.preview.prompt().cloned().expect("it is on the screen");
    world.press("M x Esc");
    world.answer();
    world.disk.write("a.md", "newer\n");
    world.publish();
    world.answer();
    world.send(Msg::Read(id("a.md"), Ok(old)));
    assert_eq!(shown(&world), Some("newer\n"));
}

#[test]
fn an_older_snapshot_does_not_replace_a_newer_one() {
    let mut world = World::of(BOOK);
    let before = world.disk.published();
    world.disk.write("b.md", "b\n");
    world.publish();
    world.send(before);
    assert_eq!(world.model.snapshot.len(), 5);
}

#[test]
fn a_read_that_fails_says_why_in_the_preview_and_when_the_text_is_wanted() {
    let mut world = World::listed(BOOK);
    world.fail();
    assert!(world.model.preview.problem().is_some_and(|why| why.contains("disk full")));
    assert_eq!(world.press("y"), []);
    assert!(world.said().contains("disk full"), "{}", world.said());
}

#[test]
fn a_text_that_is_not_there_yet_is_not_copied() {
    let mut world = World::listed(BOOK);
    assert_eq!(world.press("y"), []);
    assert!(world.said().contains("has not been read yet"));
}

#[test]
fn the_selection_follows_its_prompt_and_moves_on_when_it_goes() {
    let mut world = World::of(BOOK);
    world.press("j j j");
    assert_eq!(world.selected(), "code/review.md");
    world.disk.remove("a.md");
    world.disk.write("0.md", "0\n");
    world.publish();
    assert_eq!(world.selected(), "code/review.md");
    world.disk.remove("code/review.md");
    world.publish();
    assert_eq!(world.selected(), "写作/周报.md");
}

#[test]
fn an_empty_book_has_nothing_selected_and_enter_offers_samples_to_it_only() {
    let mut world = World::unlisted(&[]);
    assert_eq!(world.press("j k Enter y e d r c"), [], "while it is read nobody knows that it is empty");
    world.happen(EventKind::Listed { found: 0, skipped: 0, took: std::time::Duration::ZERO });
    assert_eq!(world.selected(), "");
    assert_eq!(world.press("Enter"), [Effect::Install]);
    world.answer();
    assert!(world.said().contains("Copied 8 samples"));
    let mut world = World::of(BOOK);
    assert_eq!(world.press("i"), []);
    assert!(world.said().contains("prompts of its own"));
}

#[test]
fn samples_that_could_not_be_copied_are_said_to_be_so() {
    let mut world = World::samples();
    assert_eq!(world.press("i"), [Effect::Install]);
    world.fail();
    assert!(world.said().contains("could not be copied"));
}

#[test]
fn samples_can_be_read_and_copied_but_not_changed_and_the_sentence_names_the_key() {
    let mut world = World::samples();
    for key in ["n", "c", "r", "d", "e", "E"] {
        assert_eq!(world.press(key), [], "{key}");
        assert!(world.said().contains("i copies them to ~/.local"), "{key}: {}", world.said());
        assert_eq!((&world.model.question, &world.model.editing), (&None, &None), "{key}");
    }
    assert!(matches!(world.press("y")[..], [Effect::Copy(_)]));
}

#[test]
fn the_listing_counts_up_and_ends() {
    let mut world = World::unlisted(BOOK);
    world.happen(EventKind::Listing { found: 2 });
    assert_eq!(world.model.listing, Listing::Reading(2));
    world.happen(EventKind::Listed { found: 4, skipped: 0, took: std::time::Duration::ZERO });
    world.happen(EventKind::Listing { found: 1 });
    assert_eq!(world.model.listing, Listing::Done, "a later listing is not the first one");
    assert_eq!(world.model.monitor.listed().count(), 1, "a count is no event");
}

#[test]
fn what_the_library_tells_is_said_noted_or_only_kept() {
    let mut world = World::of(BOOK);
    world.happen(EventKind::ChangedOnDisk { ids: vec![id("a.md")] });
    assert_eq!(world.said(), "a.md changed on disk");
    world.happen(EventKind::ChangedOnDisk { ids: vec![id("a.md"), id("b.md")] });
    assert_eq!(world.said(), "2 prompts changed on disk");
    world.happen(EventKind::Skipped { name: "x.md".to_owned(), why: "is no file".to_owned() });
    assert_eq!(world.said(), "2 prompts changed on disk");
    let every = std::time::Duration::from_secs(5);
    world.happen(EventKind::Watch(WatchState::Polling { every, reason: "too many folders".to_owned() }));
    assert!(world.said().contains("every 5 s: too many folders"));
    world.happen(EventKind::Failed { message: "it failed".to_owned() });
    world.happen(EventKind::ChangedOnDisk { ids: vec![id("a.md")] });
    assert_eq!(world.said(), "it failed", "a failure stays until a key");
    world.press("j");
    assert_eq!(world.said(), "");
    assert!(world.model.messages.all().any(|message| message.text == "Skipped x.md: it is no file"));
    let (events, most) = (world.model.monitor.listed().count(), crate::tui::model::monitor::EVENTS_KEPT);
    for _ in 0..most + 10 {
        world.happen(EventKind::Failed { message: "again".to_owned() });
    }
    assert_eq!((events, world.model.monitor.listed().count()), (7, most + 5), "the others are still there");
}

#[test]
fn what_is_logged_is_shown_only_if_it_matters() {
    let mut world = World::of(BOOK);
    world.send(Msg::Log(Weight::Note, "a note".to_owned()));
    assert_eq!(world.said(), "");
    world.send(Msg::Log(Weight::Warning, "a warning".to_owned()));
    assert_eq!(world.said(), "a warning");
    assert_eq!(world.model.messages.len(), 2);
}

#[test]
fn a_line_goes_away_after_four_seconds() {
    let mut world = World::of(BOOK);
    world.send(Msg::Tick(10));
    world.press("u");
    world.answer();
    assert_eq!(world.model.next_change(), Some(14));
    world.send(Msg::Tick(14));
    assert_eq!(world.said(), "");
}

#[test]
fn a_text_that_no_program_takes_goes_to_the_terminal_and_if_that_fails_it_is_said_to() {
    let mut world = World::of(BOOK);
    world.press("y");
    assert_eq!(world.fail(), [Effect::CopyByTerminal("# A\nfirst\n".to_owned())]);
    assert!(world.model.messages.all().any(|message| message.text.contains("no such program")));
    world.fail();
    assert_eq!(world.said(), "No clipboard");
    world.press("Enter");
    world.answer();
    assert_eq!(world.said(), "Copied");
}

#[test]
fn bytes_that_are_no_text_are_not_copied_but_can_be_printed() {
    let mut world = World::of(BOOK);
    world.disk.write("a.md", b"\xff\xfe");
    world.publish();
    assert_eq!(world.press("y"), []);
    assert!(world.said().contains("p prints its bytes"));
    assert!(matches!(&world.press("p")[..], [Effect::Quit { print: Some(bytes), .. }] if bytes[..] == *b"\xff\xfe"));
}

#[test]
fn a_prompt_that_cannot_be_opened_leaves_the_list_as_it_was() {
    let mut world = World::listed(BOOK);
    world.press("e");
    assert_eq!(world.pending.len(), 1, "one read serves preview and editor");
    let error = || LibraryError::Interrupted;
    world.send(Msg::Read(id("a.md"), Err(error())));
    assert!(world.said().contains("a.md does not open"));
    assert_eq!((&world.model.editing, &world.model.opening), (&None, &None));
    assert_eq!(reads(&world.press("e")), ["a.md"], "it can be tried again");
}

#[test]
fn what_the_listing_passed_over_is_said_in_one_line_and_told_in_the_messages() {
    let mut world = World::of(&[("a.md", "A")]);
    world.happen(EventKind::Skipped { name: "fifo.md".into(), why: "is not a regular file".into() });
    world.happen(EventKind::Listed { found: 1, skipped: 1, took: std::time::Duration::ZERO });
    assert_eq!(world.model.messages.shown().map(|said| said.text.as_str()), Some("Skipped 1 file. L shows why"));
    let all: Vec<&str> = world.model.messages.all().map(|said| said.text.as_str()).collect();
    assert!(all.contains(&"Skipped fifo.md: it is not a regular file"), "{all:?}");
}
