//! Files as they are found in the wild: what every reader has to take.

use std::sync::Arc;

use super::dollars::{expanded, findings, prompt, sites};
use crate::prompt::dialect::Dialects;
use crate::prompt::parts::{SiteKind, Values};
use crate::prompt::template::{Composition, Strictness, Template};
use crate::prompt::{Card, PromptId};

fn from_bytes(name: &str, raw: &[u8]) -> Composition {
    let id = PromptId::new(name).expect("a plain name");
    Composition::alone(Arc::new(Template::read(id, Arc::new(raw.to_vec()), &Dialects::default())))
}

fn bytes(composition: &Composition, values: &Values) -> Vec<u8> {
    composition.render(values, Strictness::Usual).expect("it renders").text().0.into_owned()
}

#[test]
fn a_skill_with_a_byte_order_mark_crlf_and_no_final_newline_keeps_its_bytes() {
    let text = "\u{feff}---\r\nname: pdf\r\ndescription: Read PDFs\r\n---\r\n# PDF\r\n\r\nOpen $0\r\nand stop";
    let composition = prompt("pdf/SKILL.md", text);
    let template = composition.template();
    assert_eq!((template.title(), template.description()), ("pdf", "Read PDFs"));
    assert_eq!(expanded("pdf/SKILL.md", text, &["a\r\nb"]), "# PDF\r\n\r\nOpen a\r\nb\r\nand stop");
    assert_eq!(findings(&composition), [""; 0]);
    assert_eq!(template.raw(), text.as_bytes());
}

#[test]
fn the_official_style_of_hints_is_no_fault_though_it_is_no_yaml() {
    let text = "---\ndescription: Move an issue\nargument-hint: [a] [b]\nallowed-tools: Bash(git add:*), Bash(git commit:*)\n---\n$0 $1";
    let composition = prompt(".claude/commands/a.md", text);
    assert_eq!(findings(&composition), [""; 0]);
    assert_eq!(composition.template().description(), "Move an issue");
    assert_eq!(composition.template().header().texts("allowed-tools").join(" "), "Bash(git add:*), Bash(git commit:*)");
}

#[test]
fn a_hint_that_is_yaml_for_a_list_is_a_text_and_a_number_is_a_name() {
    let composition = prompt(".claude/commands/a.md", "---\nargument-hint: [topic]\nname: 3000\n---\n$ARGUMENTS");
    assert_eq!(composition.template().title(), "3000");
    assert_eq!(composition.arguments()[0].placeholder.as_deref(), Some("[topic]"));
}

#[test]
fn a_colon_in_a_description_is_read_and_told() {
    let composition = prompt("a.md", "---\ntitle: T\ndescription: Use when: x\ntags: [a]\n---\nBody");
    let template = composition.template();
    assert_eq!((template.description(), template.tags()), ("Use when: x", ["a".to_owned()].as_slice()));
    assert_eq!(
        findings(&composition),
        ["3 Warning: the header is not YAML here; the line is read as plain text. put the value in quotes"]
    );
}

#[test]
fn the_spans_of_a_rules_header_leave_its_globs_alone() {
    let text = "---\ndescription: Old\nglobs: **/*.ts, {a,b}/*.js\nalwaysApply: false\n---\nBody\n";
    let composition = prompt(".cursor/rules/a.mdc", text);
    let header = composition.template().header();
    let span = header.get("description").map(|field| field.source.clone()).expect("it has one");
    let mut edited = text.to_owned();
    edited.replace_range(span, "New: and better");
    assert_eq!(edited, text.replace("Old", "New: and better"));
    let globs = header.get("globs").map(|field| &text[field.span.clone()]);
    assert_eq!(globs, Some("globs: **/*.ts, {a,b}/*.js\n"));
    assert_eq!(findings(&composition), [""; 0]);
}

