//! What each command answers.

use std::fs;
use std::io::Result;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::Home;

#[test]
fn list_prints_one_name_per_line_in_the_order_of_names() -> Result<()> {
    let home = Home::with(&[("写作/周报.md", "x"), ("code-b/x.md", "x"), ("code/review.md", "x"), ("notes.pdf", "x")])?;
    let said = home.run(["list"]);
    assert_eq!((said.code, said.text()), (Some(0), "code/review.md\ncode-b/x.md\n写作/周报.md\n"));
    assert_eq!(said.notes, "");
    Ok(())
}

#[test]
fn list_with_a_query_prints_what_fits_by_name_title_tag_and_folder() -> Result<()> {
    let tagged = "---\ntitle: Release notes\ntags: [git]\n---\n";
    let home = Home::with(&[("a.md", tagged), ("release.md", "x"), ("写作/周报.md", "x")])?;
    assert_eq!(home.run(["list", "release"]).text(), "release.md\na.md\n");
    assert_eq!(home.run(["list", "#git", "rel"]).text(), "a.md\n");
    assert_eq!(home.run(["list", "周"]).text(), "写作/周报.md\n");
    let none = home.run(["list", "zzz"]);
    assert_eq!((none.code, none.text(), none.notes.as_str()), (Some(0), "", "No prompt matches \"zzz\"\n"));
    Ok(())
}

#[test]
fn list_as_json_is_an_array_of_cards_with_sizes_and_times() -> Result<()> {
    let text = "---\ntitle: 周报\ndescription: 每周\ntags: [写作]\n---\n";
    let mut rows = Home::with(&[("写作/周报.md", text)])?.run(["list", "--json"]).json();
    let modified = rows[0].as_object_mut().and_then(|row| row.remove("modified"));
    assert!(modified.and_then(|seconds| seconds.as_i64()).is_some_and(|seconds| seconds > 1_600_000_000));
    let card = json!({ "name": "写作/周报.md", "title": "周报", "description": "每周", "tags": ["写作"], "bytes": text.len() });
    assert_eq!(rows, json!([card]));
    assert_eq!(Home::with(&[])?.run(["list", "--json"]).json(), json!([]));
    Ok(())
}

#[test]
fn show_prints_the_bytes_as_they_are_in_the_file() -> Result<()> {
    let home = Home::with(&[])?;
    for bytes in [&b"a\r\nb\r\n"[..], b"\xff\xfe no utf-8", b"no final newline", b"", b"\x1b]52;c;aGk=\x07\x9b2J"] {
        home.put("x.md", bytes)?;
        let said = home.run(["show", "x.md"]);
        assert_eq!((said.code, said.out.as_slice(), said.notes.as_str()), (Some(0), bytes, ""));
    }
    Ok(())
}

#[test]
fn show_as_json_has_the_text_unless_it_is_not_utf_8() -> Result<()> {
    let home = Home::with(&[("x.md", "# 标题\n\u{1b}[2J")])?;
    let shown = home.run(["show", "x", "--json"]).json();
    assert_eq!((&shown["title"], &shown["text"]), (&json!("标题"), &json!("# 标题\n\u{1b}[2J")));
    assert_eq!(shown["path"], json!(home.book().canonicalize()?.join("x.md")));
    home.put("y.md", b"\xff")?;
    let shown = home.run(["show", "y", "--json"]).json();
    assert_eq!((&shown["text"], &shown["bytes"]), (&Value::Null, &json!(1)));
    Ok(())
}

#[test]
fn a_short_name_is_enough_where_it_is_unique() -> Result<()> {
    let home = Home::with(&[("code/review.md", "R"), ("写作/周报.md", "周"), ("pdf/SKILL.md", "S")])?;
    let short =
        [("review", "R"), ("rev", "R"), ("code/review", "R"), ("./code/review.md", "R"), ("周报", "周"), ("pdf/", "S")];
    for (name, text) in short {
        assert_eq!(home.run(["show", name]).text(), text, "{name}");
    }
    Ok(())
}

#[test]
fn a_path_that_is_there_needs_no_look_at_the_rest_of_the_book() -> Result<()> {
    let home = Home::with(&[("review.md", "exact"), ("code/review.md", "other")])?;
    assert_eq!(home.run(["show", "review.md", "-v"]).text(), "exact");
    let log = fs::read_to_string(home.at("state/promptbook/promptbook.log"))?;
    assert!(!log.contains("looking for a prompt"), "{log}");
    Ok(())
}

#[test]
fn an_ambiguous_name_lists_its_candidates_and_has_its_own_code() -> Result<()> {
    let home = Home::with(&[("code/review.md", ""), ("写作/review.md", ""), ("other.md", "")])?;
    for verb in ["show", "path", "edit", "rm"] {
        home.run([verb, "review"]).fails(3, &["\"review\" fits 2 prompts", "\n  code/review.md\n  写作/review.md\n"]);
    }
    home.run(["mv", "review", "new"]).fails(3, &["fits 2 prompts"]);
    assert_eq!(home.run(["list"]).text().lines().count(), 3);
    Ok(())
}

