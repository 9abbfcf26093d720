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
