//! Rows, folds and the selection.

use super::*;
use crate::cache::{Cache, CacheState, Cause, Limits};
use crate::prompt::{Stamp, display_bytes};

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a valid test name")
}

fn cache(names: &[&str]) -> Cache {
    let cache = Cache::new(Limits::default(), CacheState::On);
    cache.publish(Cause::Start, |next| {
        for name in names {
            next.list(&id(name), Stamp::default());
        }
    });
    cache
}

fn picture(list: &List) -> Vec<String> {
    let row = |(index, row): (usize, &Row)| {
        let (path, mark) = match &row.item {
            Item::Folder(folder) => (folder.as_slice(), format!("/ ({})", row.count)),
            Item::Prompt(id) => (id.as_bytes(), String::new()),
        };
        let cursor = if index == list.cursor() { ">" } else { " " };
        let label = display_bytes(&path[row.label_from..]).into_owned();
        format!("{cursor}{}{label}{mark}", "  ".repeat(row.depth.into()))
    };
    list.rows().iter().enumerate().map(row).collect()
}

const NAMES: [&str; 6] =
    ["a.md", "code/commit.md", "code/review.md", "code/deep/er/x.md", "summarize/system.md", "写作/周报.md"];

#[test]
fn folders_hold_their_prompts_and_a_folder_of_one_is_no_row() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.refresh(&cache.snapshot());
    assert_eq!(
        picture(&list),
        [
            ">a.md",
            " code/ (3)",
            "   commit.md",
            "   deep/er/x.md",
            "   review.md",
            " summarize/system.md",
            " 写作/周报.md"
        ]
    );
}

#[test]
fn a_closed_folder_hides_its_prompts_and_keeps_its_place() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.fold(b"code".to_vec());
    list.refresh(&cache.snapshot());
    assert_eq!(picture(&list), [">a.md", " code/ (3)", " summarize/system.md", " 写作/周报.md"]);
    list.reveal(&id("code/review.md"));
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("code/review.md")));
}

#[test]
fn the_selection_follows_its_prompt_when_others_come_and_go() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.reveal(&id("code/review.md"));
    list.refresh(&cache.snapshot());
    cache.publish(Cause::Disk, |next| {
        next.remove(&id("a.md"));
        next.list(&id("code/aaa.md"), Stamp::default());
    });
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("code/review.md")));
    cache.publish(Cause::Remove, |next| next.remove(&id("code/review.md")));
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("summarize/system.md")));
}

#[test]
fn answers_of_a_filter_stand_in_their_own_order_with_the_best_selected() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.show(vec![id("gone.md"), id("写作/周报.md"), id("a.md")], Choose::Best);
    list.refresh(&cache.snapshot());
    assert_eq!(picture(&list), [">写作/周报.md", " a.md"]);
}

#[test]
fn the_same_answers_again_leave_the_selection_where_it_is() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.show(vec![id("写作/周报.md"), id("a.md")], Choose::Best);
    list.refresh(&cache.snapshot());
    list.move_by(1);
    list.show(vec![id("写作/周报.md"), id("code/review.md"), id("a.md")], Choose::Same);
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("a.md")));
}

#[test]
fn a_prompt_that_is_not_known_yet_is_selected_when_it_is() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.refresh(&cache.snapshot());
    list.reveal(&id("new.md"));
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("a.md")));
    cache.publish(Cause::Create, |next| next.list(&id("new.md"), Stamp::default()));
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected_prompt(), Some(&id("new.md")));
}

#[test]
fn who_selects_something_else_meanwhile_is_left_there() {
    let cache = cache(&NAMES);
    let mut list = List::default();
    list.refresh(&cache.snapshot());
    list.reveal(&id("new.md"));
    list.refresh(&cache.snapshot());
    list.move_by(2);
    let there = list.selected().cloned();
    cache.publish(Cause::Create, |next| next.list(&id("new.md"), Stamp::default()));
    list.refresh(&cache.snapshot());
    assert_eq!(list.selected(), there.as_ref());
}

#[test]
fn an_empty_book_has_no_selection_and_moving_in_it_does_nothing() {
    let mut list = List::default();
    list.refresh(&cache(&[]).snapshot());
    list.move_by(5);
    list.select_parent();
    list.scroll_into_view(10);
    assert_eq!((list.selected(), list.top()), (None, 0));
}

#[test]
fn the_selected_row_is_always_on_the_screen() {
    let names: Vec<String> = (0..50).map(|n| format!("{n:02}.md")).collect();
    let cache = cache(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut list = List::default();
    list.refresh(&cache.snapshot());
    for step in [1, 60, -3, -60, 25, 1, -1] {
        list.move_by(step);
        for height in [1, 5, 20, 100] {
            list.scroll_into_view(height);
            assert!((list.top()..list.top() + height).contains(&list.cursor()));
        }
    }
}
