//! Prompts written for every tool and read again.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::prompt::parts::Values;
use crate::prompt::template::{Strictness, Template};

const TARGETS: [Dialect; 13] = [
    Dialect::Plain,
    Dialect::Skill,
    Dialect::Claude,
    Dialect::Copilot,
    Dialect::Codex,
    Dialect::Gemini,
    Dialect::Opencode,
    Dialect::Dotprompt,
    Dialect::Prompty,
    Dialect::Fabric,
    Dialect::Llm,
    Dialect::Aichat,
    Dialect::Cursor,
];

fn composition(name: &str, text: &str) -> Composition {
    let id = PromptId::new(name).expect("a plain name");
    Composition::alone(Arc::new(Template::read(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default())))
}

fn converted(name: &str, text: &str, target: Dialect) -> Converted {
    convert(&composition(name, text), target, None, &Dialects::default()).expect("it can be converted")
}

/// The new file's name and text.
fn file(name: &str, text: &str, target: Dialect) -> (String, String) {
    let Converted { id, bytes, .. } = converted(name, text, target);
    (id.to_string(), String::from_utf8(bytes).expect("it is UTF-8"))
}

fn losses(name: &str, text: &str, target: Dialect) -> Vec<LossKind> {
    converted(name, text, target).losses.iter().map(|loss| loss.kind).collect()
}

fn text(composition: &Composition, values: &[(String, String)]) -> Result<String, String> {
    let mut given = Values::default();
    for (name, value) in values {
        given.set(name, value.as_str());
    }
    let rendered = composition.render(&given, Strictness::Usual).map_err(|faults| faults.to_string())?;
    Ok(String::from_utf8_lossy(&rendered.text().0).into_owned())
}

/// Converts `from` and checks that the same values make the same text where no loss says otherwise. Answers the new file.
fn check(from: &Composition, target: Dialect, values: &[(String, String)]) -> Option<Composition> {
    let converted = match convert(from, target, None, &Dialects::default()) {
        Ok(converted) => converted,
        Err(ConvertFault::Same(_) | ConvertFault::Broken(_)) => return None,
        Err(fault) => panic!("{target:?}: {fault}"),
    };
    let id = converted.id.clone();
    let read = Template::read(id, Arc::new(converted.bytes.clone()), &Dialects::default());
    assert_eq!(read.dialect(), target);
    let new = Composition::alone(Arc::new(read));
    let is_other = |loss: &Loss| {
        matches!(loss.kind, LossKind::Text | LossKind::Space | LossKind::Argument | LossKind::Role)
            || (loss.kind == LossKind::Absent && values.len() < from.arguments().len())
    };
    if !converted.losses.iter().any(is_other) {
        let renamed: Vec<(String, String)> = values
            .iter()
            .filter_map(|(name, value)| {
                let (_, to) = converted.names.iter().find(|(from, _)| from == name)?;
                Some((to.clone()?, value.clone()))
            })
            .collect();
        let file = String::from_utf8_lossy(&converted.bytes).into_owned();
        assert_eq!(text(&new, &renamed), text(from, values), "{target:?} of {:?}\n{file}", from.template().dialect());
    }
    Some(new)
}

fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => Just("{{language}}"),
        3 => Just("{{diff}}"),
        1 => Just("{{名字}}"),
        4 => Just("Review this. "),
        1 => Just("\\{{"),
        1 => Just("}}"),
        1 => Just("{"),
        1 => Just("}"),
        1 => Just("$"),
        1 => Just("$1"),
        1 => Just("$$"),
        1 => Just("$ARGUMENTS"),
        1 => Just("0"),
        1 => Just("a"),
        1 => Just("_"),
        1 => Just("[0]"),
        1 => Just("\\"),
        1 => Just("\"\"\""),
        1 => Just("'"),
        1 => Just("{% if x %}"),
        1 => Just("{# x #}"),
        1 => Just("${input:x}"),
        1 => Just("\n"),
        1 => Just("\n\n"),
        1 => Just("\nsystem:\n"),
        1 => Just("---\n"),
        1 => Just("__INPUT__"),
        1 => Just(" "),
        1 => Just("\t"),
        1 => Just("\r\n"),
        1 => Just("#"),
        1 => Just(": "),
        1 => Just("代码"),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| format!("Text {}.", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_is_converted_makes_the_same_text_where_no_loss_says_otherwise(
        body in body(),
        value in "[a-zA-Z{}$\\\\ 中]{1,8}",
    ) {
        let from = composition("code/a.md", &body);
        let values: Vec<(String, String)> = from.arguments().iter().enumerate()
            .map(|(at, argument)| (argument.name.clone(), format!("{value}{at}")))
            .collect();
        for first in TARGETS {
            let Some(middle) = check(&from, first, &values) else { continue };
            let values: Vec<(String, String)> = middle.arguments().iter().enumerate()
                .map(|(at, argument)| (argument.name.clone(), format!("{value}{at}")))
                .collect();
            for second in TARGETS {
                check(&middle, second, &values);
            }
        }
    }
}

