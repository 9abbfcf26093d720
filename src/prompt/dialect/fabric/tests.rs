//! fabric patterns, as fabric fills them in.

use super::super::trial::*;

const NAME: &str = "patterns/translate/system.md";

#[test]
fn variables_are_required_and_the_input_follows_on_a_line_of_its_own() {
    let pattern = file(NAME, "Into {{lang_code}}.\nINPUT:");
    assert_eq!(names(&pattern), ["lang_code", "input"]);
    assert_eq!(render(&pattern, &[("lang_code", "de"), ("<", "{{x}}")]), "Into de.\nINPUT:\n{{x}}");
    assert_eq!(render(&pattern, &[("lang_code", "de")]), "Into de.\nINPUT:");
    assert_eq!(try_render(&pattern, &[]), Err("it needs lang_code: give lang_code=…".to_owned()));
    let ended = file(NAME, "INPUT:\n");
    assert_eq!(render(&ended, &[("<", "a\n")]), "INPUT:\na\n");
}

#[test]
fn the_input_stands_where_the_pattern_has_it() {
    let pattern = file(NAME, "<{{input}}>{{{x}}}\n");
    assert_eq!(render(&pattern, &[("<", "{{input}}"), ("x", "1")]), "<{{input}}>{1}\n");
    assert_eq!(filled(&pattern, &[("<", "in"), ("x", "1")]), ["in", "1"]);
}

#[test]
fn what_fabric_would_do_is_shown_and_left_as_it_is_written() {
    let text =
        "{{plugin:sys:env:HOME}} {{plugin:text:upper:{{name}}}} {{plugin:fetch:get:https://a.b}} {{ext:word:gen:3}}\n";
    let pattern = file(NAME, text);
    assert_eq!(
        sites(&pattern),
        [
            "Environment plugin:sys:env:HOME = {{plugin:sys:env:HOME}}",
            "Script plugin:text:upper:{{name}} = {{plugin:text:upper:{{name}}}}",
            "Fetch plugin:fetch:get:https://a.b = {{plugin:fetch:get:https://a.b}}",
            "Script ext:word:gen:3 = {{ext:word:gen:3}}",
        ]
    );
    assert_eq!(render(&pattern, &[("name", "x")]), text.replace("{{name}}", "x"));
}

#[test]
fn literal_braces_stay_text_and_are_told_of_where_fabric_stops_at_them() {
    let text = "<h1>{{ header ? header : \"Notes\" }}</h1>\n\\frac{{a}{b}} {{}} {\"a\": {\"b\": 1}}\n";
    let pattern = file(NAME, text);
    assert_eq!(names(&pattern), ["input"]);
    assert_eq!(render(&pattern, &[]), text);
    assert_eq!(
        told(&pattern),
        [
            "1 Fault: fabric stops at {{header ? header : \"Notes…}}: no variable can be given for it; it stays text here"
        ]
    );
}

#[test]
fn calls_that_stand_in_each_other_do_not_multiply_in_memory() {
    let text = format!("{}x{}", "{{plugin:a:".repeat(2_000), "}}".repeat(2_000));
    let pattern = file(NAME, &text);
    let sites = pattern.template().sites();
    assert_eq!(sites.len(), 2_000);
    assert!(sites.iter().map(|site| site.text.len()).sum::<usize>() < 1_000_000);
    assert_eq!(sites[1_999].text, "plugin:a:x");
    assert!(sites[0].text.ends_with('…') && text.starts_with(&format!("{{{{{}", sites[0].text.trim_end_matches('…'))));
}

#[test]
fn a_pattern_with_very_many_variables_is_read_to_its_end() {
    let pattern = file(NAME, &"{{a}} {{plugin:x:{{b}}}} {{ {{c}} }} ".repeat(50_000));
    assert_eq!((pattern.template().marks().len(), pattern.template().sites().len()), (150_000, 50_000));
    assert_eq!(names(&pattern), ["a", "b", "c", "input"]);
}
