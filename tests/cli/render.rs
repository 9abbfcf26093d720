//! Prompts with their arguments filled in.

use std::fs;
use std::io::Result;
use std::os::unix::ffi::OsStrExt;

use serde_json::{Value, json};

use crate::Home;

const REVIEW: &str = "---\nargs:\n  language: {default: Rust, choices: [Rust, Go, 中文]}\n  diff: {kind: multiline, required: true}\n---\nReview this {{language}}:\n{{diff}}";

#[test]
fn values_are_given_by_name_or_in_the_order_of_the_arguments() -> Result<()> {
    let home = Home::with(&[("code/review.md", REVIEW)])?;
    let said = home.run(["render", "review", "language=Go", "diff=-a\n+b"]);
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), "Review this Go:\n-a\n+b", ""));
    assert_eq!(home.run(["render", "review", "中文", "差异"]).text(), "Review this 中文:\n差异");
    // A word is for the next argument that has no value by name.
    assert_eq!(home.run(["render", "review", "language=Go", "d"]).text(), "Review this Go:\nd");
    assert_eq!(home.run(["render", "review", "d=x", "--", "Go"]).code, Some(2));
    assert_eq!(home.run(["render", "review", "diff=1", "diff=2"]).text(), "Review this Rust:\n2");
    assert_eq!(home.run(["render", "review", "diff="]).text(), "Review this Rust:\n", "nothing is a value too");
    assert_eq!(home.run(["render", "review", "--", "Go", "language=Rust"]).text(), "Review this Go:\nlanguage=Rust");
    Ok(())
}

#[test]
fn everything_that_is_missing_is_named_at_once_with_a_line_to_copy() -> Result<()> {
    let home = Home::with(&[("a b.md", "{{one}} {{two}} {{three=3}} {{input}}")])?;
    home.run(["render", "a b", "two=it's"]).fails(
        2,
        &["a b.md needs one and input. For example:\n  promptbook render 'a b' 'two=it'\\''s' one=… --input FILE\n"],
    );
    let choice = Home::with(&[("review.md", &REVIEW.replace("default: Rust, ", ""))])?;
    choice
        .run(["render", "review"])
        .fails(2, &["needs language and diff", "promptbook render review language=Rust diff=…"]);
    choice.run(["render", "review", "--", "-x"]).fails(
        2,
        &[
            "language cannot be \"-x\": give one of Rust, Go, 中文",
            "needs diff. For example:\n  promptbook render review diff=… language=Rust\n",
        ],
    );
    Ok(())
}

