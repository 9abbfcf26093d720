//! Headers that are changed from a shell.

use std::fs;
use std::io::Result;

use serde_json::json;

use crate::Home;

#[test]
fn set_changes_the_fields_and_no_other_byte_and_is_undone() -> Result<()> {
    let old = "\u{feff}---\r\n# mine\r\ntitle: 'Old'  # why\r\nx: [1,\r\n  2]\r\n---\r\n正文 {{a}}\r\nno end";
    let home = Home::with(&[("写作/周报.md", old)])?;
    let file = home.book().join("写作/周报.md");
    let said =
        home.run(["set", "周报", "--title", "新: 题", "--tags", "写作, #周", "--argument", "a=1", "--argument", "b"]);
    assert_eq!((said.code, said.text()), (Some(0), ""), "{}", said.notes);
    assert_eq!(said.notes, "Changed the header of 写作/周报.md. promptbook undo takes that back\n");
    let new = old.replace("'Old'", "'新: 题'");
    let new = new.replace("2]\r\n", "2]\r\ntags: [写作, 周]\r\nargs:\r\n  a: '1'\r\n  b:\r\n");
    assert_eq!(fs::read_to_string(&file)?, new);
    assert_eq!(home.run(["set", "周报", "--title", "新: 题"]).notes, "The header of 写作/周报.md says that already\n");
    let shown = home.run(["show", "周报", "--json"]).json();
    assert_eq!((&shown["title"], &shown["tags"]), (&json!("新: 题"), &json!(["写作", "周"])));
    assert_eq!(home.run(["undo"]).code, Some(0));
    assert_eq!(fs::read_to_string(&file)?, old);
    Ok(())
}

#[test]
fn set_makes_a_header_where_there_is_none() -> Result<()> {
    let home = Home::with(&[("a.md", "Hello {{who}}\n")])?;
    let set = home.run(["set", "a", "--description", "greets", "--argument", "who=you", "--json"]).json();
    let text = "---\ndescription: greets\nargs:\n  who: you\n---\nHello {{who}}\n";
    assert_eq!(set, json!({ "name": "a.md", "bytes": text.len(), "changed": true, "not_kept": null }));
    assert_eq!(fs::read_to_string(home.book().join("a.md"))?, text);
    assert_eq!(home.run(["render", "a"]).text(), "Hello you\n");
    Ok(())
}

#[test]
fn set_says_what_a_prompt_has_no_place_for_and_changes_nothing() -> Result<()> {
    let prompts = [("rule.mdc", "---\ndescription: d\nglobs: **/*.ts\n---\n"), ("a.md", "---\n{x: 1}\n---\n")];
    let home = Home::with(&prompts)?;
    home.run(["set", "rule", "--description", "new", "--title", "T"])
        .fails(1, &["rule.mdc: a prompt of the dialect cursor has no title", "promptbook mv", "Nothing was changed"]);
    home.run(["set", "a", "--tags", "a b"]).fails(1, &["\"a b\" cannot be a tag"]);
    home.run(["set", "a", "--argument", "1x"]).fails(1, &["\"1x\" cannot be the name of an argument"]);
    home.run(["set", "a"]).fails(2, &["say what to set: --title"]);
    home.run(["set", "nothing", "--title", "T"]).fails(1, &["No prompt matches"]);
    for (name, text) in prompts {
        assert_eq!(fs::read_to_string(home.book().join(name))?, text);
    }
    assert_eq!(home.run(["set", "rule", "--description", "new: d"]).code, Some(0));
    let rule = fs::read_to_string(home.book().join("rule.mdc"))?;
    assert!(rule.starts_with("---\ndescription: ") && rule.ends_with("\nglobs: **/*.ts\n---\n"), "{rule}");
    Ok(())
}

