//! The plain dialect and the one pass of rendering, as a person meets them.

use std::ops::Range;

use super::*;
use crate::prompt::dialect::Dialects;

fn template(name: &str, text: &str) -> Arc<Template> {
    let id = PromptId::new(name).expect("a plain name");
    Arc::new(Template::read(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default()))
}

fn plain(text: &str) -> Composition {
    Composition::alone(template("a.md", text))
}

fn values(named: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, value) in named {
        values.set(*name, *value);
    }
    values
}

fn rendered(text: &str, named: &[(&str, &str)]) -> String {
    let rendered = plain(text).render(&values(named), Strictness::Usual).expect("it renders");
    String::from_utf8(rendered.text().0.into_owned()).expect("it is text")
}

fn names(composition: &Composition) -> Vec<&str> {
    composition.arguments().iter().map(|argument| argument.name.as_str()).collect()
}

#[test]
fn a_value_stands_where_its_name_stood_and_is_not_looked_at_again() {
    assert_eq!(
        rendered("Hi {{name}}, {{name}}!", &[("name", "{{name}} $1 \\{{x}}")]),
        "Hi {{name}} $1 \\{{x}}, {{name}} $1 \\{{x}}!"
    );
}

#[test]
fn a_default_stands_where_nothing_is_given_and_an_empty_value_is_a_value() {
    assert_eq!(rendered("{{lang=Rust}}", &[]), "Rust");
    assert_eq!(rendered("{{lang=Rust}}", &[("lang", "")]), "");
}

#[test]
fn braces_that_are_no_placeholder_stay_text() {
    let text = "{{ user.name }} {{#if x}} {{1}} {\"a\": {\"b\": 1}} \\frac{{a}{b}} {{ name }}\n";
    assert_eq!(rendered(text, &[]), text);
    assert_eq!(rendered("\\{{name}}", &[]), "{{name}}");
}

#[test]
fn spaces_and_choices_between_braces_count_where_the_header_declares_the_name() {
    let text = "---\nargs: [lang]\n---\n{{ lang: Rust | Go }}, {{ other }}\n";
    let composition = plain(text);
    assert_eq!(names(&composition), ["lang"]);
    assert_eq!(composition.arguments()[0].choices, ["Rust", "Go"]);
    assert_eq!(rendered(text, &[("lang", "Go")]), "Go, {{ other }}\n");
    let faults = composition.render(&values(&[("lang", "C")]), Strictness::Usual).expect_err("C is no choice");
    assert_eq!(faults.to_string(), "lang cannot be \"C\": give one of Rust, Go");
}

#[test]
fn all_that_is_missing_is_named_together() {
    let faults = plain("{{a}} {{b=1}} {{c}}").render(&Values::default(), Strictness::Usual).expect_err("a and c");
    assert_eq!(faults.to_string(), "it needs a, c: give a=… c=…");
}

#[test]
fn a_declared_argument_says_what_it_is() {
    let composition = plain(
        "---\nargs:\n  language: {default: Rust, choices: [Rust, Go, 中文]}\n  diff: {kind: multiline, required: true}\n---\n{{language}} {{diff}}",
    );
    let [language, diff] = composition.arguments() else { panic!("{:?}", composition.arguments()) };
    assert_eq!((language.kind, language.default.clone()), (Kind::Choice, Some(Value::from("Rust"))));
    assert_eq!(language.choices, ["Rust", "Go", "中文"]);
    assert_eq!((diff.kind, diff.required, diff.origin), (Kind::Multiline, true, Origin::Declared));
    assert!(composition.template().diagnostics().is_empty());
}

#[test]
fn words_without_a_name_fill_the_arguments_in_their_order_and_too_many_are_told() {
    let composition = plain("{{a}}-{{b}}");
    let mut given = Values { positions: vec![b"1".to_vec(), b"2".to_vec()], ..Values::default() };
    let text =
        |given: &Values| composition.render(given, Strictness::Usual).map(|rendered| rendered.text().0.into_owned());
    assert_eq!(text(&given), Ok(b"1-2".to_vec()));
    given.positions.push(b"3".to_vec());
    assert_eq!(text(&given), Err(RenderFaults(vec![RenderFault::TooManyWords { given: 3, taken: 2 }])));
}

