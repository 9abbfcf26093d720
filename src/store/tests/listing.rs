//! Listing: all prompts, only prompts, and a reason for what was passed over.

use std::os::unix::fs::symlink;

use super::*;

fn list(book: &Book, scope: Scope) -> (Vec<String>, Listing) {
    let mut found = Vec::new();
    let listing = book
        .store
        .list(&scope, &mut |batch| found.extend(batch.into_iter().map(|found| found.id.to_string())))
        .expect("a listing");
    found.sort();
    (found, listing)
}

fn everything(book: &Book) -> (Vec<String>, Listing) {
    list(book, Scope::Tree(Folder::new()))
}

#[test]
fn hidden_folders_are_passed_over_but_for_those_of_the_tools_that_keep_prompts_there() {
    let book = book();
    let listed =
        [".agents/a.md", ".claude/commands/a.md", ".cursor/rules/a.mdc", ".gemini/commands/a.toml", ".github/a.md"];
    let passed_over = [".git/a.md", ".cache/a.md", "node_modules/x/a.md", "sub/.git/a.md", ".hidden.md", "a.rs", "b"];
    for name in listed.iter().chain(&passed_over) {
        book.put(name, "");
    }
    let (found, listing) = everything(&book);
    assert_eq!(found, listed);
    assert_eq!(listing.skipped, [], "what is no prompt needs no excuse");
}

#[test]
fn what_looks_like_a_prompt_and_is_none_is_reported_with_a_reason() {
    let book = book();
    book.put("real.md", "");
    book.put("code/a.md", "");
    book.fifo("fifo.md");
    fs::create_dir(book.path("folder.md")).expect("a folder");
    symlink("real.md", book.path("link.md")).expect("a link");
    symlink("code", book.path("to-folder.md")).expect("a link");
    symlink("code", book.path("to-folder")).expect("a link");
    symlink("loop.md", book.path("loop.md")).expect("a link");
    symlink(book.outside("secret.md"), book.path("out.md")).expect("a link");
    symlink(book.outside(""), book.path("outside")).expect("a link");
    let (found, listing) = everything(&book);
    assert_eq!(found, ["code/a.md", "link.md", "real.md"]);
    let mut skipped: Vec<String> =
        listing.skipped.iter().map(|skipped| format!("{} {}", skipped.name, skipped.why)).collect();
    skipped.sort();
    assert_eq!(
        skipped,
        [
            "fifo.md is not a regular file",
            "loop.md is a link that leads out of the book or nowhere",
            "out.md is a link that leads out of the book or nowhere",
            "to-folder.md is a link to a folder: open that folder itself",
        ]
    );
}

#[test]
fn a_loop_of_folders_through_links_ends() {
    let book = book();
    book.put("a/b/c.md", "");
    symlink("..", book.path("a/b/up")).expect("a link");
    assert_eq!(everything(&book).0, ["a/b/c.md"]);
}

#[test]
fn folders_nested_too_deeply_are_passed_over_with_a_note() {
    let book = book();
    let deep = vec!["d"; 64].join("/");
    book.put(&format!("{deep}/in.md"), "");
    book.put(&format!("{deep}/d/out.md"), "");
    let (found, listing) = everything(&book);
    assert_eq!(found, [format!("{deep}/in.md")]);
    assert_eq!(listing.skipped.len(), 1);
    assert!(listing.skipped[0].why.contains("nested too deeply"), "{:?}", listing.skipped);
}

#[test]
fn an_unreadable_folder_is_reported_and_the_rest_is_listed() {
    if !permissions_bind() {
        return;
    }
    let book = book();
    book.put("a.md", "");
    book.put("closed/b.md", "");
    set_mode(&book.path("closed"), 0o000);
    let (found, listing) = everything(&book);
    set_mode(&book.path("closed"), 0o755);
    assert_eq!(found, ["a.md"]);
    assert!(listing.skipped[0].name == "closed" && listing.skipped[0].why.contains("denied"), "{:?}", listing.skipped);
}

