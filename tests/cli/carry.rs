//! Prompts of other programs into the book, and out of it.

use std::fs;
use std::io::Result;

use serde_json::json;

use crate::Home;

const TABLE: &str = "act,prompt,for_devs,type,contributor\r\nLinux Terminal,\"a, \"\"b\"\"\nc\",TRUE,TEXT,f\r\n周报,${Name:x},FALSE,TEXT,g\r\n";

#[test]
fn a_table_is_imported_and_exported_as_it_was_and_one_undo_takes_it_back() -> Result<()> {
    let home = Home::with(&[("mine.md", "mine")])?;
    fs::write(home.at("p.csv"), TABLE)?;
    let said = home.run(["import", "p.csv"]);
    assert_eq!((said.code, said.text()), (Some(0), "prompts.chat/Linux Terminal.md\nprompts.chat/周报.md\n"));
    assert!(
        said.notes.starts_with("Imported 2 prompts in ") && said.notes.contains("promptbook undo"),
        "{}",
        said.notes
    );
    assert_eq!(home.run(["export", "prompts.chat", "--format", "csv"]).text(), TABLE);
    let again = home.run(["import", "p.csv", "--json"]);
    assert_eq!(again.json()["same"], json!(["prompts.chat/Linux Terminal.md", "prompts.chat/周报.md"]));
    home.run(["undo"]);
    assert_eq!(home.run(["list"]).text(), "mine.md\n");
    home.run(["redo"]);
    assert_eq!(home.run(["list"]).text(), "mine.md\nprompts.chat/Linux Terminal.md\nprompts.chat/周报.md\n");
    Ok(())
}

#[test]
fn nothing_in_the_book_is_overwritten_and_the_rest_is_imported() -> Result<()> {
    let home = Home::with(&[("prompts.chat/周报.md", "mine")])?;
    fs::write(home.at("p.csv"), TABLE)?;
    let said = home.run(["import", "p.csv"]);
    assert_eq!((said.code, said.text()), (Some(1), "prompts.chat/Linux Terminal.md\n"));
    assert!(said.notes.contains("prompts.chat/周报.md was not imported: another text has this name"), "{}", said.notes);
    assert_eq!(fs::read(home.book().join("prompts.chat/周报.md"))?, b"mine");
    let said = home.run(["import", "p.csv", "--into", "other/"]);
    assert_eq!((said.code, said.text()), (Some(0), "other/Linux Terminal.md\nother/周报.md\n"));
    Ok(())
}

#[test]
fn a_table_with_a_quote_that_is_not_closed_is_not_imported_at_all() -> Result<()> {
    let home = Home::with(&[])?;
    fs::write(home.at("p.csv"), "act,prompt\nA,\"text\"\nB,\"never closed\nC,c\nD,d\n")?;
    home.run(["import", "p.csv"])
        .fails(1, &["p.csv: the quote that opens in line 3 is not closed", "Nothing was imported"]);
    assert_eq!(home.run(["list"]).text(), "");
    Ok(())
}

#[test]
fn commands_that_become_plain_prompts_are_told_with_lines_for_the_settings_that_work() -> Result<()> {
    let home = Home::with(&[])?;
    for (name, text) in [("in/git/fix.md", "Fix $ARGUMENTS"), ("in/top.md", "Do $ARGUMENTS"), ("in/git/no.md", "No")] {
        fs::create_dir_all(home.at("in/git"))?;
        fs::write(home.at(name), text)?;
    }
    let said = home.run(["import", "in"]);
    assert_eq!((said.code, said.text()), (Some(0), "git/fix.md\ngit/no.md\ntop.md\n"), "{}", said.notes);
    for part in ["2 prompts: $ARGUMENTS in git/fix.md, top.md is text here", "--into .claude/commands"] {
        assert!(said.notes.contains(part), "{part} in {}", said.notes);
    }
    assert_eq!(home.run(["render", "git/fix", "--", "it"]).code, Some(2));
    let lines: Vec<&str> = said.notes.lines().map(str::trim).filter(|line| line.starts_with(['[', '"'])).collect();
    assert_eq!(lines, ["[dialects]", "\"git\" = \"claude\""]);
    home.configure(&lines.join("\n"))?;
    assert_eq!(home.run(["render", "git/fix", "--", "it"]).text(), "Fix it");
    let told = home.run(["import", "in", "--into", ".claude/commands"]);
    assert!(told.code == Some(0) && !told.notes.contains("$ARGUMENTS"), "{}", told.notes);
    assert_eq!(home.run(["render", ".claude/commands/top", "it"]).text(), "Do it");
    Ok(())
}

#[test]
fn a_dry_run_says_what_would_be_and_makes_nothing() -> Result<()> {
    let home = Home::new()?;
    let said = home.run_with(|command| {
        command.args(["import", "-", "--dry-run"]).write_stdin(TABLE);
    });
    assert_eq!((said.code, said.text().lines().count()), (Some(0), 2));
    assert_eq!(said.notes, "Would import 2 prompts\n");
    assert!(home.is_untouched()?);
    Ok(())
}