#[test]
fn input_stands_where_it_is_asked_for_and_else_behind_the_text() {
    let given = Values { input: Some(b"diff\xff\0".to_vec()), ..Values::default() };
    let text =
        |source: &str| plain(source).render(&given, Strictness::Usual).expect("it renders").text().0.into_owned();
    assert_eq!(text("<{{input}}>"), b"<diff\xff\0>");
    assert_eq!(text("Review.\n"), b"Review.\n\ndiff\xff\0");
}

#[test]
fn an_include_stands_in_its_place_and_its_arguments_are_asked_for_too() {
    let book = [template("team/header.md", "Team {{team}}.\n"), template("a.md", "{{> team/header}}Do {{what}}.\n")];
    let find = |part: &Template, include: &Include| {
        let ids = part.dialect().candidates(part.id(), include);
        ids.iter().find_map(|id| book.iter().find(|known| known.id() == id)).cloned()
    };
    let composition = Composition::with(Arc::clone(&book[1]), find);
    assert_eq!(names(&composition), ["what", "team"]);
    let rendered = composition.render(&values(&[("what", "it"), ("team", "{{what}}")]), Strictness::Usual);
    let (text, filled) = rendered.as_ref().expect("it renders").text();
    assert_eq!(text, b"Team {{what}}.\nDo it.\n".as_slice());
    assert_eq!(filled, [5..13, 18..20]);
}

#[test]
fn a_draft_says_where_each_argument_stands_filled_in_or_not() {
    let places = |composition: &Composition, named: &[(&str, &str)]| {
        let rendered = composition.render(&values(named), Strictness::Draft).expect("a draft");
        let (text, _) = rendered.text();
        let shown = |range: Range<usize>| String::from_utf8_lossy(&text[range]).into_owned();
        rendered.places().map(|place| (place.argument, shown(place.bytes))).collect::<Vec<_>>()
    };
    let text = "---\nargs:\n  a: {}\n  b: {required: false}\n---\n{{a}} {{b}} {{a}}\n";
    let said = |argument, text: &str| (argument, text.to_owned());
    assert_eq!(places(&plain(text), &[]), [said(0, "{{a}}"), said(1, ""), said(0, "{{a}}")]);
    assert_eq!(places(&plain(text), &[("a", "周报")]), [said(0, "周报"), said(1, ""), said(0, "周报")]);
    let text = "prompt: Ask $a\nsystem: Be $b\n";
    let composition = Composition::alone(template("templates/x.yaml", text));
    let named: Vec<&str> = names(&composition);
    let found = places(&composition, &[("a", "one"), ("b", "two")]);
    let found: Vec<(&str, &str)> = found.iter().map(|(at, text)| (named[*at], text.as_str())).collect();
    assert_eq!(found, [("b", "two"), ("a", "one")]);
}

#[test]
fn a_circle_of_includes_and_a_missing_one_are_told_with_their_chain() {
    let book = [template("a.md", "{{> b}}"), template("b.md", "{{> a}}\n{{> c}}")];
    let find = |part: &Template, include: &Include| {
        let ids = part.dialect().candidates(part.id(), include);
        ids.iter().find_map(|id| book.iter().find(|known| known.id() == id)).cloned()
    };
    let faults = Composition::with(Arc::clone(&book[0]), find).render(&Values::default(), Strictness::Usual);
    let told = faults.expect_err("a circle").to_string();
    assert_eq!(
        told,
        "a.md → b.md → a.md go round in a circle: take one of these includes out\na.md → b.md line 2 includes c, which is not in the book"
    );
}