#[test]
fn a_book_whose_folder_cannot_be_listed_is_an_error_and_not_empty() {
    if !permissions_bind() {
        return;
    }
    let book = book();
    book.put("a.md", "");
    set_mode(&book.path(""), 0o000);
    let outcome = book.store.list(&Scope::Tree(Folder::new()), &mut |_| {});
    set_mode(&book.path(""), 0o755);
    assert!(matches!(outcome, Err(StoreError::Io { .. })), "{outcome:?}");
}

#[test]
fn one_folder_is_listed_with_the_names_of_its_folders_and_no_deeper() {
    let book = book();
    for name in ["top.md", "code/a.md", "code/deep/b.md", "code/.git/c.md", "other/d.md"] {
        book.put(name, "");
    }
    let (found, mut listing) = list(&book, Scope::Only(b"code".to_vec()));
    listing.folders.sort();
    assert_eq!((found, listing.folders), (vec!["code/a.md".to_owned()], vec![b"code".to_vec(), b"code/deep".to_vec()]));
    let (found, listing) = list(&book, Scope::Tree(b"code".to_vec()));
    assert_eq!((found.len(), listing.folders.len()), (2, 2));
}

#[test]
fn a_folder_that_went_or_became_a_file_or_a_link_has_no_prompts() {
    let book = book();
    book.put("real/a.md", "");
    book.put("file", "");
    symlink("real", book.path("link")).expect("a link");
    for name in ["missing", "file", "link", "link/../link"] {
        for scope in [Scope::Only(name.into()), Scope::Tree(name.into())] {
            assert_eq!(list(&book, scope), (Vec::new(), Listing::default()), "{name}");
        }
    }
}

#[test]
fn many_prompts_come_in_batches() {
    let book = book();
    for count in 0..2500 {
        fs::File::create(book.path(&format!("{count}.md"))).expect("a file");
    }
    let mut batches = Vec::new();
    book.store.list(&Scope::Tree(Folder::new()), &mut |batch| batches.push(batch.len())).expect("a listing");
    assert_eq!((batches.len(), batches.iter().sum::<usize>()), (3, 2500));
}

#[test]
fn names_are_those_of_a_listing_and_only_the_wanted_ones() {
    let book = book();
    for name in ["real.md", "code/a.md", "code/b/a.md", ".git/a.md", ".claude/commands/a.md", "写作/周报.md", "a.rs"]
    {
        book.put(name, "");
    }
    book.fifo("fifo.md");
    fs::create_dir(book.path("folder.md")).expect("a folder");
    for (to, link) in [("real.md", "link.md"), ("code", "to-folder.md"), ("code", "to"), ("loop.md", "loop.md")] {
        symlink(to, book.path(link)).expect("a link");
    }
    symlink(book.outside("secret.md"), book.path("out.md")).expect("a link");
    let names = |scope: &Scope, start: &str| {
        let names = book.store.names(scope, &|name| name.starts_with(start.as_bytes())).expect("names");
        let mut found: Vec<String> = names.prompts.iter().map(ToString::to_string).collect();
        found.sort();
        let mut folders: Vec<String> =
            names.folders.iter().map(|folder| String::from_utf8_lossy(folder).into_owned()).collect();
        folders.sort();
        (found, folders)
    };
    for folder in ["", "code", "to", "gone", "real.md"] {
        let tree = Scope::Tree(folder.into());
        assert_eq!(names(&tree, ""), (list(&book, tree).0, vec![]), "{folder}");
        let only = Scope::Only(folder.into());
        let (found, listing) = list(&book, only.clone());
        let mut folders: Vec<&Folder> = listing.folders.iter().filter(|below| **below != folder.as_bytes()).collect();
        folders.sort();
        let folders = folders.into_iter().map(|folder| String::from_utf8_lossy(folder).into_owned()).collect();
        assert_eq!(names(&only, ""), (found, folders), "{folder}");
    }
    assert_eq!(names(&Scope::Tree(Folder::new()), "周").0, ["写作/周报.md"]);
    assert_eq!(names(&Scope::Only(Folder::new()), "r").0, ["real.md"]);
}