#[test]
fn no_undo_is_promised_where_the_history_cannot_be_written() -> Result<()> {
    let home = Home::with(&[("a.md", "A\n")])?;
    fs::write(home.at("no-folder"), "")?;
    fs::write(home.at("one.txt"), "B\n")?;
    let run = |arguments: [&str; 3]| {
        home.run_with(|command| {
            command.args(arguments).env("XDG_STATE_HOME", home.at("no-folder"));
        })
    };
    let source = home.at("one.txt");
    for said in [run(["set", "a", "--title=T"]), run(["import", source.to_str().unwrap_or_default(), "--into=x"])] {
        assert_eq!(said.code, Some(0), "{}", said.notes);
        assert!(
            said.notes.contains(". It cannot be undone: ") && !said.notes.contains("takes that back"),
            "{}",
            said.notes
        );
    }
    Ok(())
}

#[test]
fn what_could_not_be_brought_back_is_not_removed() -> Result<()> {
    let home = Home::with(&[("a.md", "A\n")])?;
    fs::write(home.at("no-folder"), "")?;
    let said = home.run_with(|command| {
        command.args(["rm", "a"]).env("XDG_STATE_HOME", home.at("no-folder"));
    });
    said.fails(
        1,
        &["a.md was not removed, for its text cannot be kept: could not write to the history", "prompts/a.md"],
    );
    assert!(home.book().join("a.md").exists());
    Ok(())
}

#[test]
fn rm_and_mv_promise_no_undo_where_the_change_itself_could_not_be_noted() -> Result<()> {
    let home = Home::with(&[("a.md", "A\n")])?;
    assert_eq!(home.run(["set", "a", "--title=T"]).code, Some(0));
    // The text is in the history already; only the note of what was done has to be written, and no file may grow.
    let run = |line: &str| {
        let mut shell = std::process::Command::new("sh");
        let process = home.process();
        shell.args(["-c", &format!("ulimit -f 0 && exec \"$0\" {line}"), crate::PROGRAM]);
        shell.envs(process.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.current_dir(home.at("")).output().expect("a shell");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, _, notes) = run("rm a.md");
    assert!(code == Some(0) && notes.starts_with("Moved a.md to the trash. It cannot be undone: "), "{notes}");
    let back = notes.split(". ").last().and_then(|last| last.strip_suffix(" brings its text back\n"));
    let back = back.and_then(|back| back.strip_prefix("promptbook ")).unwrap_or_default();
    assert_eq!(home.run(back.split(' ')).code, Some(0), "{notes}");
    let (code, out, _) = run("rm a.md --json");
    assert!(code == Some(0) && out.contains("\"not_kept\": \"could not write"), "{out}");
    home.put("a.md", b"A\n")?;
    let (code, _, notes) = run("mv a.md b.md");
    assert!(code == Some(0) && notes.starts_with("Renamed a.md to b.md. It cannot be undone: "), "{notes}");
    Ok(())
}

#[test]
fn a_default_that_lint_would_reject_is_refused_with_what_is_allowed() -> Result<()> {
    let text =
        "---\nargs:\n  n: {kind: number}\n  c: {choices: [alpha, beta]}\n  d: {kind: date}\n---\n{{n}}{{c}}{{d}}\n";
    let home = Home::with(&[("all.md", text)])?;
    home.run(["set", "all", "--argument", "n=abc", "--argument", "c=zeta"]).fails(
        2,
        &[
            "all.md: the default of n cannot be \"abc\": give a number such as 3 or 0.5",
            "the default of c cannot be \"zeta\": give one of alpha, beta",
            "Nothing was changed",
        ],
    );
    assert_eq!(fs::read_to_string(home.book().join("all.md"))?, text);
    let said = home.run(["set", "all", "--argument", "n=2.5", "--argument", "c=beta", "--argument", "d=2026-01-31"]);
    assert_eq!(said.code, Some(0), "{}", said.notes);
    assert_eq!(home.run(["lint", "all"]).code, Some(0));
    Ok(())
}
