//! What a prompt asks for, and what is odd about it.

use std::io::Result;

use serde_json::json;

use crate::Home;

#[test]
fn args_prints_a_table_of_what_fills_each_argument_and_what_is_included() -> Result<()> {
    let review = "---\nargs:\n  language: {default: Rust, choices: [Rust, Go, 中文], description: of the change}\n  差异: {kind: multiline, required: true}\n---\n{{> team/head}}{{language}} {{差异}} {{input}}";
    let prompts = [("code/review.md", review), ("team/head.md", "{{who}}"), ("other.md", "{{> code/review}}")];
    let home = Home::with(&prompts)?;
    let said = home.run(["args", "review", "--used-by"]);
    let table = "\
code/review.md  plain
  language  choice     default Rust  word 1   Rust | Go | 中文  of the change
  差异      multiline  required      word 2
  input     text       required      --input
  who       text       required      word 3
includes  team/head.md
used by   other.md
";
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), table, ""));
    assert_eq!(
        home.run(["args", "head", "--used-by"]).text(),
        "team/head.md  plain\n  who  text  required  word 1\nused by   code/review.md\n"
    );
    Ok(())
}

#[test]
fn args_as_json_has_everything_that_a_form_needs() -> Result<()> {
    let prompts = [("x.md", "---\nargs:\n  n: {kind: number, default: 3}\n---\n{{n}}{{> gone}}{{> y}}"), ("y.md", "")];
    let home = Home::with(&prompts)?;
    let shown = home.run(["args", "x", "--used-by", "--json"]).json();
    let n = json!({
        "name": "n", "takes": { "from": "position", "position": 0 }, "description": "", "required": false, "default": 3,
        "placeholder": null, "choices": [], "kind": "number", "origin": "declared",
    });
    assert_eq!((&shown["dialect"], &shown["arguments"]), (&json!("plain"), &json!([n])));
    assert_eq!((&shown["includes"], &shown["used_by"], &shown["sites"]), (&json!(["y.md"]), &json!([]), &json!([])));
    assert_eq!(shown["faults"], json!(["x.md line 5 includes gone, which is not in the book"]));
    assert_eq!(home.run(["args", "x", "--json"]).json().get("used_by"), None);
    let none = home.run(["args", "y"]);
    assert_eq!((none.text(), none.notes.as_str()), ("y.md  plain\n", "y.md asks for nothing\n"));
    Ok(())
}

#[test]
fn lint_prints_a_line_for_each_finding_in_the_order_of_names_and_lines() -> Result<()> {
    let home = Home::with(&[
        ("a.md", "one\n{{open\n{{> nowhere}}\n{{> b}}"),
        ("b.md", "{{> c}}"),
        ("c.md", "x\n{{> b}}"),
        ("good.md", "---\nargs: [x]\n---\n{{x}}"),
        ("header.md", "---\ntitle: Use when: x\nargs: [x, y]\n---\n{{x}}"),
    ])?;
    home.put("latin.md", b"caf\xe9\n")?;
    let said = home.run(["lint"]);
    let lines: Vec<&str> = said.text().lines().collect();
    assert_eq!(
        lines,
        [
            "a.md:2: \"{{open\" is not closed; it stays plain text. Close it with }}, or write \\{{ for braces",
            "a.md:3: it includes nowhere, which is not in the book. Correct the name, or make that prompt",
            "b.md:1: its includes go round in a circle: b.md → c.md → b.md. Take one of them out",
            "c.md:2: its includes go round in a circle: c.md → b.md → c.md. Take one of them out",
            "header.md:2: the header is not YAML here; the line is read as plain text. Put the value in quotes",
            "header.md:3: y is declared and not used. Use it as {{y}}, or take it out",
            "latin.md:1: the file is not UTF-8 from here on; some tools will refuse it. Convert it to UTF-8",
        ]
    );
    assert_eq!((said.code, said.notes.as_str()), (Some(1), "7 findings in 5 of 6 prompts: 3 faults, 4 warnings\n"));
    Ok(())
}

#[test]
fn lint_of_some_prompts_tells_of_what_they_include_too() -> Result<()> {
    let home = Home::with(&[("a.md", "\n{{> b}}"), ("b.md", "{{> c}}"), ("c.md", "{{> b}}{{> bx}}"), ("good.md", "")])?;
    let said = home.run(["lint", "a.md"]);
    let lines: Vec<&str> = said.text().lines().collect();
    assert_eq!(
        lines,
        [
            "a.md:2: its includes go round in a circle: a.md → b.md → c.md → b.md. Take one of them out",
            "a.md:2: c.md, which it includes, includes bx in line 1, which is not in the book. Correct the name, or make that prompt",
        ]
    );
    let good = home.run(["lint", "good"]);
    assert_eq!((good.code, good.text(), good.notes.as_str()), (Some(0), "", "No findings in 1 prompt\n"));
    home.run(["lint", "good", "nothing"]).fails(1, &["No prompt matches"]);
    Ok(())
}

#[test]
fn lint_as_json_has_the_bytes_and_a_level_leaves_out_what_matters_less() -> Result<()> {
    let home = Home::with(&[("a.md", "one\n{{open\n")])?;
    let said = home.run(["lint", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&said.out)?;
    assert_eq!((said.code, &found[0]["severity"], &found[0]["line"]), (Some(1), &json!("warning"), &json!(2)));
    assert_eq!((&found[0]["name"], &found[0]["span"]), (&json!("a.md"), &json!({ "start": 4, "end": 10 })));
    let said = home.run(["lint", "--level", "fault", "--json"]);
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), "[]\n", "No findings in 1 prompt\n"));
    Ok(())
}
