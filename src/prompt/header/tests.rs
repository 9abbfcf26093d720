//! Headers as they are found in the wild.

use super::*;

fn loose(keys: &'static [&'static str]) -> Rules {
    Rules { loose: keys, ..Rules::default() }
}

#[test]
fn spans_hold_the_fields_and_their_values_as_they_are_written() {
    let text =
        "\u{feff}---\r\ntitle: \"A: b\"\r\ntags:\r\n  - x\r\n  - y\r\n# a comment\r\nversion: 1.10\r\n---\r\nBody\r\n";
    let header = Header::yaml(text, Rules::default());
    let field = |key: &str| header.get(key).map(|field| (&text[field.source.clone()], &text[field.span.clone()]));
    assert_eq!(field("title"), Some(("\"A: b\"", "title: \"A: b\"\r\n")));
    assert_eq!(field("tags"), Some(("- x\r\n  - y", "tags:\r\n  - x\r\n  - y\r\n")));
    assert_eq!(field("version"), Some(("1.10", "version: 1.10\r\n")));
    assert_eq!(&text[header.body()], "Body\r\n");
    assert_eq!((header.text("title").as_deref(), header.texts("tags")), (Some("A: b"), vec!["x".into(), "y".into()]));
}

#[test]
fn of_a_field_that_stands_twice_the_last_counts_and_it_is_told() {
    let text = "---\ntitle: First\nname: x\ntitle: Second\n---\n";
    let header = Header::yaml(text, Rules::default());
    assert_eq!(header.text("title").as_deref(), Some("Second"));
    assert_eq!(header.fields()[0].value, "First");
    let [found] = header.diagnostics.as_slice() else { panic!("{:?}", header.diagnostics) };
    assert_eq!((found.line, found.what.as_str()), (2, "title stands twice in the header; the last one counts"));
}

#[test]
fn a_name_in_quotes_has_the_bytes_of_its_quotes_too() {
    let names = |header: &Header, text: &str| -> Vec<String> {
        header.fields().iter().map(|field| text[field.name.clone()].to_owned()).collect()
    };
    let yaml = "---\n\"日本\": 1\n'b' : 2\nc : 3\n---\n";
    assert_eq!(names(&Header::yaml(yaml, Rules::default()), yaml), ["\"日本\"", "'b'", "c"]);
    let toml = "\"日本\" = 1\nb = 2\n[c]\nd = 3\n";
    assert_eq!(names(&Header::toml_file(toml), toml), ["\"日本\"", "b", "c"]);
    let braces = "---\n{a: 1}\n---\n";
    assert_eq!(names(&Header::yaml(braces, Rules::default()), braces), [""]);
}

#[test]
fn a_field_that_is_no_yaml_takes_no_other_with_it_and_is_told() {
    let text = "---\nname: x\ndescription: Use when: y\ntags: [a, b]\n---\n";
    let header = Header::yaml(text, Rules::default());
    assert_eq!(header.text("description").as_deref(), Some("Use when: y"));
    assert_eq!(header.texts("tags"), ["a", "b"]);
    let [found] = header.diagnostics.as_slice() else { panic!("{:?}", header.diagnostics) };
    assert_eq!((found.line, &text[found.span.clone()]), (3, "description: Use when: y"));
}

#[test]
fn a_line_that_belongs_to_no_field_is_told_and_is_in_none() {
    let text = "---\nname: x\nstray line\n  more of it\nmodel: y\n---\n";
    let header = Header::yaml(text, Rules::default());
    assert_eq!((header.text("name").as_deref(), header.text("model").as_deref()), (Some("x"), Some("y")));
    let [found] = header.diagnostics.as_slice() else { panic!("{:?}", header.diagnostics) };
    assert!(found.what.starts_with("the header is not YAML"), "{found:?}");
}

#[test]
fn loose_fields_are_texts_whatever_they_look_like_and_no_fault() {
    let text = "---\ndescription: d\nglobs: **/*.ts\nargument-hint: [a] [b]\n---\n";
    let header = Header::yaml(text, loose(&["globs", "argument-hint"]));
    assert_eq!(header.text("globs").as_deref(), Some("**/*.ts"));
    assert_eq!(header.text("argument-hint").as_deref(), Some("[a] [b]"));
    assert_eq!(header.diagnostics, []);
    let header = Header::yaml("---\nargument-hint: [topic]\n---\n", loose(&["argument-hint"]));
    assert_eq!(header.text("argument-hint").as_deref(), Some("[topic]"));
}

#[test]
fn an_unclosed_header_is_text_or_the_whole_file_as_the_tool_has_it() {
    let text = "---\ntitle: x\n# Body\n";
    let header = Header::yaml(text, Rules::default());
    assert_eq!((header.format(), header.body()), (Format::None, 0..text.len()));
    assert_eq!(header.diagnostics.len(), 1);
    let header = Header::yaml(text, Rules { unclosed: Unclosed::WholeFile, ..Rules::default() });
    assert_eq!((header.text("title").as_deref(), header.body()), (Some("x"), text.len()..text.len()));
}

#[test]
fn toml_fields_have_their_places_in_the_file() {
    let text = "# c\r\ndescription = \"d\" # why\r\nprompt = \"\"\"\r\nHi {{args}}\r\n\"\"\"\r\n";
    let header = Header::toml_file(text);
    let field = header.get("description").expect("it is there");
    assert_eq!(&text[field.source.clone()], "\"d\"");
    assert_eq!(header.text("prompt").as_deref(), Some("Hi {{args}}"));
    assert_eq!(header.diagnostics, []);
    assert_eq!(Header::toml_file("prompt = \"x\nother = 1\n").diagnostics.len(), 1);
}
