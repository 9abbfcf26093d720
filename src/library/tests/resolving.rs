//! Short names, from the exact path to part of a name.

use super::*;

async fn library_of(names: &[&str]) -> (Book, Library) {
    let book = book();
    names.iter().for_each(|name| book.put(name, ""));
    let library = book.library();
    library.list().await.expect("a listing");
    (book, library)
}

fn one(name: &str) -> Resolution {
    Resolution::One(id(name))
}

fn several(names: &[&str]) -> Resolution {
    Resolution::Several(names.iter().map(|name| id(name)).collect())
}

#[tokio::test]
async fn a_short_name_means_the_one_prompt_that_fits_it_best() {
    let (_book, library) = library_of(&[
        "code/review.md",
        "code/review-notes.md",
        "code/commit.prompt.md",
        "code/commit-style.md",
        "skills/x/SKILL.md",
        "summarize/system.md",
        "写作/周报.md",
        "写作/日报.txt",
    ])
    .await;
    for (short, meant) in [
        ("code/review.md", "code/review.md"),
        ("/code/review.md/", "code/review.md"),
        ("code/review", "code/review.md"),
        ("review", "code/review.md"),
        ("review.md", "code/review.md"),
        ("review-n", "code/review-notes.md"),
        ("commit", "code/commit.prompt.md"),
        ("code/commit", "code/commit.prompt.md"),
        ("skills/x", "skills/x/SKILL.md"),
        ("x", "skills/x/SKILL.md"),
        ("summarize", "summarize/system.md"),
        ("写作/周报", "写作/周报.md"),
        ("周报", "写作/周报.md"),
        ("日", "写作/日报.txt"),
        ("NOTES", "code/review-notes.md"),
    ] {
        assert_eq!(library.resolve(short), one(meant), "{short}");
    }
}

#[tokio::test]
async fn a_short_name_that_fits_several_lists_them_in_the_order_of_names() {
    let (_book, library) = library_of(&["b/review.md", "a/review.md", "a/review.txt", "c/other.md"]).await;
    assert_eq!(library.resolve("review"), several(&["a/review.md", "a/review.txt", "b/review.md"]));
    assert_eq!(library.resolve("a/review"), one("a/review.md"));
    assert_eq!(library.resolve("a/review.md"), one("a/review.md"));
    assert_eq!(library.resolve("rev"), several(&["a/review.md", "a/review.txt", "b/review.md"]));
    assert_eq!(library.resolve("b/rev"), one("b/review.md"));
}

#[tokio::test]
async fn a_name_without_its_extension_means_the_md_of_that_path_else_the_txt() {
    let (_book, library) = library_of(&[
        "a/x.md",
        "a/x.prompt",
        "a/x.txt",
        "a/x/SKILL.md",
        "b/y.prompt",
        "b/y.txt",
        "b/z.prompt",
        "b/z.prompty",
        "y/x.md",
    ])
    .await;
    assert_eq!(library.resolve("a/x"), one("a/x.md"));
    assert_eq!(library.resolve("b/y"), one("b/y.txt"));
    assert_eq!(library.resolve("b/z"), several(&["b/z.prompt", "b/z.prompty"]));
    assert_eq!(library.resolve("a/x.prompt"), one("a/x.prompt"));
}

#[tokio::test]
async fn commands_of_gemini_and_templates_of_llm_are_found_without_their_extension() {
    let (_book, library) =
        library_of(&[".gemini/commands/g.toml", ".gemini/commands/git/go.toml", "templates/t.yaml", "other/go-on.md"])
            .await;
    for (short, meant) in [
        ("g", ".gemini/commands/g.toml"),
        (".gemini/commands/g", ".gemini/commands/g.toml"),
        ("go", ".gemini/commands/git/go.toml"),
        ("t", "templates/t.yaml"),
        ("templates/t", "templates/t.yaml"),
    ] {
        assert_eq!(library.resolve(short), one(meant), "{short}");
    }
}

#[tokio::test]
async fn a_name_that_nothing_fits_brings_those_that_come_near() {
    let (_book, library) = library_of(&["code/review.md", "写作/周报.md"]).await;
    assert_eq!(library.resolve("reveiw"), Resolution::None(vec![id("code/review.md")]));
    assert_eq!(library.resolve("zzzz"), Resolution::None(Vec::new()));
    for odd in ["", "/", "//", "..", "'", "^$!", "\u{1b}", "👩\u{200d}👧"] {
        assert!(matches!(library.resolve(odd), Resolution::None(_)), "{odd:?}");
    }
    let (_book, empty) = library_of(&[]).await;
    assert_eq!(empty.resolve("review"), Resolution::None(Vec::new()));
}
