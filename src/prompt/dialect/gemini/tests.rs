//! Gemini commands, as the Gemini CLI makes a prompt of them.

use super::super::trial::*;

const NAME: &str = ".gemini/commands/git/fix it.toml";

#[test]
fn what_is_given_stands_for_args_and_as_one_word_in_a_command() {
    let command = file(NAME, "prompt = \"Fix {{args}}: !{grep {{args}} src} @{a.md}\"\ndescription = \"d\"\n");
    assert_eq!(render(&command, &[("1", "it's"), ("2", "$x")]), "Fix it's $x: !{grep \"it's \\$x\" src} @{a.md}");
    assert_eq!(filled(&command, &[("1", "a")]), ["a", "a"]);
    assert_eq!(sites(&command), ["Shell grep {{args}} src = !{grep {{args}} src}", "File a.md = @{a.md}"]);
    assert_eq!(render(&command, &[]), "Fix : !{grep  src} @{a.md}");
}

#[test]
fn without_args_the_line_as_it_was_typed_follows() {
    let command = file(NAME, "prompt = 'Explain.'");
    assert_eq!(render(&command, &[("1", "the"), ("2", "diff")]), "Explain.\n\n/git:fix_it the diff");
    assert_eq!(render(&command, &[]), "Explain.");
    assert_eq!(render(&command, &[("args", "")]), "Explain.");
}

/// Number 10 of the sixteen files.
#[test]
fn a_file_with_crlf_nested_braces_an_open_brace_an_unknown_key_and_comments_is_read() {
    let text = "# a comment\r\nversion = 2 # unknown\r\nprompt = \"\"\"\r\nRun !{jq '{a:{b:1}}' f} now.\r\n\\\r\n  Say \\\"{{args}}\\\" \\u00e9.\r\nOpen !{ls \r\n\"\"\"\r\n";
    let command = file(NAME, text);
    assert_eq!(render(&command, &[("1", "x")]), "Run !{jq '{a:{b:1}}' f} now.\nSay \"x\" é.\nOpen !{ls \n");
    assert_eq!(sites(&command), ["Shell jq '{a:{b:1}}' f = !{jq '{a:{b:1}}' f}"]);
    assert_eq!(marks(&command), ["{{args}}"]);
    assert_eq!(
        told(&command),
        [
            "2 Warning: Gemini knows no version, and passes over it",
            "7 Fault: Gemini stops at !{: its brace is not closed",
        ]
    );
}

#[test]
fn a_file_without_a_prompt_is_told_of_and_opens() {
    assert_eq!(told(&file(NAME, "description = \"d\"\n")), ["1 Fault: Gemini refuses the file: it has no prompt"]);
    assert_eq!(told(&file(NAME, "prompt = 3\n")), ["1 Fault: Gemini refuses the file: prompt is no text"]);
    assert_eq!(render(&file(NAME, "prompt = 3\n"), &[]), "");
}

#[test]
fn a_command_with_very_many_places_is_read_to_its_end() {
    let command = file(NAME, &format!("prompt = \"{}\"\n", "!{x {{args}}} @{{{args}}} {{args}} ".repeat(40_000)));
    assert_eq!(command.template().sites().len(), 80_000);
    assert_eq!(command.template().marks().len(), 80_000);
}