#[test]
fn a_folder_of_prompts_is_copied_as_it_is_and_the_rest_is_told() -> Result<()> {
    let home = Home::with(&[])?;
    for (name, text) in
        [("in/a/x.md", "\u{feff}a\r\n"), ("in/.claude/commands/c.md", "$1"), ("in/x.pdf", "p"), ("in/n.cheat", "")]
    {
        let path = home.at(name);
        fs::create_dir_all(path.parent().expect("a folder"))?;
        fs::write(path, text)?;
    }
    let said = home.run(["import", "in", "--json"]).json();
    assert_eq!(said["imported"], json!([".claude/commands/c.md", "a/x.md"]));
    let passed: Vec<&str> =
        said["passed_over"].as_array().expect("a list").iter().filter_map(|one| one["place"].as_str()).collect();
    assert_eq!(passed, ["n.cheat", "x.pdf"]);
    assert_eq!(fs::read(home.book().join("a/x.md"))?, "\u{feff}a\r\n".as_bytes());
    let said = home.run(["export", "--format", "./out"]);
    assert_eq!((said.code, said.text()), (Some(0), "./out/.claude/commands/c.md\n./out/a/x.md\n"));
    home.put("a/x.md", b"changed")?;
    let said = home.run(["export", "--format", "./out"]);
    assert_eq!((said.code, said.text()), (Some(1), ""));
    assert!(said.notes.contains("a/x.md exists already"), "{}", said.notes);
    assert_eq!(fs::read(home.at("out/a/x.md"))?, "\u{feff}a\r\n".as_bytes());
    Ok(())
}

#[test]
fn json_goes_out_and_comes_back_and_no_file_is_overwritten() -> Result<()> {
    let home = Home::with(&[("a.md", "# A\n{{x}}")])?;
    home.put("b.md", b"\xff")?;
    home.run(["export", "--format", "xml"]).fails(2, &["there is no format xml", "./xml"]);
    assert_eq!(home.run(["export", "--format", "json", "--output", "all.json"]).code, Some(0));
    home.run(["export", "--format", "json", "--output", "all.json"]).fails(1, &["all.json exists already"]);
    assert_eq!(home.run(["export", "a", "--format", "json"]).json()[0]["arguments"][0]["name"], json!("x"));
    fs::create_dir(home.at("other"))?;
    let said = home.run(["import", "all.json", "--book", "other"]);
    assert_eq!(said.text(), "a.md\nb.md\n");
    assert_eq!(fs::read(home.at("other/b.md"))?, b"\xff");
    home.run(["import", "no.csv"]).fails(1, &["no.csv: it does not exist"]);
    Ok(())
}

#[test]
fn a_prompt_is_converted_and_what_is_lost_is_told() -> Result<()> {
    let home = Home::with(&[
        ("team/head.md", "We are red. "),
        ("code/review.md", "{{> team/head}}Review {{language=Rust}} in {{file}}."),
    ])?;
    let said = home.run(["convert", "review", "--to", "claude", "--dry-run"]);
    assert!(said.text().ends_with("---\nWe are red. Review $0 in $1."), "{}", said.text());
    assert!(
        said.notes.starts_with("In the new file {{language}} is $0, {{file}} is $1\n")
            && said.notes.contains("team/head.md is written out"),
        "{}",
        said.notes
    );
    let said = home.run(["convert", "review", "--to", "claude", "--json"]).json();
    assert_eq!(said["name"], json!(".claude/commands/code/review.md"));
    let kinds: Vec<&str> =
        said["lost"].as_array().expect("a list").iter().filter_map(|loss| loss["kind"].as_str()).collect();
    assert_eq!(kinds, ["include", "default"]);
    home.run(["convert", "code/review.md", "--to", "claude"]).fails(1, &["exists already"]);
    assert_eq!(home.run(["convert", "code/review.md", "--to", "llm", "--as", "templates/r"]).code, Some(0));
    assert!(home.book().join("templates/r.yaml").exists());
    home.run(["convert", "review.md", "--to", "nonsense"]).fails(2, &["no such dialect"]);
    Ok(())
}

#[test]
fn an_empty_format_is_told_as_such() -> Result<()> {
    Home::with(&[("a.md", "A\n")])?
        .run(["export", "--format", ""])
        .fails(2, &["--format is empty: give json, csv or a folder"]);
    Ok(())
}

#[test]
fn convert_says_what_is_lost_where_and_what_to_do() -> Result<()> {
    let review = "---\ntitle: Code review\ntags: [code]\nargs:\n  language: {default: Rust, choices: [Rust, Go]}\n  key: {kind: secret}\n---\n{{> head}}{{language}} {{key}}\n";
    let fix = "---\nargument-hint: <issue> [note]\n---\nFix $0 by !`git log`.\nNote: $1\n";
    let home = Home::with(&[("review.md", review), ("head.md", "Hi. "), (".claude/commands/fix.md", fix)])?;
    let said = home.run(["convert", "review", "--to", "claude"]);
    let lines: Vec<&str> = said.notes.lines().collect();
    assert_eq!(
        lines,
        [
            "In the new file {{language}} is $0, {{key}} is $1",
            "Lost: review.md:8: head.md is written out: the new file does not include it. Convert again when it changes",
            "Lost: review.md:2: title is not carried over: Code review. Write it into the new file where the tool has a place for it",
            "Lost: review.md:3: tags is not carried over: code. Write it into the new file where the tool has a place for it",
            "Lost: review.md:5: language has no default there: it was \"Rust\". Give it each time, or write it into the text",
            "Lost: review.md:5: language may be anything there, not only Rust, Go. Name them in the text",
            "Lost: review.md:6: key is no secret there: it may be shown and kept. Do not give one that others must not see",
        ]
    );
    let said = home.run(["convert", "fix", "--to", "cursor", "--json"]).json();
    let of = |kind: &str| said["lost"].as_array().into_iter().flatten().find(|loss| loss["kind"] == kind).cloned();
    let shell = of("site").unwrap_or_default();
    assert_eq!((&shell["line"], &shell["what"]), (&json!(4), &json!("git log is not run: it is text there")));
    let place = of("argument").unwrap_or_default();
    assert_eq!((&place["line"], &place["about"]), (&json!(4), &json!("0")));
    let what = "cursor takes no values, so $0 cannot be given: [0] stands in the text for it";
    assert_eq!(place["what"], what);
    Ok(())
}
