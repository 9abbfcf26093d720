//! What becomes of a draft when the disk and saves have their say.

use super::*;
use crate::cache::{Cache, CacheState, Cause, Limits, Snapshot};
use crate::prompt::Stamp;

fn prompt(text: &str, inode: u64) -> Arc<Prompt> {
    let id = PromptId::new("x.md").expect("a valid test name");
    Arc::new(Prompt::new(id, text.as_bytes(), Stamp { inode, ..Stamp::default() }))
}

fn draft(text: &str) -> Draft {
    Draft::begin(&prompt(text, 1), 0).expect("plain text can be edited")
}

/// What a snapshot says of the file once it holds `prompt`.
fn entry(prompt: &Arc<Prompt>) -> Arc<Entry> {
    let cache = Cache::new(Limits::default(), CacheState::On);
    let snapshot: Arc<Snapshot> = cache.publish(Cause::Disk, |next| next.store(prompt)).snapshot;
    Arc::clone(snapshot.get(prompt.id()).expect("it was stored"))
}

#[test]
fn a_change_on_disk_reaches_an_untouched_draft_and_only_a_banner_an_edited_one() {
    let changed = entry(&prompt("two\n", 2));
    let mut clean = draft("one\n");
    assert_eq!(clean.compare(&changed), News::Reloaded);
    assert_eq!(clean.editor.text(), "two\n");

    let mut edited = draft("one\n");
    edited.editor.apply(Edit::Insert('x'));
    assert_eq!(edited.compare(&changed), News::Conflict);
    assert_eq!(edited.editor.text(), "xone\n");
    assert!(matches!(edited.disk(), Disk::Changed(_)));
    assert_eq!(edited.compare(&changed), News::None, "what is known is no news");
}

#[test]
fn the_same_content_in_another_file_is_no_change() {
    let mut edited = draft("one\n");
    edited.editor.apply(Edit::Insert('x'));
    assert_eq!(edited.compare(&entry(&prompt("one\n", 2))), News::None);
    assert!(matches!(edited.disk(), Disk::Same));
}

#[test]
fn a_file_that_comes_back_as_it_was_is_no_longer_gone() {
    let mut edited = draft("one\n");
    edited.gone();
    assert_eq!(edited.compare(&entry(&prompt("one\n", 1))), News::None);
    assert!(matches!(edited.disk(), Disk::Same));
}

#[test]
fn typing_during_a_save_leaves_the_draft_modified() {
    let mut draft = draft("one\n");
    draft.editor.apply(Edit::Insert('x'));
    assert_eq!(draft.start_save().as_deref(), Some("xone\n"));
    assert!(!draft.is_at_stake());
    draft.editor.apply(Edit::Insert('y'));
    assert!(draft.is_at_stake());
    assert!(!draft.saved(&prompt("xone\n", 2), 1));
    assert!(draft.is_modified());
}

#[test]
fn a_second_save_during_a_save_follows_it_if_there_is_more_to_save() {
    let mut draft = draft("one\n");
    draft.editor.apply(Edit::Insert('x'));
    draft.start_save();
    draft.editor.apply(Edit::Insert('y'));
    assert_eq!(draft.start_save(), None);
    assert!(draft.saved(&prompt("xone\n", 2), 1));
}

#[test]
fn a_failed_save_changes_nothing_of_the_text() {
    let mut draft = draft("one\n");
    draft.editor.apply(Edit::Insert('x'));
    draft.start_save();
    draft.save_failed();
    assert!(draft.is_modified() && !draft.is_at_work());
    assert_eq!(draft.bytes(), b"xone\n");
}

#[test]
fn nothing_is_saved_while_the_text_is_on_its_way_to_the_trash() {
    let mut draft = draft("one\n");
    draft.editor.apply(Edit::Insert('x'));
    assert_eq!(draft.start_giving(), b"xone\n");
    assert_eq!(draft.start_save(), None);
    assert!(draft.is_at_work());
}

#[test]
fn another_name_takes_the_changed_text_of_the_disk_along() {
    let mut edited = draft("one\n");
    edited.editor.apply(Edit::Insert('x'));
    edited.compare(&entry(&prompt("two\n", 2)));
    let id = PromptId::new("y.md").expect("a valid test name");
    let renamed = edited.renamed(&id, 3);
    assert!(matches!(renamed.disk(), Disk::Changed(prompt) if *prompt.id() == id));
    assert!(!renamed.is_known_in(2) && renamed.is_known_in(3));
}
