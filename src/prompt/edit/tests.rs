//! Headers that are changed, and everything around them that is not.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialects;

fn template(name: &str, raw: &[u8]) -> Template {
    let id = PromptId::new(name).expect("a valid test name");
    Template::read(id, Arc::new(raw.to_vec()), &Dialects::new(Path::new("/book"), []))
}

fn changed(name: &str, text: &str, change: &HeaderChange) -> Result<String, String> {
    let bytes = edit(&template(name, text.as_bytes()), change).map_err(|fault| fault.to_string())?;
    Ok(String::from_utf8(bytes).expect("it was UTF-8"))
}

fn title(title: &str) -> HeaderChange {
    HeaderChange { title: Some(title.to_owned()), ..HeaderChange::default() }
}

fn description(description: &str) -> HeaderChange {
    HeaderChange { description: Some(description.to_owned()), ..HeaderChange::default() }
}

fn tags(tags: &[&str]) -> HeaderChange {
    HeaderChange { tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()), ..HeaderChange::default() }
}

fn argument(name: &str, default: Option<&str>) -> HeaderChange {
    let argument = ArgumentChange { name: name.to_owned(), default: default.map(str::to_owned) };
    HeaderChange { arguments: vec![argument], ..HeaderChange::default() }
}

#[track_caller]
fn gives(name: &str, text: &str, change: &HeaderChange, expected: &str) {
    assert_eq!(changed(name, text, change).as_deref(), Ok(expected));
}

#[test]
fn a_value_is_exchanged_and_its_comment_stays() {
    gives(
        "a.md",
        "---\n# c\ntitle: old # why\nx: 1\n---\nB",
        &title("new"),
        "---\n# c\ntitle: new # why\nx: 1\n---\nB",
    );
    gives("a.md", "---\ntitle:\nx: 1\n---\n", &title("新: 题"), "---\ntitle: '新: 题'\nx: 1\n---\n");
    gives("a.md", "---\ntitle: >\n  a\n  b\nx: 1\n---\n", &title("1.10"), "---\ntitle: '1.10'\nx: 1\n---\n");
    gives("a.md", "---\ntitle: x\n---\n", &title("a\nb\u{85}"), "---\ntitle: \"a\\nb\\u0085\"\n---\n");
    gives("a.md", "---\ntitle: x\n---\n", &title("x"), "---\ntitle: x\n---\n");
}

#[test]
fn a_field_is_added_behind_the_others_and_a_header_is_made_where_there_is_none() {
    gives("a.md", "---\nx: 1\n---\nB", &title("T"), "---\nx: 1\ntitle: T\n---\nB");
    gives("a.md", "B\n", &title("T"), "---\ntitle: T\n---\nB\n");
    gives("a.md", "", &tags(&["a", "中"]), "---\ntags: [a, 中]\n---\n");
    gives("a.md", "\u{feff}a\r\nb", &title("T"), "\u{feff}---\r\ntitle: T\r\n---\r\na\r\nb");
    gives("a.md", "---\n---\nB", &title("T"), "---\ntitle: T\n---\nB");
    gives("a.md", "---\n\na rule above\n", &title("T"), "---\ntitle: T\n---\n---\n\na rule above\n");
}

#[test]
fn line_ends_and_a_mark_stay() {
    let text = "\u{feff}---\r\ntitle: old # c\r\ntags:\r\n  - a\r\n  - b\r\n---\r\nB\r\nno end";
    gives("a.md", text, &title("new"), &text.replace("old", "new"));
    gives("a.md", text, &tags(&["x", "u", "z"]), &text.replace("- a\r\n  - b", "- x\r\n  - u\r\n  - z"));
    gives("a.md", text, &description("d"), &text.replace("b\r\n---", "b\r\ndescription: d\r\n---"));
}

#[test]
fn tags_keep_the_way_they_are_written() {
    gives("a.md", "---\ntags: [a, b] # c\n---\n", &tags(&["x"]), "---\ntags: [x] # c\n---\n");
    gives("a.md", "---\ntags: a, b\n---\n", &tags(&["x", "y"]), "---\ntags: x, y\n---\n");
    gives("a.md", "---\ntags:\n- a\n- b\nx: 1\n---\n", &tags(&["1"]), "---\ntags:\n- '1'\nx: 1\n---\n");
    gives("a.md", "---\ntags:\n- a\n---\n", &tags(&[]), "---\ntags: []\n---\n");
    assert_eq!(
        changed("a.md", "", &tags(&["a b"])).unwrap_err(),
        "\"a b\" cannot be a tag: a tag is one word without spaces, commas and #"
    );
}

