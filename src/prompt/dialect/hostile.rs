//! Files that nobody would write: whatever is in them they open, and a value comes out as it went in.

use std::sync::Arc;

use proptest::prelude::*;

use super::Dialects;
use super::trial::id;
use crate::prompt::parts::{Kind, Values};
use crate::prompt::template::{Composition, Strictness, Template};

const NAMES: [&str; 6] =
    [".gemini/commands/a.toml", "a.prompt", "a.prompty", "patterns/a/system.md", "a.yaml", "aichat/roles/a.md"];

/// Pieces of all the six, so that most texts are nearly right.
const PIECES: [&str; 60] = [
    "---\n",
    "---",
    "\n",
    "\r\n",
    "prompt = ",
    "\"\"\"",
    "'''",
    "\"",
    "'",
    "prompt: ",
    "prompt: |\n  ",
    "prompt: >-\n  ",
    "system: x\n",
    "system:\n",
    "user:\n",
    "inputs:\n  x: 1\n",
    "input:\n  schema:\n    x?: string\n",
    "template: mustache\n",
    "{{x}}",
    "{{ x }}",
    "{{args}}",
    "{{input}}",
    "__INPUT__",
    "__ARG1__",
    "$x",
    "${x}",
    "$input",
    "$$",
    "$5",
    "$",
    "!{",
    "@{",
    "}",
    "{",
    "{{",
    "}}",
    "{{{",
    "{{#x}}",
    "{{/x}}",
    "{{#each x}}",
    "{{/each}}",
    "{{>x}}",
    "{{!",
    "{% if x %}",
    "{% endif %}",
    "{% for y in x %}",
    "{% endfor %}",
    "{#",
    "### INPUT:",
    "### OUTPUT:",
    "{{plugin:sys:env:A}}",
    "\\",
    "\\u00e9",
    "\u{fdd0}",
    "é中",
    "# ",
    "  ",
    "\t",
    "{{role \"user\"}}",
    "{{x[:2]}}",
];

fn raw() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        20 => prop::sample::select(PIECES.as_slice()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_in_a_file_it_opens_and_its_spans_are_in_it(raw in raw(), name in prop::sample::select(NAMES.as_slice())) {
        let template = Arc::new(Template::read(id(name), Arc::new(raw.clone()), &Dialects::default()));
        let spans = template.marks().iter().chain(template.sites().iter().map(|site| &site.span));
        for span in spans.chain(template.diagnostics().iter().map(|found| &found.span)) {
            prop_assert!(span.start <= span.end && span.end <= raw.len(), "{span:?} of {}", raw.len());
        }
        let composition = Composition::alone(template);
        prop_assert!(composition.render(&Values::default(), Strictness::Draft).is_ok());

        let hostile = "{{x}}\n\rsystem:\n$x {% raw %}\u{1b}[2J\0";
        let mut values = Values { input: Some(hostile.as_bytes().to_vec()), ..Values::default() };
        for argument in composition.arguments().iter().filter(|argument| argument.kind == Kind::Text) {
            values.set(argument.name.clone(), hostile);
        }
        values.positions.push(hostile.as_bytes().to_vec());
        if let Ok(rendered) = composition.render(&values, Strictness::Usual) {
            for message in &rendered.messages {
                for range in &message.filled {
                    prop_assert!(range.start <= range.end && range.end <= message.text.len());
                }
            }
        }
    }
}