#[test]
fn a_command_with_prices_escapes_scripts_and_commands_is_what_its_tool_makes_of_it() {
    let text = "It costs $0.01, not \\$1.\n```sh\nawk '{print $1}' x\n```\n!`npm test`\nFix $ARGUMENTS.\n";
    let name = ".claude/commands/a.md";
    assert_eq!(
        expanded(name, text, &["a b", "c"]),
        "It costs a b.01, not $1.\n```sh\nawk '{print c}' x\n```\n!`npm test`\nFix a b c.\n"
    );
    assert_eq!(expanded(name, text, &[]), text.replace("\\$", "$").replace("$ARGUMENTS", ""));
    let composition = prompt(name, text);
    assert_eq!(sites(&composition), [(SiteKind::Shell, "npm test")]);
    assert_eq!(findings(&composition).len(), 2);
}

#[test]
fn rules_of_three_dashes_in_a_body_are_text() {
    let text = "---\ntitle: T\n---\none\n\n---\n\ntwo\n---\n";
    assert_eq!(expanded("a.md", text, &[]), "one\n\n---\n\ntwo\n---\n");
    let text = "# Title\n\n---\n\nbody: x\n\n---\nend";
    let composition = prompt("a.md", text);
    assert_eq!(bytes(&composition, &Values::default()), text.as_bytes());
    assert_eq!((composition.template().title(), findings(&composition).len()), ("Title", 0));
    let text = "---\n\nA rule first.\n\n---\nThen text.\n";
    assert_eq!(bytes(&prompt("a.md", text), &Values::default()), b"Then text.\n");
}

#[test]
fn codex_mixes_names_numbers_and_two_dollars_beside_a_file_that_is_no_text() {
    let mut values = Values::default();
    values.set("FILE", "$1 $$");
    assert_eq!(bytes(&prompt(".codex/prompts/a.md", "$FILE $$FILE $1"), &values), b"$1 $$ $$FILE $1");
    let composition = from_bytes(".codex/prompts/b.md", b"\xff\xfe $1 \x80");
    let values = Values { positions: vec![b"\xf0\x9f".to_vec()], ..Values::default() };
    assert_eq!(bytes(&composition, &values), b"\xff\xfe \xf0\x9f \x80");
    assert_eq!(findings(&composition).len(), 1);
}

#[test]
fn an_empty_file_is_an_empty_prompt_of_every_kind() {
    let names = [
        "a.md",
        "x/SKILL.md",
        ".claude/commands/a.md",
        ".codex/prompts/a.md",
        ".opencode/commands/a.md",
        "a.prompt.md",
        "a.mdc",
    ];
    for name in names {
        let composition = prompt(name, "");
        assert_eq!(bytes(&composition, &Values::default()), b"", "{name}");
        assert_eq!(composition.template().title(), name);
    }
    assert_eq!(findings(&prompt("a.md", "")), [""; 0]);
}

#[test]
fn a_card_and_a_template_say_the_same() {
    let texts =
        ["", "# A\n", "---\ntitle: B\ntags: x, y\n---\n# A", "---\nname: C\ndescription: d\n", "```\n# no\n```\n## D"];
    for name in ["a.md", "b/SKILL.md", "a.mdc", "a.prompt.md", "a.toml", "a.yaml", "a.prompt"] {
        for text in texts {
            let composition = prompt(name, text);
            let template = composition.template();
            let card = Card::read(template.id(), text.as_bytes());
            let of_template = (template.title(), template.description(), template.tags());
            assert_eq!(of_template, (card.title.as_str(), card.description.as_str(), card.tags.as_slice()), "{name}");
        }
    }
    assert_eq!(prompt("a.md", "---\nmodel: o3\n---\n").template().model().as_deref(), Some("o3"));
}

#[test]
fn braces_of_other_languages_stay_as_they_are_and_are_no_fault() {
    let text = "<p>{{ user.name }}</p> \\frac{{a}{b}} x^{{n}+1} {\"a\":{\"b\":{}}} {{plugin:text:upper:x}} {{#if a}}{{/if}} style={{color: 'red'}} ${{ matrix.os }} {{- if .X }} {{ \"a\" | upper }} {{0}} {{}} {{\n}}";
    let composition = prompt("a.md", text);
    assert_eq!(bytes(&composition, &Values::default()), text.as_bytes());
    assert_eq!(findings(&composition), [""; 0]);
}