#[test]
fn a_header_that_is_not_yaml_is_changed_in_one_line_and_the_others_keep_theirs() {
    let cursor = "---\ndescription: old\nglobs: **/*.ts,*.js\nalwaysApply: false\n---\nUse TypeScript.\n";
    gives("a.mdc", cursor, &description("new"), &cursor.replace("old", "new"));
    gives(
        "a.mdc",
        "---\ndescription:\nglobs: *.ts\n---\n",
        &description("it's new"),
        "---\ndescription: it's new\nglobs: *.ts\n---\n",
    );
    let broken = "---\ndescription: Use when: x\nname: n\nargument-hint: [a] [b]\n---\n";
    gives("a.md", broken, &title("T"), &broken.replace("[b]\n", "[b]\ntitle: T\n"));
    gives("a.md", broken, &description("Say: y"), &broken.replace("Use when: x", "'Say: y'"));
}

#[test]
fn lines_of_text_that_stand_below_a_field_are_not_lost_with_its_value() {
    let open = "---\ndescription: d\n# Heading\nPlease do X with ${input:a}\n\n- list item\nSecond: para";
    gives("u.prompt.md", open, &description("NEW"), &open.replace(": d\n", ": NEW\n"));
    let list = "---\ndescription: d\n\n- list item\nSecond: para: x\n";
    let refused = changed("u.prompt.md", list, &description("NEW")).unwrap_err();
    assert!(refused.starts_with("description cannot be changed without touching"), "{refused}");
    let claude = "---\ndescription: d\nstray line\nmodel: y\n---\nB";
    gives(".claude/commands/a.md", claude, &description("NEW"), &claude.replace(": d\n", ": NEW\n"));
    for unclear in ["Use when: x", "\"x", "[x,"] {
        let claude = claude.replace(": d\n", &format!(": {unclear}\n"));
        assert!(changed(".claude/commands/a.md", &claude, &description("NEW")).is_err(), "{unclear}");
    }
    let quoted = "---\ndescription: \"x\ny\"\nmodel: y\n---\nB";
    gives(".claude/commands/a.md", quoted, &description("z"), &quoted.replace("\"x\ny\"", "z"));
}

#[test]
fn bytes_that_are_not_utf_8_stay() {
    let bytes = edit(&template("a.md", b"---\nx: \xff\ntitle: old \xfe\n---\n\xfd"), &title("new"));
    assert_eq!(bytes.as_deref(), Ok(&b"---\nx: \xff\ntitle: new\n---\n\xfd"[..]));
}

#[test]
fn arguments_are_declared_in_the_way_the_header_has_them() {
    gives("a.md", "B", &argument("x", None), "---\nargs:\n  x:\n---\nB");
    gives("a.md", "B", &argument("x", Some("1")), "---\nargs:\n  x: '1'\n---\nB");
    let map = "---\nargs:\n  a: {default: Rust, choices: [Rust, Go]} # c\n  b:\n---\n";
    gives("a.md", map, &argument("a", Some("Go")), &map.replace("default: Rust", "default: Go"));
    gives("a.md", map, &argument("a", None), map);
    gives("a.md", map, &argument("b", Some("x, z")), &map.replace("b:\n", "b: x, z\n"));
    gives("a.md", "---\nargs: {a: 1}\n---\n", &argument("a", Some("x, z")), "---\nargs: {a: 'x, z'}\n---\n");
    gives("a.md", map, &argument("新", None), &map.replace("b:\n", "b:\n  新:\n"));
    gives("a.md", "---\nargs: [a, b]\n---\n", &argument("c", None), "---\nargs: [a, b, c]\n---\n");
    let list = "---\nargs:\n  - a\n  - b # c\n---\n";
    gives("a.md", list, &argument("c", Some("1")), &list.replace("# c\n", "# c\n  - {name: c, default: '1'}\n"));
    gives("a.md", list, &argument("a", Some("v")), &list.replace("- a\n", "- {name: a, default: v}\n"));
    gives("a.md", "---\nargs: a b\n---\n", &argument("c", None), "---\nargs: a b c\n---\n");
    assert!(changed("a.md", "", &argument("a b", None)).unwrap_err().contains("cannot be the name of an argument"));
}