/// The first of `book` with what it includes.
fn composed(book: &[Arc<Template>]) -> Composition {
    let known: std::collections::HashMap<_, _> = book.iter().map(|part| (part.id().clone(), part)).collect();
    Composition::with(Arc::clone(&book[0]), |part, include| {
        let ids = part.dialect().candidates(part.id(), include);
        ids.iter().find_map(|id| known.get(id)).map(|found| Arc::clone(found))
    })
}

/// A draft never fails for what its includes come to.
fn refused_but_drafted(composition: &Composition) -> String {
    let draft = composition.render(&Values::default(), Strictness::Draft);
    assert!(draft.is_ok(), "{draft:?}");
    composition.render(&Values::default(), Strictness::Usual).expect_err("too much").to_string()
}

#[test]
fn includes_that_multiply_are_refused_before_anything_is_written() {
    let line = |at: usize| format!("{{{{> p{}}}}}{{{{> p{}}}}}", at + 1, at + 1);
    let mut book: Vec<_> = (0..34).map(|at| template(&format!("p{at}.md"), &line(at))).collect();
    book.push(template("p34.md", ""));
    let told = refused_but_drafted(&composed(&book));
    assert!(told.ends_with("put together from more than 10000 parts, for the includes multiply"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(composed(&book[24..]).render(&Values::default(), Strictness::Usual).is_ok());
}

#[test]
fn dotprompt_includes_that_multiply_are_refused_too() {
    let line = |at: usize| format!("{{{{>p{}}}}}{{{{>p{}}}}}", at + 1, at + 1);
    let mut book = vec![template("p0.prompt", &line(0))];
    book.extend((1..30).map(|at| template(&format!("_p{at}.prompt"), &line(at))));
    book.push(template("_p30.prompt", "x"));
    let told = refused_but_drafted(&composed(&book));
    assert!(told.contains("more than 10000 parts"), "{told}");
}

#[test]
fn a_chain_of_includes_without_end_is_refused_and_a_long_one_is_not() {
    let line = |at: usize| format!("{{{{> p{}}}}}", at + 1);
    let mut book: Vec<_> = (0..12_000).map(|at| template(&format!("p{at}.md"), &line(at))).collect();
    book.push(template("p12000.md", "end"));
    let told = refused_but_drafted(&composed(&book));
    assert_eq!(told, "p0.md → p1.md → … → p49.md line 1 includes p50: more than 50 prompts would stand in each other");
    let rendered = composed(&book[11_951..]).render(&Values::default(), Strictness::Usual).expect("it renders");
    assert_eq!(rendered.text().0, b"end".as_slice());
}

#[test]
fn a_chain_that_is_met_from_its_end_is_as_deep_as_one_from_its_start() {
    let all: String = (1..80).rev().map(|at| format!("{{{{> p{at}}}}}")).collect();
    let mut book = vec![template("p0.md", &all)];
    book.extend((1..79).map(|at| template(&format!("p{at}.md"), &format!("{{{{> p{}}}}}", at + 1))));
    book.push(template("p79.md", ""));
    let told = refused_but_drafted(&composed(&book));
    assert!(told.contains("more than 50 prompts would stand in each other"), "{told}");
}

#[test]
fn a_choice_with_a_comma_in_it_is_chosen_as_a_whole() {
    let text = "---\nargs:\n  tags: {kind: multi-choice, choices: [a, \"b, c\"]}\n---\n{{tags}}";
    let composition = plain(text);
    assert_eq!(composition.arguments()[0].kind, Kind::MultiChoice);
    assert_eq!(rendered(text, &[("tags", "b, c")]), "b, c");
    assert_eq!(rendered(text, &[("tags", "a,b, c , a")]), "a,b, c , a");
    let refused = |value: &str| composition.render(&values(&[("tags", value)]), Strictness::Usual).is_err();
    assert!(refused("b") && refused("c") && refused("a, ") && refused("a b, c"));
}

#[test]
fn a_list_of_numbers_is_chosen_by_how_they_are_written() {
    let composition = plain("---\nargs:\n  sizes: {kind: multi-choice, choices: [1, 2]}\n---\n{{sizes}}");
    let rendered = |list: serde_json::Value| {
        let mut given = Values::default();
        given.set("sizes", list);
        composition.render(&given, Strictness::Usual).map(|rendered| rendered.text().0.into_owned())
    };
    assert_eq!(rendered(serde_json::json!([1, "2"])), Ok(b"1, 2".to_vec()));
    assert!(rendered(serde_json::json!([3])).is_err());
}

#[test]
fn an_unused_argument_is_shown_where_it_is_declared_and_not_in_another_word() {
    let places = |text: &str| -> Vec<String> {
        let composition = plain(text);
        let found = composition.template().diagnostics().iter();
        found.map(|found| format!("{}+{}", &text[found.span.clone()], &text[found.span.end..][..1])).collect()
    };
    assert_eq!(places("---\nargs: [ar, a]\n---\nx"), ["ar+,", "a+]"]);
    assert_eq!(places("---\nargs:\n  lang: {default: a}\n  a: b\n---\nx"), ["lang+:", "a+:"]);
    assert_eq!(places("---\nargs: [\"a b\"]\n---\nx"), ["args+:"]);
}

#[test]
fn a_hundred_thousand_unused_arguments_are_told_in_the_time_of_one_look() {
    let list: Vec<String> = (0..100_000).map(|at| format!("argument{at}")).collect();
    let composition = plain(&format!("---\nargs: [{}]\n---\nx", list.join(", ")));
    assert_eq!(composition.template().diagnostics().len(), 100_000);
}

#[test]
fn all_unknown_names_are_one_fault_with_the_known_names_once() {
    let text: String = (0..4_000).map(|at| format!("{{{{a{at}=}}}} ")).collect();
    let mut given = Values::default();
    (0..4_000).for_each(|at| given.set(format!("b{at}"), "x"));
    let faults = plain(&text).render(&given, Strictness::Usual).expect_err("no name is known");
    let [RenderFault::Unknown { names, known }] = faults.0.as_slice() else { panic!("{} faults", faults.0.len()) };
    assert_eq!((names.len(), known.len()), (4_000, 4_000));
    assert!(faults.to_string().ends_with("a38, a39 and 3960 more"), "{faults}");
}

#[test]
fn what_is_odd_is_told_with_its_line_and_the_way_out() {
    let composition = plain("---\nargs: [used, unused]\n---\n{{used}}\n{{lang\n{{more}}\n");
    let told: Vec<String> = composition
        .template()
        .diagnostics()
        .iter()
        .map(|found| format!("{}: {}. {}", found.line, found.what, found.hint))
        .collect();
    assert_eq!(
        told,
        [
            "2: unused is declared and not used. use it as {{unused}}, or take it out",
            "5: \"{{lang\" is not closed; it stays plain text. close it with }}, or write \\{{ for braces",
            "6: more is used and not declared in args. add more to args in the header",
        ]
    );
}

#[test]
fn a_file_that_is_not_utf_8_renders_to_its_bytes() {
    let raw = b"\xff{{x}}\xfe\x80 \xe4\xb8".to_vec();
    let id = PromptId::new("a.md").expect("a plain name");
    let composition = Composition::alone(Arc::new(Template::read(id, Arc::new(raw), &Dialects::default())));
    let rendered = composition.render(&values(&[("x", "周")]), Strictness::Usual).expect("it renders");
    assert_eq!(rendered.text().0, b"\xff\xe5\x91\xa8\xfe\x80 \xe4\xb8".as_slice());
}

#[test]
fn a_draft_shows_what_is_not_filled_in_yet_as_it_is_written() {
    let rendered =
        plain("{{a}} {{b}}").render(&values(&[("b", "2")]), Strictness::Draft).expect("a draft always renders");
    assert_eq!(rendered.text(), (std::borrow::Cow::Borrowed(b"{{a}} 2".as_slice()), vec![6..7]));
}

#[test]
fn a_draft_leaves_out_what_may_be_left_out_as_the_text_will() {
    let composition = plain("---\nargs:\n  a: {required: false}\n  b: {}\n---\n<{{a}}|{{b}}>");
    let rendered = composition.render(&Values::default(), Strictness::Draft).expect("a draft always renders");
    assert_eq!(rendered.text().0, b"<|{{b}}>".as_slice());
}

#[test]
fn what_a_header_says_of_an_argument_and_means_nothing_is_told() {
    let header =
        "a: {kind: strange}\n  b: {kind: number, default: abc}\n  c: {choices: [x], default: y}\n  d: {requird: true}";
    let composition = plain(&format!("---\nargs:\n  {header}\n---\n{{{{a}}}}{{{{b}}}}{{{{c}}}}{{{{d}}}}"));
    let found = composition.template().diagnostics().iter().map(|found| (found.line, found.what.as_str()));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (3, "a is of no known kind; a text is asked for"),
            (4, "the default of b, \"abc\", is not allowed"),
            (5, "the default of c, \"y\", is not allowed"),
            (6, "requird of d means nothing here"),
        ]
    );
}

