//! Any bytes as a prompt of any dialect.

use proptest::prelude::*;

use super::dollars::prompt;
use crate::fuzzing;
use crate::prompt::parts::Values;
use crate::prompt::template::Strictness;

/// Bytes that are nearly a prompt: what the dialects look for, among any others.
fn nearly_a_prompt() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 60] = [
        b"\n",
        b"\r\n",
        b"\r",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\0",
        b"\x1a",
        b"---\n",
        b"---\r\n",
        b"title: x\n",
        b"args: [a, b]\n",
        b"args:\n  a: {default: 1, choices: [x, y]}\n",
        b"arguments: [a, b]\n",
        b"arguments: a a-b\n",
        b"argument-hint: [a] <b>\n",
        b"dialect: claude\n",
        b"dialect: codex\n",
        b"dialect: opencode\n",
        b"dialect: prompts.chat\n",
        b"dialect: copilot\n",
        b"input:\n  schema:\n    a: string\n",
        b"{{a}}",
        b"{{a=b}}",
        b"{{ a : x | y }}",
        b"{{> b}}",
        b"\\{{",
        b"{{{",
        b"}}",
        b"{{input}}",
        b"{{#if a}}",
        b"{{/if}}",
        b"{{role \"user\"}}",
        b"{% if a %}",
        b"{% endif %}",
        b"$",
        b"$$",
        b"$0",
        b"$1",
        b"$10",
        b"$1,000",
        b"$ARGUMENTS",
        b"$ARGUMENTS[1]",
        b"$a",
        b"$A_B",
        b"\\$",
        b"\\\\$1",
        b"${input:a:b}",
        b"${input:}",
        b"${selection}",
        b"${a b:c}",
        b"${a:-b}",
        b"!`ls`",
        b"!{ls {a}}",
        b"@{a}",
        b"@a/b.md",
        b"```!\n",
        b"```\n",
        b"`",
        "周\u{202e}é".as_bytes(),
        b"](a.md)",
    ];
    let start = proptest::collection::vec(any::<u8>(), 3);
    let rest = fuzzing::among_anything(&pieces, "[a-zA-Z0-9 {}$:=`#-]{1,8}");
    (start, rest).prop_map(|(start, rest)| [start, rest].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whatever_bytes_a_prompt_has_it_is_read_listed_and_rendered(bytes in nearly_a_prompt()) {
        fuzzing::template(&bytes);
    }

    #[test]
    fn a_text_without_placeholders_is_its_own_rendering(text in "[^{\\\\-][^{\\\\]{0,200}") {
        let composition = prompt("a.md", &text);
        let rendered = composition.render(&Values::default(), Strictness::Draft).expect("a draft renders");
        let rendered = rendered.text().0.into_owned();
        prop_assert_eq!(rendered.as_slice(), text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes());
    }
}

#[test]
fn a_file_of_nothing_but_marks_is_read_in_one_pass() {
    let many = |piece: &str| piece.repeat(200_000 / piece.len());
    let names: String =
        (0..20_000).map(|number| format!("{{{{a{number}}}}} $A{number} ${{input:b{number}}}\n")).collect();
    let texts = [
        many("{{"),
        many("{{a"),
        many("}}"),
        many("{{a}}"),
        many("$1"),
        many("$"),
        many("`"),
        many("` "),
        many("!`"),
        many("@a/"),
        many("${"),
        many("]("),
        many("=@a"),
        many("#file:"),
        many("\u{200b}"),
        many("\u{200b}\n"),
        many("\\{{\n"),
        names,
    ];
    let names =
        ["a.md", ".claude/commands/a.md", ".codex/prompts/a.md", ".opencode/commands/a.md", "a.prompt.md", "a.mdc"];
    for text in &texts {
        for name in names {
            let start = std::time::Instant::now();
            let composition = prompt(name, text);
            let _ = composition.render(&Values::default(), Strictness::Draft);
            let shown: String = text.chars().take(6).collect();
            let taken = start.elapsed();
            // A second pass for each mark would take minutes.
            assert!(taken.as_secs() < 20, "{name} {shown:?} took {taken:?}");
        }
    }
}
