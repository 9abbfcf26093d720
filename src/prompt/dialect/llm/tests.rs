//! Templates of llm, as llm evaluates them.

use super::super::trial::*;
use crate::prompt::template::Strictness;

const NAME: &str = "templates/a.yaml";

#[test]
fn parameters_stand_for_their_names_and_system_and_prompt_are_two_messages() {
    let template = file(
        NAME,
        "prompt: 'Hi $name, ${greeting}: $$5 $input'\nsystem: You are $name\ndefaults:\n  greeting: good day\n",
    );
    assert_eq!(names(&template), ["greeting", "name", "input"]);
    assert_eq!(
        render(&template, &[("name", "$x"), ("<", "in")]),
        "system:\nYou are $x\n\nuser:\nHi $x, good day: $5 in"
    );
    assert_eq!(try_render(&template, &[("<", "in")]), Err("it needs name: give name=…".to_owned()));
    assert_eq!(marks(&template), ["$name", "$name", "${greeting}", "$$", "$input"]);
}

#[test]
fn input_without_a_place_follows_the_prompt_or_is_the_prompt() {
    assert_eq!(render(&file(NAME, "prompt: Summarize.\n"), &[("<", "text")]), "Summarize.\ntext");
    assert_eq!(render(&file(NAME, "prompt: Summarize.\n"), &[]), "Summarize.");
    assert_eq!(render(&file(NAME, "system: Be terse\n"), &[("<", "text")]), "system:\nBe terse\n\nuser:\ntext");
    let braced = file(NAME, "prompt: '${input}!'\n");
    assert_eq!(render(&braced, &[("<", "text")]), "!\ntext");
    assert_eq!(render(&file(NAME, "prompt: ${input}\n"), &[("<", "text")]), "text");
    assert_eq!(told(&braced), ["1 Warning: llm puts nothing at ${input}, and the input behind the prompt"]);
}

/// Number 14 of the sixteen files.
#[test]
fn a_price_a_folded_text_and_a_bare_text_are_read() {
    let price = file(NAME, "prompt: >\n  Cost $5\n  for ${x}\n\n  $$ $input\n");
    assert_eq!(render(&price, &[("x", "it"), ("<", "in")]), "Cost $5 for it\n$ in\n");
    assert_eq!(told(&price), ["2 Fault: llm stops at $5: a $ alone means nothing to it"]);
    assert_eq!(marks(&price), ["${x}", "$$", "$input"]);
    let broken = file(NAME, "Say $x\nin French: not\n");
    assert_eq!(told(&broken)[0], "2 Fault: llm refuses the file: it knows no in French");
    let bare = file(NAME, "Say $x\nin French\n");
    assert_eq!(render(&bare, &[("x", "1")]), "Say 1 in French");
    assert!(told(&bare).is_empty(), "{:?}", told(&bare));
}

#[test]
fn a_block_keeps_its_lines_and_its_places() {
    let block = file(NAME, "prompt: |-\n  One $a\n\n    two ${b}\r\n  three\n\n");
    assert_eq!(render(&block, &[("a", "1"), ("b", "2")]), "One 1\n\n  two 2\nthree");
    assert_eq!(marks(&block), ["$a", "${b}"]);
    assert_eq!(filled(&block, &[("a", "1"), ("b", "2")]), ["1", "2"]);
    let quoted = file(NAME, "prompt: \"a\\t$x\\u00e9\\n\n  folded '' $y\"\n");
    assert_eq!(render(&quoted, &[("x", "1"), ("y", "2")]), "a\t1é\n folded '' 2");
    assert_eq!(marks(&quoted), ["$x", "$y"]);
}

#[test]
fn a_draft_shows_the_placeholders_of_a_string_that_has_no_places_in_the_file() {
    let draft = |text: &str| {
        let rendered = file(NAME, text).render(&values(&[]), Strictness::Draft).expect("a draft");
        String::from_utf8_lossy(&rendered.messages[0].text).into_owned()
    };
    assert_eq!(draft("prompt: \"a \\\n  b $x and $y\"\n"), "a b $x and $y");
    assert_eq!(draft("prompt: \"a \\x24x and $y\"\n"), "a $x and $y");
    assert_eq!(draft("prompt: a $x\n"), "a $x");
}

#[test]
fn an_unknown_key_is_a_fault_as_it_is_for_llm() {
    let template = file(NAME, "prompt: x\nname: y\ndescription: z\ndefaults: {on: true, none: }\n");
    assert_eq!(told(&template), ["3 Fault: llm refuses the file: it knows no description"]);
    assert_eq!(render(&file(NAME, "prompt: $on $none\ndefaults: {on: true, none: }\n"), &[]), "True None");
}

/// As llm 0.36 shows them.
#[test]
fn defaults_are_written_as_python_has_them_and_read_as_yaml_1_1() {
    let prompt = "prompt: $l $y $m $o $q $f $s $t $e $n\n";
    let block = "defaults:\n  l: [a, b]\n  y: yes # so\n  m:\n    k: 1\n    y: no\n  o: 010\n  q: 'yes'\n  f: 1.50\n  s: |\n    o: 07\n  t: 1:30\n  e: 1e3\n  n: 1_000\n";
    let shown = "['a', 'b'] True {'k': 1, 'y': 'no'} 8 yes 1.5 o: 07\n 90 1e3 1000";
    assert_eq!(render(&file(NAME, &format!("{prompt}{block}")), &[]), shown);
    let flow = "prompt: $a $b $c $d\ndefaults: {a: off, b: -017, c: on top, d: 2024-01-02}\n";
    assert_eq!(render(&file(NAME, flow), &[]), "False -15 on top 2024-01-02");
    assert_eq!(render(&file(NAME, "prompt: $a\ndefaults:\n  a: '010'\n"), &[]), "010");
}

#[test]
fn what_is_told_of_an_odd_key_points_into_the_file() {
    let odd = file(NAME, "---prompt: ");
    assert!(odd.template().diagnostics().iter().all(|found| found.span.end <= 11), "{:?}", told(&odd));
}