#[test]
fn a_name_that_is_not_there_brings_the_nearest_ones() -> Result<()> {
    let home = Home::with(&[("code/review.md", ""), ("写作/周报.md", "")])?;
    home.run(["show", "reveiw"]).fails(1, &["No prompt matches \"reveiw\". Did you mean code/review.md?"]);
    home.run(["show", "zzzz"]).fails(1, &["promptbook list"]);
    home.run(["show", "code/review.md/x.md"]).fails(1, &["No prompt matches"]);
    Ok(())
}

#[test]
fn path_prints_where_the_file_is() -> Result<()> {
    let home = Home::with(&[("写作/周报.md", "x")])?;
    let path = home.book().canonicalize()?.join("写作/周报.md");
    assert_eq!(home.run(["path", "周报"]).text(), format!("{}\n", path.display()));
    assert_eq!(home.run(["path", "周报", "--json"]).json(), json!({ "name": "写作/周报.md", "path": path }));
    Ok(())
}

#[test]
fn new_makes_a_prompt_with_a_title_and_prints_its_path() -> Result<()> {
    let home = Home::with(&[])?;
    let said = home.run(["new", "code/commit-msg"]);
    let path = home.book().canonicalize()?.join("code/commit-msg.md");
    assert_eq!((said.code, said.text()), (Some(0), format!("{}\n", path.display()).as_str()));
    assert_eq!(fs::read(path)?, b"# Commit msg\n\n");
    Ok(())
}

#[test]
fn new_takes_its_text_from_a_file_or_from_standard_input_unchanged() -> Result<()> {
    let home = Home::with(&[])?;
    let bytes = b"a\r\n\xff\x1b no end";
    fs::write(home.at("draft"), bytes)?;
    assert_eq!(home.run(["new", "a", "--from", "draft"]).code, Some(0));
    let said = home.run_with(|command| {
        command.args(["new", "写作/b.txt", "--from", "-", "--json"]).write_stdin(bytes.as_slice());
    });
    let made = said.json();
    assert_eq!((&made["name"], &made["bytes"]), (&json!("写作/b.txt"), &json!(bytes.len())));
    assert_eq!(fs::read(home.book().join("a.md"))?, bytes);
    assert_eq!(fs::read(home.book().join("写作/b.txt"))?, bytes);
    Ok(())
}

#[test]
fn new_keeps_a_prompt_that_has_the_name_already() -> Result<()> {
    let home = Home::with(&[("a.md", "mine")])?;
    home.run(["new", "a"]).fails(1, &["a.md exists already", "choose another name"]);
    assert_eq!(fs::read(home.book().join("a.md"))?, b"mine");
    Ok(())
}

#[test]
fn edit_opens_the_real_file_in_visual_before_editor() -> Result<()> {
    let home = Home::with(&[("code/a b.md", "old")])?;
    fs::write(home.at("my editor"), "#!/bin/sh\nprintf '%s' \"$1\" > \"$2\"\n")?;
    fs::set_permissions(home.at("my editor"), fs::Permissions::from_mode(0o755))?;
    let said = home.run_with(|command| {
        command.args(["edit", "a b"]).env("EDITOR", "false").env("VISUAL", "'./my editor' 'new text'");
    });
    assert_eq!((said.code, said.notes.as_str()), (Some(0), ""));
    assert_eq!(fs::read(home.book().join("code/a b.md"))?, b"new text");
    Ok(())
}

#[test]
fn edit_says_what_is_wrong_with_the_editor() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    home.run(["edit", "a"]).fails(1, &["no editor is set to open a.md with", "export EDITOR="]);
    let with = |editor: &str| {
        home.run_with(|command| {
            command.args(["edit", "a"]).env("VISUAL", "").env("EDITOR", editor);
        })
    };
    with("sh -c 'exit 3'").fails(1, &["EDITOR", "exit status: 3"]);
    with("no-such-editor").fails(1, &["could not start no-such-editor", "Correct EDITOR"]);
    with("vi 'x").fails(1, &["a quote in it is not closed"]);
    with("  ").fails(1, &["it names no program"]);
    Ok(())
}

#[test]
fn mv_takes_a_short_old_name_and_never_replaces_a_prompt() -> Result<()> {
    let home = Home::with(&[("code/review.md", "R"), ("taken.md", "T")])?;
    let said = home.run(["mv", "rev", "写作/审查"]);
    assert_eq!(
        (said.code, said.notes.as_str()),
        (Some(0), "Renamed code/review.md to 写作/审查.md. promptbook undo takes that back\n")
    );
    home.run(["mv", "审查", "taken"]).fails(1, &["taken.md exists already"]);
    let renamed = home.run(["mv", "审查", "b.txt", "--json"]).json();
    assert_eq!((&renamed["from"], &renamed["to"]), (&json!("写作/审查.md"), &json!("b.txt")));
    assert_eq!(fs::read(home.book().join("b.txt"))?, b"R");
    assert_eq!(fs::read(home.book().join("taken.md"))?, b"T");
    Ok(())
}