#[test]
fn each_dialect_has_its_own_names_and_says_what_it_has_no_place_for() {
    let refused = |name: &str, text: &str, change| changed(name, text, &change).unwrap_err();
    gives("s/SKILL.md", "---\nname: old\n---\n", &title("new-name"), "---\nname: new-name\n---\n");
    assert!(refused("s/SKILL.md", "", title("A Title")).contains("lower-case letters, digits and hyphens"));
    gives("a.prompt.md", "B", &title("T"), "---\nname: T\n---\nB");
    let claude = ".claude/commands/a.md";
    assert_eq!(
        refused(claude, "", title("T")),
        "a prompt of the dialect claude has no title in its header: it is called by its file's name, which promptbook mv changes"
    );
    gives(claude, "B", &argument("file", None), "---\narguments: [file]\n---\nB");
    gives(claude, "---\narguments: a b\n---\n", &argument("c", None), "---\narguments: a b c\n---\n");
    assert!(refused(claude, "", argument("a", Some("1"))).contains("no defaults of arguments"));
    assert!(refused("patterns/x/system.md", "", description("d")).contains("no description"));
    assert!(refused("a.mdc", "", argument("a", None)).contains("a rule takes none"));
    gives("a.yaml", "prompt: Hi $x\n", &argument("x", Some("u")), "prompt: Hi $x\ndefaults:\n  x: u\n");
    gives("a.yaml", "defaults: {x: y}\nprompt: Hi $x", &argument("x", Some("z")), "defaults: {x: z}\nprompt: Hi $x");
    let input = "---\ninput:\n  schema:\n    a?: string, why\n---\n";
    gives("a.prompt", input, &argument("b", None), &input.replace("why\n", "why\n    b: string\n"));
    gives("a.prompt", input, &argument("a", Some("1")), &input.replace("why\n", "why\n  default: {a: '1'}\n"));
    gives(
        "a.prompty",
        "---\ninputs:\n  a:\n    type: string\n---\n",
        &argument("a", Some("x")),
        "---\ninputs:\n  a:\n    type: string\n    default: x\n---\n",
    );
}

#[test]
fn toml_is_changed_where_the_value_stands() {
    let gemini = "\u{feff}# c\r\ndescription = 'old' # why\r\nprompt = \"\"\"\r\nHi\r\n\"\"\"\r\n";
    gives(
        "a.toml",
        gemini,
        &description("a \"b\"\\ \u{7f}中"),
        &gemini.replace("'old'", "\"a \\\"b\\\"\\\\ \\u007F中\""),
    );
    gives("a.toml", "# c\nprompt = 'x'\n", &description("d"), "# c\ndescription = \"d\"\nprompt = 'x'\n");
    assert!(changed("a.toml", gemini, &tags(&["a"])).unwrap_err().contains("no tags"));
}

#[test]
fn what_cannot_be_changed_alone_is_refused() {
    let braces = "---\n{title: x, y: 1}\n---\n";
    assert_eq!(changed("a.md", braces, &title("T")).unwrap_err(), EditFault::Entangled("title".into()).to_string());
    // Nothing of what is there is thought to be something else.
    for args in ["{a: [", "3", "[a, b", "a: b: c", "<file> [x]"] {
        for default in [None, Some("1")] {
            let text = format!("---\nargs: {args}\n---\n");
            let fault = changed("a.md", &text, &argument("b", default)).unwrap_err();
            assert_eq!(fault, EditFault::Entangled("args".into()).to_string(), "{args}");
        }
    }
    let named = "---\ninput:\n  schema: Named\n---\n";
    assert!(changed("a.prompt", named, &argument("a", None)).unwrap_err().starts_with("input cannot be changed"));
}

fn header_line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "title: old # c",
        "title: 'it''s'",
        "title: \"a\\nb\"",
        "title:",
        "title: >-\n  folded\n\n  text",
        "title: |\n  literal",
        "description: Use when: x",
        "description: d",
        "tags: [a, b]",
        "tags:\n- a\n- b",
        "tags:\n  - a # c",
        "tags: a, b",
        "args:\n  a: {default: 1}\n  b:",
        "args: [a, b]",
        "# comment",
        "",
        "globs: **/*.ts",
        "broken",
        "  odd",
        "x: [1,\n  2]",
        "\"quoted key\": v",
        "版本: 1.10",
        "x: &a {b: *a}",
        "title: [x]",
        "dup: 1",
        "- item",
        "? y",
        "...",
    ])
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let lines = prop::collection::vec(header_line(), 0..7);
    let body = prop::sample::select(vec!["", "Body {{a}}\n", "\n---\nx\n---\n", "---\n", "no end"]);
    (lines, body, any::<[bool; 4]>()).prop_map(|(lines, body, [mark, crlf, closed, header])| {
        let fields: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let open = if header { "---\n" } else { "" };
        let close = if header && closed { "---\n" } else { "" };
        let text = format!("{}{open}{fields}{close}{body}", if mark { "\u{feff}" } else { "" });
        if crlf { text.replace('\n', "\r\n") } else { text }.into_bytes()
    })
}