#[test]
fn only_a_declared_name_may_have_spaces_a_hint_or_choices_behind_it() {
    assert_eq!(
        rendered("{{time}} at {{time:HH}} {{ time }} {{time:a|b}}", &[("time", "9")]),
        "9 at {{time:HH}} {{ time }} {{time:a|b}}"
    );
    let declared = plain("---\nargs: [time, tone]\n---\n{{time:HH}} {{ time }} {{tone: calm | loud}}");
    let [time, tone] = declared.arguments() else { panic!("{:?}", declared.arguments()) };
    assert_eq!((time.kind, time.placeholder.as_deref(), time.choices.len()), (Kind::Text, Some("HH"), 0));
    assert_eq!(tone.choices, ["calm", "loud"]);
}

#[test]
fn what_a_header_says_in_vain_is_told() {
    let told = |text: &str| -> Vec<String> {
        let composition = plain(text);
        composition.template().diagnostics().iter().map(|found| found.what.clone()).collect()
    };
    assert_eq!(told("---\nargs: [a, a]\n---\n{{a}}"), ["a is declared twice; the first one counts"]);
    let two = "---\nargs:\n  a: {input: true}\n  b: {input: true}\n---\n{{a}}{{b}}";
    assert_eq!(told(two), ["a, b all take the input: each of them gets the whole of it"]);
    let choice = "---\nargs:\n  a: {kind: choice}\n---\n{{a}}";
    assert_eq!(told(choice), ["a is a choice without choices; a text is asked for"]);
    let secret = "---\nargs:\n  a: {kind: secret, default: x}\n---\n{{a}}";
    assert_eq!(told(secret), ["the default of the secret a stands in the file for everybody to read"]);
    assert_eq!(told("Do $ARGUMENTS, all $ARGUMENTS").len(), 1);
}

#[test]
fn what_an_argument_says_in_vain_is_told_where_that_argument_stands() {
    let composition = plain("---\nargs:\n  a: {foo: 1}\n  b: {foo: 1}\n---\n{{a}}{{b}}");
    let found: Vec<(usize, String)> =
        composition.template().diagnostics().iter().map(|found| (found.line, found.what.clone())).collect();
    assert_eq!(found, [(3, "foo of a means nothing here".to_owned()), (4, "foo of b means nothing here".to_owned())]);
}

#[test]
fn of_very_many_includes_only_the_first_are_looked_up() {
    let template = template("a.md", &"{{> b}}\n".repeat(5_000));
    let asked = std::cell::Cell::new(0);
    let missing = template.missing_includes(20, |id| {
        asked.set(asked.get() + 1);
        id.to_string() == "b.md"
    });
    assert_eq!(missing.count(), 0);
    // The name as it is written, then with its extension.
    assert_eq!(asked.get(), 40);
}
