//! aichat roles, as aichat builds its messages from them.

use super::super::trial::*;

const NAME: &str = "aichat/roles/a.md";

#[test]
fn without_a_place_for_input_the_text_is_the_systems_and_the_input_the_persons() {
    let role = file(NAME, "---\nmodel: openai:gpt-4o\ntemperature: 0\n---\n\nBe terse.\n");
    assert_eq!(render(&role, &[]), "Be terse.");
    assert_eq!(render(&role, &[("<", "Hi\n")]), "system:\nBe terse.\n\nuser:\nHi\n");
    assert!(told(&role).is_empty());
}

#[test]
fn with_a_place_for_input_all_is_what_the_person_says() {
    let role = file(NAME, "Emoji for __INPUT__, not __this__: __INPUT__\n");
    assert_eq!(names(&role), ["input"]);
    assert_eq!(render(&role, &[("<", "__INPUT__")]), "Emoji for __INPUT__, not __this__: __INPUT__");
    let rendered = try_render(&role, &[("<", "fire")]).expect("it renders");
    assert_eq!(rendered.messages[0].role, Some(super::Role::User));
    assert_eq!(filled(&role, &[("<", "fire")]), ["fire", "fire"]);
}

#[test]
fn shots_are_said_by_person_and_model_in_turn() {
    let text = "Define the word.\n### INPUT:\npanda\n### OUTPUT:\na bear\n### INPUT:\nowl\n### OUTPUT:\na bird\n";
    let role = file(NAME, text);
    assert_eq!(
        render(&role, &[("<", "cat\n### INPUT:\nx")]),
        "system:\nDefine the word.\n\nuser:\npanda\n\nassistant:\na bear\n\nuser:\nowl\n\nassistant:\na bird\n\nuser:\ncat\n### INPUT:\nx"
    );
    let unpaired = file(NAME, "System message\n### INPUT:\nInput 1\n");
    assert_eq!(render(&unpaired, &[]), "System message\n### INPUT:\nInput 1");
}

#[test]
fn words_behind_the_name_and_the_machines_facts_are_seen() {
    let role = file(NAME, "---\nmodle: x\n---\nTo __ARG1__ on {{__os__}}.");
    assert_eq!(names(&role), ["ARG1", "input"]);
    assert_eq!(render(&role, &[("1", "de")]), "To de on {{__os__}}.");
    assert_eq!(sites(&role), ["Environment os = {{__os__}}"]);
    assert_eq!(told(&role), ["2 Warning: aichat knows no field modle, and passes over it"]);
}

#[test]
fn a_role_with_very_many_open_places_is_read_to_its_end() {
    let role = file(NAME, &format!("{} {{{{__os_family__}}}} {{{{__os__}}}}", "{{__".repeat(1_000_000)));
    assert_eq!(sites(&role), ["Environment os_family = {{__os_family__}}", "Environment os = {{__os__}}"]);
}