#[test]
fn the_line_to_copy_is_one_that_is_accepted() -> Result<()> {
    let two =
        "---\nargs:\n  a: {input: true}\n  b: {input: true}\n  n: {kind: number, required: true}\n---\n{{a}}{{b}}{{n}}";
    let home = Home::with(&[
        ("templates/t.yaml", "prompt: Say $word of $input\n"),
        ("two.md", two),
        ("review.md", &REVIEW.replace("default: Rust, ", "")),
        (
            "kinds.md",
            "---\nargs:\n  d: {kind: date, required: true}\n  f: {kind: file, required: true}\n---\n{{d}}{{f}}{{w}}",
        ),
    ])?;
    fs::write(home.at("FILE"), "what is in it")?;
    fs::write(home.at("odd.json"), r#"{"nothing": 1, "language": "Go"}"#)?;
    for (given, line) in [
        (&["templates/t.yaml", "some", "words"][..], "promptbook render templates/t.yaml some --input FILE"),
        (&["two"], "promptbook render two --input FILE n=1"),
        (&["two", "n=x"], ""),
        (&["review", "C", "D", "E"], ""),
        (&["review", "C"], "promptbook render review diff=… language=Rust"),
        (&["review", "langage=Go"], "promptbook render review language=Rust diff=…"),
        (&["review", "--args-json", "odd.json"], "promptbook render review language=Rust diff=…"),
        (&["kinds", "--", "soon"], ""),
        (&["kinds", "w=1"], "promptbook render kinds w=1 d=2026-01-31 f=@FILE"),
    ] {
        let said = home.run([&["render"], given].concat());
        let suggested = said.notes.lines().find_map(|line| line.trim().strip_prefix("promptbook "));
        assert_eq!((said.code, suggested.is_some()), (Some(2), suggested.is_some()), "{}", said.notes);
        if !line.is_empty() {
            assert_eq!(suggested.map(|line| format!("promptbook {line}")).as_deref(), Some(line), "{}", said.notes);
        }
        if let Some(line) = suggested {
            let again = home.run(line.split(' '));
            assert_eq!(again.code, Some(0), "{line}: {}", again.notes);
        }
    }
    Ok(())
}

#[test]
fn a_secret_is_not_repeated_in_the_line_to_copy() -> Result<()> {
    let home = Home::with(&[("a.md", "---\nargs:\n  s: {kind: secret}\n  b: {}\n  k: {}\n---\n{{s}} {{b}} {{k}}")])?;
    home.run(["render", "a", "k=z", "s=sk-SECRET"])
        .fails(2, &["a.md needs b. For example:\n  promptbook render a k=z s=… b=…\n"]);
    let said = home.run(["render", "a", "k=z", "--", "sk-SECRET"]);
    said.fails(2, &["promptbook render a k=z b=… -- …\n"]);
    let said = home.run(["render", "a", "k=z", "sk-SECRET"]);
    said.fails(2, &["promptbook render a k=z … b=…\n"]);
    let unnamed = home.run(["render", "a", "q=1", "s=sk-SECRET"]);
    unnamed.fails(2, &["has no argument q"]);
    assert!(!unnamed.notes.contains("sk-SECRET"), "{}", unnamed.notes);
    Ok(())
}

#[test]
fn a_name_that_the_prompt_does_not_have_brings_those_that_it_has() -> Result<()> {
    let home = Home::with(&[("review.md", REVIEW), ("none.md", "Hello")])?;
    home.run(["render", "review", "diff=x", "langage=Go"])
        .fails(2, &["review.md has no argument langage: it has language, diff. Did you mean language?"]);
    home.run(["render", "none", "a=b"]).fails(2, &["none.md has no argument a: it has none"]);
    home.run(["render", "none", "a"]).fails(2, &["none.md: it takes no words, and 1 was given"]);
    home.run(["render", "reviw"]).fails(1, &["Did you mean review.md?"]);
    home.run(["render", "e"]).fails(3, &["fits 2 prompts"]);
    Ok(())
}

#[test]
fn hostile_values_come_out_as_they_went_in() -> Result<()> {
    let home = Home::with(&[("x.md", "<{{a}}|{{input}}>")])?;
    let mut hostile: Vec<Vec<u8>> = [
        &b"{{a}} {{input}} {{> x}} \\{{a}}"[..],
        b"\x1b]52;c;aGk=\x07\x1b[2J\x9b2J",
        b"\xff\xfe no utf-8 \xc3",
        b"a\r\nb\n\n",
        "\u{202e}中文\u{200b}".as_bytes(),
        b"$ARGUMENTS `touch x` $(touch y)",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    for value in &hostile {
        let said = home.run_with(|command| {
            let argument = [b"a=", value.as_slice()].concat();
            command.args(["render".as_ref(), "x".as_ref(), std::ffi::OsStr::from_bytes(&argument)]);
            command.args(["--input", "-"]).write_stdin(value.as_slice());
        });
        assert_eq!(said.out, [b"<", value.as_slice(), b"|", value.as_slice(), b">"].concat(), "{}", said.notes);
        assert_eq!((said.code, said.notes.as_str()), (Some(0), ""));
    }
    // What no command line can hold comes through a file.
    hostile.push(b"\0nul\0".to_vec());
    hostile.push([&b"{{a}}\0\xff"[..], &vec![b'x'; 10 << 20]].concat());
    for value in &hostile {
        fs::write(home.at("value"), value)?;
        let said = home.run(["render", "x", "a=1", "--input", "value"]);
        assert!(said.out == [b"<1|", value.as_slice(), b">"].concat(), "{}", said.notes);
    }
    Ok(())
}

#[test]
fn values_from_json_keep_their_types_and_the_command_line_comes_before_them() -> Result<()> {
    let home = Home::with(&[("x.md", "{{a}} {{b}} {{c}}")])?;
    let with = |arguments: &[&str], text: &str| {
        home.run_with(|command| {
            command.args(["render", "x", "--args-json", "-"]).args(arguments).write_stdin(text);
        })
    };
    assert_eq!(with(&[], r#"{"a": "文\u0021", "b": 1.50, "c": [true, "x"]}"#).text(), "文! 1.50 true, x");
    assert_eq!(with(&["a=1"], r#"{"a": 2, "b": 3, "c": {"k": null}}"#).text(), "1 3 {\"k\":null}");
    with(&[], "[1]").fails(1, &["standard input: it is JSON and no object", "Nothing was rendered"]);
    with(&[], "{").fails(1, &["standard input: it is not JSON"]);
    with(&["--input", "-"], "{}").fails(2, &["cannot both take standard input"]);
    with(&[], "{\"a\": 1,\n\"a\": 2}")
        .fails(1, &["standard input: \"a\" stands in it twice", "line 2", "Nothing was rendered"]);
    with(&[], r#"{"a": {"k": 1, "k": 2}}"#)
        .fails(1, &["standard input: the value of a cannot be used: \"k\" stands in it twice"]);
    with(&[], &format!(r#"{{"a": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000))).fails(1, &["lie too deep"]);
    home.run(["render", "x", "--args-json", "missing"]).fails(1, &["missing: it does not exist"]);
    Ok(())
}

#[test]
fn numbers_from_json_come_out_as_they_are_written() -> Result<()> {
    let counting = "---\nname: n\ninputs:\n  a: {type: number}\n  b: {type: string}\n---\nuser:\n{{a}}|{{b + 1}}";
    let home = Home::with(&[
        ("plain.md", "{{a}}|{{b}}"),
        (".claude/commands/words.md", "---\narguments: [a, b]\n---\n$a|$b"),
        ("counting.prompty", counting),
    ])?;
    let with = |name: &str, text: &str| {
        home.run_with(|command| {
            command.args(["render", name, "--args-json", "-"]).write_stdin(text);
        })
    };
    for name in ["plain.md", ".claude/commands/words.md"] {
        assert_eq!(with(name, r#"{"a": 1.10, "b": 12345678901234567890123}"#).text(), "1.10|12345678901234567890123");
        assert_eq!(with(name, r#"{"a": [1.10, -0.0, 1E5], "b": 1e999}"#).text(), "1.10, -0.0, 1E5|1e999");
        let nested = r#"{"a": {"x": [ 1.10, {"y": "\u6587\n", "z": null} ]}, "b": [[2.0], true]}"#;
        assert_eq!(with(name, nested).text(), "{\"x\":[1.10,{\"y\":\"文\\n\",\"z\":null}]}|2.0, true");
    }
    // A template that computes is given numbers.
    assert_eq!(with("counting", r#"{"a": 12345678901234567890123, "b": 2}"#).text(), "12345678901234567890123|3");
    Ok(())
}

#[test]
fn an_argument_of_the_kind_file_takes_what_is_in_it() -> Result<()> {
    let home = Home::with(&[("x.md", "---\nargs:\n  text: {kind: file}\n  other:\n---\n{{text}}|{{other}}")])?;
    fs::write(home.at("letter"), b"\0\xff{{other}}")?;
    assert_eq!(home.run(["render", "x", "text=@letter", "other=@letter"]).out, b"\0\xff{{other}}|@letter");
    assert_eq!(home.run(["render", "x", "@letter", "o"]).out, b"\0\xff{{other}}|o");
    assert_eq!(home.run(["render", "x", "other=o", "@letter"]).out, b"\0\xff{{other}}|o");
    Ok(())
}

#[test]
fn a_file_argument_is_a_path_with_a_mark_before_it_or_without() -> Result<()> {
    let home = Home::with(&[("x.md", "---\nargs:\n  text: {kind: file}\n  other:\n---\n{{text}}|{{other}}")])?;
    fs::write(home.at("notes.txt"), "what it says")?;
    for given in ["text=notes.txt", "text=@notes.txt", "text=~/notes.txt", "notes.txt", "@notes.txt"] {
        assert_eq!(home.run(["render", "x", given, "other=o"]).text(), "what it says|o", "{given}");
    }
    for given in ["text=missing", "text=@missing"] {
        home.run(["render", "x", given, "other=o"]).fails(
            1,
            &["missing: it does not exist; check the path. text takes the path of a file; --args-json gives it a text"],
        );
    }
    assert_eq!(home.run(["render", "x", "text=", "other=o"]).text(), "|o", "nothing is no path");
    let said = home.run_with(|command| {
        command.args(["render", "x", "other=o", "--args-json", "-"]).write_stdin(r#"{"text": "notes.txt"}"#);
    });
    assert_eq!(said.text(), "notes.txt|o");
    Ok(())
}

#[test]
fn input_stands_where_the_prompt_has_it_and_else_at_the_end() -> Result<()> {
    let home = Home::with(&[("at.md", "[{{input}}]"), ("end.md", "Review:\n")])?;
    let piped = |name: &str| {
        home.run_with(|command| {
            command.args(["render", name, "--input", "-"]).write_stdin("diff\n");
        })
    };
    assert_eq!(piped("at").text(), "[diff\n]");
    assert_eq!(piped("end").text(), "Review:\n\ndiff\n");
    Ok(())
}

#[test]
fn where_the_tool_takes_free_words_a_key_that_is_no_argument_is_one_of_them() -> Result<()> {
    let home =
        Home::with(&[("pdf/SKILL.md", "---\nname: pdf\ndescription: d\narguments: [file]\n---\n$file|$1|$ARGUMENTS")])?;
    assert_eq!(home.run(["render", "pdf", "x.pdf", "a=b", "$0"]).text(), "x.pdf|a=b|x.pdf a=b $0");
    assert_eq!(home.run(["render", "pdf", "--", "file=x", "--strict"]).text(), "file=x|--strict|file=x --strict");
    home.put("sum.md", b"{{input}}")?;
    home.run(["render", "sum", "text"]).fails(2, &["it takes no words, and 1 was given", "--input FILE"]);
    Ok(())
}

#[test]
fn strict_asks_for_every_value_and_stops_at_what_is_odd() -> Result<()> {
    let prompts = [
        ("optional.md", "---\nargs:\n  a: {required: false}\n---\n<{{a}}>"),
        ("odd.md", "One\n{{open\n"),
        ("outer.md", "{{> odd}}"),
    ];
    let home = Home::with(&prompts)?;
    assert_eq!(home.run(["render", "optional"]).text(), "<>");
    home.run(["render", "optional", "--strict"]).fails(2, &["needs a. For example:\n  promptbook render optional a=…"]);
    for name in ["odd", "outer"] {
        let said = home.run(["render", name]);
        assert_eq!((said.text(), said.notes.as_str()), ("One\n{{open\n", ""));
        // In the words of lint.
        let found = home.run(["lint", "odd"]);
        home.run(["render", name, "--strict"]).fails(1, &["odd.md:2: \"{{open\" is not closed", found.text()]);
    }
    Ok(())
}

#[test]
fn includes_are_rendered_and_those_that_cannot_be_had_are_told_with_their_chain() -> Result<()> {
    let prompts = [
        ("outer.md", "{{> team/head}}Bye"),
        ("team/head.md", "Hi {{who}}. "),
        ("a.md", "{{> b}}"),
        ("b.md", "{{> a}}"),
        ("gone.md", "1\n{{> nowhere}}"),
    ];
    let home = Home::with(&prompts)?;
    for name in ["outer", "outer.md"] {
        assert_eq!(home.run(["render", name, "who=中"]).text(), "Hi 中. Bye");
    }
    home.run(["render", "a.md"]).fails(1, &["a.md → b.md → a.md go round in a circle"]);
    home.run(["render", "gone"]).fails(1, &["gone.md line 2 includes nowhere, which is not in the book"]);
    Ok(())
}

#[test]
fn json_has_the_messages_and_no_text_that_would_not_be_the_same() -> Result<()> {
    let home = Home::with(&[("写作/x.md", "你好 {{a}}\r\n")])?;
    let rendered = home.run(["render", "x", "a=\u{1b}b", "--json"]).json();
    let text = "你好 \u{1b}b\r\n";
    let messages = json!([{ "role": null, "text": text }]);
    assert_eq!(rendered, json!({ "name": "写作/x.md", "dialect": "plain", "messages": messages, "text": text }));
    fs::write(home.at("value"), b"\xff")?;
    let rendered = home.run(["render", "x", "a=1", "--input", "value", "--json"]).json();
    assert_eq!((&rendered["text"], &rendered["messages"][0]["text"]), (&Value::Null, &Value::Null));
    Ok(())
}
