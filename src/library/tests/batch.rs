//! Many new prompts at once.

use std::collections::BTreeMap;

use super::*;

fn prompts(names: &[&str]) -> BTreeMap<PromptId, Vec<u8>> {
    names.iter().map(|name| (id(name), format!("text of {name}").into_bytes())).collect()
}

#[tokio::test]
async fn many_new_prompts_are_one_swap_and_one_undo_and_one_redo() {
    let book = book();
    let library = book.library();
    save(&library, "mine.md", "mine").await;
    let many: Vec<String> = (0..40).map(|n| format!("new/{n:03}.md")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let created = library.create_all(prompts(&many)).await.expect("they are made");
    assert_eq!((created.made.len(), created.refused.len()), (40, 0));
    assert_eq!((library.snapshot().generation(), created.generation), (2, Some(2)));
    assert_eq!(book.text("new/007.md"), "text of new/007.md");

    let undone = library.undo().await.expect("they go");
    assert_eq!((undone.others, undone.left), (39, 0));
    assert_eq!(names(&library), ["mine.md"]);
    let again = library.redo().await.expect("they come back");
    assert_eq!(again.others, 39);
    assert_eq!((names(&library).len(), read(&library, "new/039.md").await.as_str()), (41, "text of new/039.md"));
    library.undo().await.expect("they go again");
    assert_eq!(library.undo().await.expect("the save before them").others, 0);
}

#[tokio::test]
async fn a_name_that_is_taken_keeps_no_other_from_being_made_and_its_text_stays() {
    let book = book();
    book.put("b.md", "another program's");
    let library = book.library();
    let created = library.create_all(prompts(&["a.md", "b.md", "c.md"])).await.expect("the others are made");
    assert_eq!(created.made, [id("a.md"), id("c.md")]);
    assert!(
        matches!(created.refused.as_slice(), [(name, LibraryError::Store(StoreError::Exists(_)))] if *name == id("b.md"))
    );
    assert_eq!(book.text("b.md"), "another program's");
}

#[tokio::test]
async fn what_another_program_changed_since_stays_when_the_rest_is_undone() {
    let book = book();
    let library = book.library();
    library.create_all(prompts(&["a.md", "b.md", "c.md"])).await.expect("they are made");
    book.put("b.md", "another program's");
    let undone = library.undo().await.expect("the others go");
    assert_eq!((undone.others, undone.left), (1, 1));
    assert_eq!((names(&library), book.text("b.md").as_str()), (vec!["b.md".to_owned()], "another program's"));
}

#[tokio::test]
async fn where_the_history_cannot_be_written_a_change_says_that_it_cannot_be_undone() {
    let book = book();
    fs::write(book.folder.path().join("state"), "a file is in the way").expect("it is written");
    let library = book.library();
    let created = library.create_all(prompts(&["a.md"])).await.expect("it is made");
    let saved = library.save(&id("b.md"), b"x".to_vec(), Expected::Absent).await.expect("it is saved");
    assert_eq!((created.not_kept.is_some(), saved.not_kept.is_some()), (true, true));
    assert!(library.undo().await.is_err());
    let book = super::book();
    let library = book.library();
    let created = library.create_all(prompts(&["a.md"])).await.expect("it is made");
    let saved = library.save(&id("b.md"), b"x".to_vec(), Expected::Absent).await.expect("it is saved");
    assert_eq!((created.not_kept.is_some(), saved.not_kept.is_some()), (false, false));
}