const REVIEW: &str = "---\ntitle: Review\ndescription: Reviews a diff\nargs:\n  language: {default: Rust, choices: \
                      [Rust, Go], description: of the change}\n  diff: {kind: multiline, required: true}\n---\nReview \
                      {{language}}: {{diff}}, it cost $5.";

#[test]
fn names_become_positions_with_a_hint_that_says_which() {
    let (name, text) = file("code/my review.md", REVIEW, Dialect::Claude);
    assert_eq!(name, ".claude/commands/code/my-review.md");
    assert_eq!(
        text,
        "---\ndescription: Reviews a diff\nargument-hint: '[language] <diff>'\n---\nReview $0: $1, it cost \\$5."
    );
    let (name, text) = file("code/review.md", &REVIEW.replace('$', ""), Dialect::Codex);
    assert_eq!(name, ".codex/prompts/review.md");
    assert!(text.ends_with("---\nReview $1: $2, it cost 5."), "{text}");
    let kinds = [LossKind::Field, LossKind::Default, LossKind::Choices, LossKind::Description];
    assert_eq!(losses("a.md", &REVIEW.replace('$', ""), Dialect::Codex), kinds);
}

#[test]
fn an_only_argument_takes_everything_that_is_given() {
    assert!(file("a.md", "Say {{x}}.", Dialect::Claude).1.ends_with("Say $ARGUMENTS."));
    assert!(file("a.md", "Say {{x}}.", Dialect::Opencode).1.ends_with("Say $ARGUMENTS."));
    let (name, text) = file("a.md", "Say \"{{x}}\".\\", Dialect::Gemini);
    assert_eq!(
        (name.as_str(), text.as_str()),
        (".gemini/commands/a.toml", "prompt = \"\"\"\nSay \"{{args}}\".\\\\\"\"\"\n")
    );
}

#[test]
fn what_has_fields_for_it_keeps_defaults_choices_and_descriptions() {
    for target in [Dialect::Dotprompt, Dialect::Prompty] {
        assert_eq!(losses("review.md", &REVIEW.replace("title: Review\n", ""), target), [], "{target:?}");
        let new = composition(&file("review.md", REVIEW, target).0, &file("review.md", REVIEW, target).1);
        let language = &new.arguments()[0];
        assert_eq!(language.default.as_ref().map(|default| default.text().into_owned()).as_deref(), Some("Rust"));
        assert_eq!((language.choices.len(), language.description.as_str()), (2, "of the change"));
    }
    let text = file("review.md", REVIEW, Dialect::Llm).1;
    assert_eq!(text, "prompt: 'Review $language: $diff, it cost $$5.'\ndefaults:\n  language: Rust\n");
}

#[test]
fn a_prompt_of_a_tool_comes_back_as_a_plain_one() {
    let (name, text) = file(
        ".claude/commands/git/fix.md",
        "---\ndescription: Fixes\n---\nFix $0 in $1, \\$2 and {{x}}.",
        Dialect::Plain,
    );
    assert_eq!(name, "git/fix.md");
    assert!(text.starts_with("---\ndescription: Fixes\nargs:\n"), "{text}");
    assert!(text.contains("Fix {{arg0}} in {{arg1}}, $2 and \\{{x}}."), "{text}");
}

#[test]
fn roles_stand_in_the_text_where_a_tool_has_none_and_stay_where_it_has() {
    let prompty = "---\nname: x\n---\nsystem:\nBe brief.\n\nuser:\n{{question}}\n";
    assert!(losses("a.prompty", prompty, Dialect::Plain).contains(&LossKind::Role));
    assert!(!losses("a.prompty", prompty, Dialect::Dotprompt).contains(&LossKind::Role));
    assert!(file("a.prompty", prompty, Dialect::Llm).1.contains("system: Be brief.\n"));
}

#[test]
fn what_a_tool_cannot_keep_apart_is_told() {
    for (text, target, kind) in [
        ("Pay $1 to {{x}}.", Dialect::Opencode, LossKind::Text),
        ("{{x}} and \\{{y}}", Dialect::Fabric, LossKind::Text),
        ("{{x}} and ${input:y}", Dialect::Copilot, LossKind::Text),
        ("{{x}} and {{y}}", Dialect::Gemini, LossKind::Argument),
        ("{{x}}", Dialect::Cursor, LossKind::Argument),
        ("{{x}} !`ls`", Dialect::Claude, LossKind::Site),
        ("---\nallowed-tools: Bash\n---\n{{x}}", Dialect::Claude, LossKind::Field),
    ] {
        assert!(losses("a.md", text, target).contains(&kind), "{text} {target:?}: {:?}", losses("a.md", text, target));
    }
}

