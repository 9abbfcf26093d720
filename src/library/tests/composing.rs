//! Prompts that include others, read from a book.

use super::*;
use crate::prompt::template::{Strictness, Values};

fn id(name: &str) -> PromptId {
    PromptId::new(name).expect("a plain name")
}

#[tokio::test]
async fn an_include_is_read_from_the_book_and_its_users_are_found() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("team"))?;
    std::fs::write(folder.path().join("team/header.md"), "We are {{team}}. ")?;
    std::fs::write(folder.path().join("a.md"), "{{> team/header}}Hello.")?;
    std::fs::write(folder.path().join("b.md"), "{{team}} alone")?;
    let library = Library::open(folder.path(), Options::default())?;
    library.list().await?;
    let composition = library.compose(&id("a.md")).await?;
    let mut values = Values::default();
    values.set("team", "红队");
    let rendered = composition.render(&values, Strictness::Usual)?;
    assert_eq!(rendered.text().0, "We are 红队. Hello.".as_bytes());
    assert_eq!(library.used_by(&id("team/header.md")).await?, [id("a.md")]);
    assert_eq!(library.used_by(&id("a.md")).await?, []);
    Ok(())
}

fn book(files: &[(&str, &str)]) -> Result<(tempfile::TempDir, Library), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder"))?;
        std::fs::write(path, text)?;
    }
    let library = Library::open(folder.path(), Options::default())?;
    Ok((folder, library))
}

#[tokio::test]
async fn looking_for_users_counts_no_read_and_brings_nothing_into_memory() -> Result<(), Box<dyn std::error::Error>> {
    let (_folder, library) = book(&[("a.md", "{{> c}}"), ("b.md", "{{> c}}"), ("c.md", "C"), ("d.md", "D")])?;
    library.list().await?;
    library.read(&id("c.md")).await?;
    let before = (library.reads(), library.snapshot().generation(), library.events_since(0).len());
    assert_eq!(library.used_by(&id("c.md")).await?, [id("a.md"), id("b.md")]);
    assert_eq!((library.reads(), library.snapshot().generation(), library.events_since(0).len()), before);
    let snapshot = library.snapshot();
    let resident: Vec<_> = snapshot.entries().filter(|entry| entry.body().is_some()).map(|entry| &entry.id).collect();
    assert_eq!(resident, [&id("c.md")]);
    Ok(())
}

#[tokio::test]
async fn users_follow_saves_renames_and_removals_of_both_sides() -> Result<(), Box<dyn std::error::Error>> {
    let (_folder, library) = book(&[("team/header.md", "H"), ("a.md", "{{> team/header}}"), ("b.md", "B")])?;
    library.list().await?;
    let header = id("team/header.md");
    assert_eq!(library.used_by(&header).await?, [id("a.md")]);
    library.save(&id("b.md"), "{{> team/header}}".into(), Expected::Anything).await?;
    library.save(&id("a.md"), "no more".into(), Expected::Anything).await?;
    assert_eq!(library.used_by(&header).await?, [id("b.md")]);
    library.rename(&id("b.md"), &id("z.md")).await?;
    assert_eq!(library.used_by(&header).await?, [id("z.md")]);
    library.remove(&header).await?;
    assert_eq!(library.used_by(&header).await?, [id("z.md")], "it misses what is gone");
    // Another file that the include may mean comes first, so the one that is gone is not missed any more.
    library.save(&id("team/header"), "H".into(), Expected::Absent).await?;
    assert_eq!(library.used_by(&header).await?, []);
    library.remove(&id("z.md")).await?;
    assert_eq!(library.used_by(&id("team/header")).await?, []);
    Ok(())
}

#[tokio::test]
async fn an_include_is_found_however_its_dialect_writes_it() -> Result<(), Box<dyn std::error::Error>> {
    let files = [
        ("_part.prompt", "P"),
        ("a.prompt", "{{~> part}}"),
        ("b.prompt", "{{#> part}}x{{/part}}"),
        ("c.md", "> q {{x}}"),
    ];
    let (_folder, library) = book(&files)?;
    library.list().await?;
    assert_eq!(library.used_by(&id("_part.prompt")).await?, [id("a.prompt"), id("b.prompt")]);
    Ok(())
}

#[test]
fn users_are_told_by_their_first_names() {
    let users: Vec<PromptId> = ["a.md", "写作/b.md", "c.md", "d.md", "e.md"].into_iter().map(id).collect();
    let soon = |users: &[PromptId]| users_sentence(users, "it", Missing::Soon);
    assert_eq!(soon(&[]), None);
    assert_eq!(soon(&users[..1]).as_deref(), Some("1 prompt includes it and will miss it: a.md"));
    assert_eq!(soon(&users[..3]).as_deref(), Some("3 prompts include it and will miss it: a.md, 写作/b.md, c.md"));
    let now = users_sentence(&users, "x.md", Missing::Now);
    assert_eq!(now.as_deref(), Some("5 prompts include x.md and miss it now: a.md, 写作/b.md, c.md and 2 more"));
}

#[tokio::test]
async fn an_include_that_cannot_be_read_is_told_with_the_reason_and_one_that_is_not_there_as_missing() {
    let book = super::book();
    book.put("code/review.md", "1\n{{> team/rules}}");
    book.put("gone.md", "{{> nowhere}}");
    let library = book.library();
    for name in ["code/review.md", "gone.md"] {
        library.read(&id(name)).await.expect("it can be read");
    }
    let gone = library.compose(&id("gone.md")).await.expect("it can be read");
    assert_eq!(library.include_faults(&gone).await, ["gone.md line 1 includes nowhere, which is not in the book"]);
    // As where the folder is another person's.
    book.store.refuses_to_read.store(true, Ordering::SeqCst);
    let composition = library.compose(&id("code/review.md")).await.expect("it is in memory");
    assert_eq!(
        library.include_faults(&composition).await,
        ["code/review.md line 2 includes team/rules, which cannot be read: could not read a test: refused"]
    );
}