#[test]
fn stats_reads_every_prompt_once_and_prints_the_figures() -> Result<()> {
    let home = Home::with(&[("a.md", "1234"), ("写作/b.md", "56")])?;
    let said = home.run(["stats"]);
    for line in ["prompts     2 (6 bytes)", "hits        0", "misses      2 (first read 2)", "hit rate    0.0 %"] {
        assert!(said.text().contains(line), "{line:?} is not in {}", said.text());
    }
    let figures = home.run(["stats", "--json"]).json();
    let expected = [("prompts", 2), ("bytes", 6), ("misses", 2), ("hits", 0), ("resident", 2), ("unreadable", 0)];
    for (name, figure) in expected {
        assert_eq!(figures[name], json!(figure), "{name}");
    }
    assert!(figures["load"]["p99_ns"].is_u64() && figures["save"].is_null());
    Ok(())
}

#[test]
fn stats_of_nothing_invents_no_figure() -> Result<()> {
    let home = Home::with(&[])?;
    assert!(home.run(["stats"]).text().contains("hit rate    —\n"));
    assert_eq!(home.run(["stats", "--json"]).json()["hit_rate"], Value::Null);
    Ok(())
}

#[test]
fn the_cache_is_off_by_option_or_by_setting_and_everything_still_works() -> Result<()> {
    let home = Home::with(&[("a.md", "1234")])?;
    let resident =
        |option: Option<&str>| home.run(["stats", "--json"].into_iter().chain(option)).json()["resident"].clone();
    assert_eq!(resident(None), 1);
    assert_eq!(resident(Some("--no-cache")), 0);
    home.configure("[cache]\nmax_bytes = '3 B'\n")?;
    assert_eq!(resident(None), 0);
    home.configure("[cache]\nenabled = false\n")?;
    assert_eq!(resident(None), 0);
    // The program itself is larger than that; and below a limit that it keeps to, the cache is on.
    home.configure("[cache]\nmemory_limit = '1 KB'\n")?;
    let over = home.run(["stats", "--json"]).json();
    assert_eq!((&over["resident"], &over["cache"]["off"]), (&0.into(), &"memory_limit".into()), "{over}");
    home.configure("[cache]\nmemory_limit = '8 GB'\n")?;
    assert_eq!(resident(None), 1);
    assert_eq!(home.run(["show", "a"]).text(), "1234");
    Ok(())
}

#[test]
fn tokens_are_counted_without_the_header_by_either_vocabulary() -> Result<()> {
    let home = Home::with(&[("a.md", "---\ntitle: x\n---\nhello world"), ("写作/b.md", "hello world hello world")])?;
    assert_eq!(home.run(["tokens", "a"]).text(), "2 a.md\n");
    assert_eq!(home.run(["tokens", "a", "b", "--vocabulary", "cl100k"]).text(), "2 a.md\n4 写作/b.md\n6 total\n");
    let row = json!({ "name": "a.md", "characters": 11, "tokens": 2, "exact": true, "vocabulary": "o200k" });
    assert_eq!(home.run(["tokens", "a", "--json"]).json(), json!([row]));
    home.run(["tokens", "a", "--vocabulary", "gpt"]).fails(2, &["o200k", "cl100k"]);
    Ok(())
}

#[test]
fn whoever_includes_a_prompt_is_told_of_when_it_goes_or_gets_another_name() -> Result<()> {
    let home = Home::with(&[("head.md", "H"), ("a.md", "{{> head}}"), ("写作/b.md", "{{> head}}"), ("c.md", "C")])?;
    let renamed = home.run(["mv", "head", "头.md"]);
    assert_eq!(
        (renamed.code, renamed.notes.as_str()),
        (
            Some(0),
            "Renamed head.md to 头.md. promptbook undo takes that back\n2 prompts include head.md and miss it now: a.md, 写作/b.md\n"
        )
    );
    assert_eq!(home.run(["mv", "头.md", "head.md", "--json"]).notes, "");
    assert_eq!(home.run(["rm", "a"]).notes, "Moved a.md to the trash. promptbook undo brings it back\n");
    let removed = home.run(["rm", "head", "--json"]);
    assert_eq!(removed.notes, "1 prompt includes head.md and misses it now: 写作/b.md\n");
    assert_eq!(removed.json()["name"], json!("head.md"));
    Ok(())
}

#[test]
fn what_convert_prints_is_a_name_and_the_prompt_that_was_converted_keeps_its_own() -> Result<()> {
    let home = Home::with(&[("code/review.md", "R {{x}}")])?;
    let made = home.run(["convert", "code/review", "--to", "dotprompt"]);
    assert_eq!(made.code, Some(0), "{}", made.notes);
    let path = made.text().trim_end().to_owned();
    assert!(path.starts_with('/'), "{path}");
    assert!(home.run(["show", path.as_str()]).text().contains("R {{x}}"));
    assert_eq!(home.run(["show", "code/review"]).text(), "R {{x}}");
    std::os::unix::fs::symlink(home.book(), home.at("link"))?;
    let linked = home.at("link/code/review");
    assert_eq!(home.run(["show", linked.to_str().expect("UTF-8")]).text(), "R {{x}}");
    home.run(["show", "/nowhere/x.md"]).fails(2, &["/nowhere/x.md is an absolute path"]);
    Ok(())
}