#[test]
fn a_command_of_claude_and_a_skill_keep_the_fields_that_they_share() {
    let text = "---\ndescription: Commits\nallowed-tools: [Bash, Read]\nmodel: opus\n---\nCommit.";
    let name = ".claude/commands/commit.md";
    let skill = convert(&composition(name, text), Dialect::Skill, None, &Dialects::default()).expect("a skill");
    let written = String::from_utf8_lossy(&skill.bytes).into_owned();
    assert!(written.contains("allowed-tools: [Bash, Read]\n") && written.contains("model: opus\n"), "{written}");
    assert_eq!(skill.losses, []);
    assert!(losses(name, text, Dialect::Copilot).contains(&LossKind::Field));
}

#[test]
fn what_a_tool_adds_to_the_end_gets_no_place_in_the_new_file_unless_its_author_asks_for_it() {
    let name = ".claude/commands/commit.md";
    let written = |text: &str, target| {
        let new = convert(&composition(name, text), target, None, &Dialects::default()).expect("a file");
        let losses: Vec<LossKind> = new.losses.iter().map(|loss| loss.kind).collect();
        (String::from_utf8_lossy(&new.bytes).into_owned(), losses)
    };
    assert_eq!(written("Commit all.", Dialect::Skill).1, []);
    // It adds the words alone, without the line that says what they are.
    assert_eq!(written("Commit all.", Dialect::Opencode), ("Commit all.".to_owned(), vec![LossKind::Text]));
    assert_eq!(written("Commit all.", Dialect::Codex), ("Commit all.".to_owned(), vec![LossKind::Argument]));
    let asked = "---\nargument-hint: [why]\n---\nCommit all.";
    assert!(written(asked, Dialect::Codex).0.ends_with("Commit all.\n\nARGUMENTS: $ARGUMENTS"));
    assert!(written(asked, Dialect::Skill).0.ends_with("\n---\nCommit all."));
}

#[test]
fn a_name_of_another_tool_or_place_is_refused_and_one_of_none_says_the_dialect() {
    let from = composition("a.md", "{{x}} {{y}}");
    let named = |target, name| convert(&from, target, Some(name), &Dialects::default());
    let new = named(Dialect::Claude, "team/b").expect("it says what it is");
    assert_eq!(new.id.to_string(), "team/b.md");
    assert!(new.bytes.starts_with(b"---\ndialect: claude\n"), "{:?}", String::from_utf8_lossy(&new.bytes));
    assert!(matches!(named(Dialect::Claude, ".codex/prompts/b.md"), Err(ConvertFault::Elsewhere { .. })));
    assert!(matches!(named(Dialect::Plain, "b"), Err(ConvertFault::Same("plain"))));
    assert!(matches!(named(Dialect::PromptsChat, "b"), Err(ConvertFault::Table)));
    assert!(matches!(named(Dialect::Claude, "../b"), Err(ConvertFault::Name(_))));
}

#[test]
fn a_text_that_begins_like_a_header_stays_text() {
    let from = "---\n---\n---\nx: y\n---\n{{a}}";
    for target in TARGETS {
        if target != Dialect::Plain {
            check(&composition("a.md", from), target, &[("a".to_owned(), "1".to_owned())]);
        }
    }
}

#[test]
fn a_text_without_marks_of_any_tool_is_kept_by_every_one_that_has_room_for_its_arguments() {
    let from = composition("a.md", "Review {{language}}: {{diff}}, 100 % {of} 代码.\nEnd.");
    let values = [("language".to_owned(), "Rust $1 {{x}}".to_owned()), ("diff".to_owned(), "a\nb\\".to_owned())];
    for target in TARGETS.into_iter().filter(|target| *target != Dialect::Plain) {
        let lost: Vec<LossKind> = convert(&from, target, None, &Dialects::default())
            .expect("it converts")
            .losses
            .iter()
            .map(|l| l.kind)
            .collect();
        let room = !matches!(target, Dialect::Gemini | Dialect::Cursor);
        assert_eq!(lost, if room { vec![] } else { vec![LossKind::Argument; 2] }, "{target:?}");
        let new = check(&from, target, &values).expect("it converts");
        // And back.
        let values: Vec<(String, String)> =
            new.arguments().iter().zip(&values).map(|(to, (_, value))| (to.name.clone(), value.clone())).collect();
        if room {
            check(&new, Dialect::Plain, &values);
        }
    }
}

#[test]
fn what_can_be_escaped_is_escaped() {
    let text = "{{x}} \\{{y}} $1 $ARGUMENTS $$ {% if %} {# #} {{{x}}} $x ${x}, \\{{>z}}.";
    for target in [Dialect::Claude, Dialect::Skill, Dialect::Dotprompt, Dialect::Prompty, Dialect::Llm] {
        let told = converted("a.md", text, target).losses;
        assert_eq!(told, [], "{target:?} {}", file("a.md", text, target).1);
    }
}