fn change() -> impl Strategy<Value = HeaderChange> {
    let text = || {
        prop_oneof![
            "[ -~]{0,12}",
            "\\PC{0,8}",
            "(yes|No|1e3|0x1|12:30|- a|a: b|a #b|中文|\\{\\{x\\}\\})",
            any::<String>()
        ]
    };
    prop_oneof![
        text().prop_map(|text| title(&text)),
        text().prop_map(|text| description(&text)),
        prop::collection::vec("[a-z中0-9:!*&-]{1,5}", 0..4)
            .prop_map(|words| tags(&words.iter().map(String::as_str).collect::<Vec<_>>())),
        ("[a-c]{1,2}", prop::option::of(text())).prop_map(|(name, default)| argument(&name, default.as_deref())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 4 } else { 1500 }))]

    /// Whatever the file is: one change only exchanges bytes within its field, and the field then says what was asked.
    #[test]
    fn one_edit_changes_only_its_span(
        raw in file(),
        change in change(),
        name in prop::sample::select(vec!["a.md", "a.mdc", "s/SKILL.md", "a.prompt", "a.prompty", ".claude/commands/a.md", "a.prompt.md"]),
    ) {
        let before = template(name, &raw);
        let Ok(bytes) = edit(&before, &change) else { return Ok(()) };
        let after = template(name, &bytes);
        let body = |template: &Template| template.raw()[template.header().body()].to_vec();
        prop_assert_eq!(body(&before), body(&after));

        let key = match &change {
            HeaderChange { title: Some(_), .. } => if before.header().get("title").is_some() || after.header().get("title").is_some() { "title" } else { "name" },
            HeaderChange { description: Some(_), .. } => "description",
            HeaderChange { tags: Some(_), .. } => "tags",
            _ => match name { "a.md" => "args", "a.prompt" => "input", "a.prompty" => "inputs", _ => "arguments" },
        };
        // The bytes before and behind the field are the file's.
        let (start, end) = match before.header().get(key) {
            Some(field) => (field.span.start, field.span.end),
            None => {
                let same = raw.iter().zip(&bytes).take_while(|(a, b)| a == b).count();
                (same, same)
            }
        };
        let behind = raw.len() - end;
        prop_assert!(bytes.len() >= start + behind && bytes[..start] == raw[..start]);
        prop_assert!(bytes[bytes.len() - behind..] == raw[end..]);
        let is_crlf = raw.windows(2).any(|pair| pair == b"\r\n");
        if !is_crlf || raw.iter().filter(|&&byte| byte == b'\n').count() == raw.windows(2).filter(|pair| pair == b"\r\n").count() {
            let lone = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count() - bytes.windows(2).filter(|pair| pair == b"\r\n").count();
            prop_assert!(!is_crlf || lone(&bytes) == 0, "{:?}", String::from_utf8_lossy(&bytes));
        }

        let said = after.header().get(key).map(|field| field.value.clone());
        match &change {
            HeaderChange { title: Some(asked), .. } | HeaderChange { description: Some(asked), .. } => {
                prop_assert_eq!(said, Some(Value::from(asked.as_str())));
            }
            HeaderChange { tags: Some(asked), .. } => {
                let read = after.header().texts("tags").iter().flat_map(|line| line.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
                prop_assert_eq!(&read, asked);
            }
            _ => prop_assert!(said.is_some() || bytes == raw),
        }
    }
}

#[test]
fn comments_between_the_items_of_a_list_survive_or_nothing_is_changed() {
    let name = "a.md";
    let text = "---\ntags:\n  - a\n  # keep this comment\n  - b   # why b\n---\nx";
    gives(name, text, &tags(&["a", "c"]), "---\ntags:\n  - a\n  # keep this comment\n  - c\n---\nx");
    gives(
        name,
        text,
        &tags(&["a", "b", "c"]),
        "---\ntags:\n  - a\n  # keep this comment\n  - b   # why b\n  - c\n---\nx",
    );
    // In another order a comment would stand beside another item.
    assert!(changed(name, text, &tags(&["b", "a"])).is_err());
}
