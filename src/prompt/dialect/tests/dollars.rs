//! The dialects of `$`, each as its tool expands them.

use std::sync::Arc;

use crate::prompt::PromptId;
use crate::prompt::dialect::Dialects;
use crate::prompt::parts::{Argument, Kind, Severity, SiteKind, Takes, Values};
use crate::prompt::template::{Composition, RenderFaults, Strictness, Template};

const CLAUDE: &str = ".claude/commands/a.md";
const CODEX: &str = ".codex/prompts/a.md";
const OPENCODE: &str = ".opencode/commands/a.md";
const COPILOT: &str = "a.prompt.md";

pub(super) fn prompt(name: &str, text: &str) -> Composition {
    let id = PromptId::new(name).expect("a plain name");
    let raw = Arc::new(text.as_bytes().to_vec());
    Composition::alone(Arc::new(Template::read(id, raw, &Dialects::default())))
}

fn words(words: &[&str]) -> Values {
    Values { positions: words.iter().map(|word| word.as_bytes().to_vec()).collect(), ..Values::default() }
}

fn named(pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, value) in pairs {
        values.set(*name, *value);
    }
    values
}

fn rendered(composition: &Composition, values: &Values) -> Result<String, RenderFaults> {
    let rendered = composition.render(values, Strictness::Usual)?;
    Ok(String::from_utf8_lossy(&rendered.text().0).into_owned())
}

/// The text with these words, which must render.
pub(super) fn expanded(name: &str, text: &str, given: &[&str]) -> String {
    rendered(&prompt(name, text), &words(given)).expect("it renders")
}

pub(super) fn findings(composition: &Composition) -> Vec<String> {
    let told = |found: &crate::prompt::parts::Diagnostic| {
        format!("{} {:?}: {}. {}", found.line, found.severity, found.what, found.hint)
    };
    composition.template().diagnostics().iter().map(told).collect()
}

pub(super) fn sites(composition: &Composition) -> Vec<(SiteKind, &str)> {
    composition.template().sites().iter().map(|site| (site.kind, site.text.as_str())).collect()
}

fn names(composition: &Composition) -> Vec<(&str, Takes)> {
    composition.arguments().iter().map(|argument| (argument.name.as_str(), argument.takes)).collect()
}

#[test]
fn the_same_dollars_are_other_words_to_each_tool() {
    let text = "first $1 second $2";
    let given = ["a", "b", "c"];
    assert_eq!(expanded(CLAUDE, text, &given), "first b second c");
    assert_eq!(expanded(CODEX, text, &given), "first a second b");
    assert_eq!(expanded(OPENCODE, text, &given), "first a second b c");
    assert_eq!(expanded("a.md", text, &[]), text);
}

#[test]
fn claude_counts_words_from_0_and_takes_them_all_as_arguments() {
    assert_eq!(expanded(CLAUDE, "$0-$1-$ARGUMENTS[1]-$ARGUMENTS", &["a", "b c"]), "a-b c-b c-a b c");
    assert_eq!(names(&prompt(CLAUDE, "$ARGUMENTS[1] $1 $0")), [("1", Takes::Position(1)), ("0", Takes::Position(0))]);
    assert_eq!(expanded(CLAUDE, "$ARGUMENTS[x] $ARGUMENTS[1", &["a"]), "a[x] a[1");
}

#[test]
fn claude_leaves_a_place_without_a_word_as_it_is_and_makes_nothing_of_a_name_without_one() {
    assert_eq!(expanded(CLAUDE, "$0 $1 [$ARGUMENTS]", &["a"]), "a $1 [a]");
    assert_eq!(expanded(CLAUDE, "$0 [$ARGUMENTS]", &[]), "$0 []");
    let text = "---\narguments: [issue, branch]\n---\n$issue on <$branch>$1";
    assert_eq!(expanded(CLAUDE, text, &["7"]), "7 on <>$1");
    assert_eq!(expanded(CLAUDE, text, &["7", "main"]), "7 on <main>main");
}

#[test]
fn claude_has_names_from_a_list_or_a_line_and_the_longest_one_counts() {
    for header in ["arguments: [issue, issue-id]", "arguments: issue issue-id", "arguments:\n  - issue\n  - issue-id"] {
        let composition = prompt(CLAUDE, &format!("---\n{header}\n---\n$issue $issue-id $issues $issue, $other"));
        assert_eq!(rendered(&composition, &words(&["1", "2"])).as_deref(), Ok("1 2 $issues 1, $other"));
        assert_eq!(names(&composition), [("issue", Takes::Position(0)), ("issue-id", Takes::Position(1))]);
        assert_eq!(rendered(&composition, &named(&[("issue-id", "x")])).as_deref(), Ok(" x $issues , $other"));
    }
}

#[test]
fn claude_takes_one_backslash_as_an_escape_and_no_other() {
    let given = ["a", "b"];
    assert_eq!(expanded(CLAUDE, "\\$1.00 $0", &given), "$1.00 a");
    assert_eq!(expanded(CLAUDE, "\\\\$1 $0 \\$HOME \\x", &given), "\\\\b a \\$HOME \\x");
    assert_eq!(expanded(CLAUDE, "\\$ARGUMENTS $ARGUMENTS \\$ARGUMENTS[0]", &given), "$ARGUMENTS a b $ARGUMENTS[0]");
}

#[test]
fn claude_adds_what_was_given_to_the_end_where_nothing_was_filled_in() {
    assert_eq!(expanded(CLAUDE, "Review.\n", &["the", "diff"]), "Review.\n\n\nARGUMENTS: the diff");
    assert_eq!(expanded(CLAUDE, "Review.\n", &[]), "Review.\n");
    assert_eq!(expanded(CLAUDE, "See $3.", &["a"]), "See $3.\n\nARGUMENTS: a");
    assert_eq!(expanded(CLAUDE, "See $0.", &["a"]), "See a.");
    assert_eq!(
        rendered(&prompt(CLAUDE, "Review."), &named(&[("ARGUMENTS", "x")])).as_deref(),
        Ok("Review.\n\nARGUMENTS: x")
    );
    assert_eq!(names(&prompt(CLAUDE, "$0")), [("0", Takes::Position(0))]);
}

#[test]
fn a_form_that_gives_words_by_their_names_gives_all_of_them_too() {
    let composition = prompt(CLAUDE, "$0, $1: $ARGUMENTS");
    assert_eq!(rendered(&composition, &named(&[("0", "a"), ("1", "b")])).as_deref(), Ok("a, b: a b"));
}

#[test]
fn a_hint_is_a_text_whatever_it_looks_like_and_describes_the_words() {
    for hint in ["[topic] [--flag]", "[topic]", "<file>"] {
        let composition = prompt(CLAUDE, &format!("---\nargument-hint: {hint}\nname: 3000\n---\n$0 $ARGUMENTS"));
        assert_eq!(composition.arguments()[1].placeholder.as_deref(), Some(hint));
        assert_eq!(findings(&composition), [""; 0]);
    }
    let composition = prompt(CLAUDE, "---\nargument-hint: <file> [--flag]\n---\n$0 $1");
    let told = |argument: &Argument| (argument.description.clone(), argument.placeholder.clone(), argument.required);
    assert_eq!(told(&composition.arguments()[0]), ("file".into(), Some("<file>".into()), true));
    assert_eq!(told(&composition.arguments()[1]), ("--flag".into(), Some("[--flag]".into()), false));
    assert_eq!(
        rendered(&composition, &words(&[])).map_err(|faults| faults.to_string()),
        Err("it needs 0: give 0=…".into())
    );
}

#[test]
fn claude_runs_commands_behind_a_space_and_reads_files_outside_of_code() {
    let text = "!`git status`\n- now: !`git diff $0`\nKEY=!`no`\n@src/a.rs, (see @README.md) and me@x.org `@no/no`\n```py\n@app.route(\"/\")\n```\n```!\nnode --version\nls\n```\n${CLAUDE_SKILL_DIR}/x @$1 @media @param";
    assert_eq!(
        sites(&prompt(CLAUDE, text)),
        [
            (SiteKind::Shell, "git status"),
            (SiteKind::Shell, "git diff $0"),
            (SiteKind::File, "src/a.rs"),
            (SiteKind::File, "README.md"),
            (SiteKind::Shell, "node --version\nls"),
            (SiteKind::Environment, "CLAUDE_SKILL_DIR"),
            (SiteKind::File, "$1"),
        ]
    );
}

#[test]
fn a_price_a_script_and_counting_from_1_are_told() {
    let told = findings(&prompt(CLAUDE, "$0 costs $0.01 and $1,000.\n```sh\nawk '{print $1}'\n```\n$5k"));
    assert_eq!(
        told,
        [
            "1 Warning: $0 of $0.01 is the first word that is given, if there is one. write \\$0.01 for a price",
            "1 Warning: $1 of $1,000 is the second word that is given, if there is one. write \\$1,000 for a price",
            "3 Warning: $1 stands in code and is the second word that is given, if there is one. write \\$1 to leave it to the code, or add argument-hint to the header",
        ]
    );
    assert_eq!(
        findings(&prompt(CLAUDE, "Rename $1 to $2.")),
        ["1 Warning: this tool counts from 0: $1 is the second word. write $0 for the first word"]
    );
    assert_eq!(findings(&prompt(CLAUDE, "---\nargument-hint: <a> <b>\n---\n`$0`\n```\nmv $0 $1\n```\n")), [""; 0]);
}

#[test]
fn a_name_that_is_declared_and_not_used_is_told() {
    let told = findings(&prompt(CLAUDE, "---\narguments: issue branch\n---\n$issue"));
    assert_eq!(told, ["2 Warning: branch is declared and not used. use it as $branch or $1, or take it out"]);
    assert_eq!(findings(&prompt(CLAUDE, "---\narguments: issue branch\n---\n$ARGUMENTS")), [""; 0]);
}

#[test]
fn a_skill_is_filled_in_like_a_command_and_wants_a_description_and_its_folders_name() {
    let composition = prompt("pdf/SKILL.md", "---\nname: pdf\ndescription: d\n---\nRead $0.");
    assert_eq!(rendered(&composition, &words(&["a.pdf"])).as_deref(), Ok("Read a.pdf."));
    assert_eq!(findings(&composition), [""; 0]);
    let told = findings(&prompt("skills/pdf/SKILL.md", "---\nname: PDF\n---\nRead."));
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn codex_counts_from_1_with_one_digit_and_makes_nothing_of_what_is_missing() {
    assert_eq!(expanded(CODEX, "$1-$2-$10-[$ARGUMENTS]", &["a", "b c"]), "a-b c-a0-[a b c]");
    assert_eq!(expanded(CODEX, "$1-$0-$x", &[]), "-$0-$x");
    assert_eq!(expanded(CODEX, "Nothing", &["a"]), "Nothing");
    assert_eq!(expanded(CODEX, "$$1 $$ $$$1 \\$1", &["a"]), "$$1 $$ $$a \\a");
}

#[test]
fn codex_with_names_needs_them_all_and_leaves_numbers_alone() {
    let composition = prompt(CODEX, "$FILE_1 as $USER: $1 $ARGUMENTS $$USER $$ $user");
    assert_eq!(
        rendered(&composition, &named(&[("FILE_1", "a"), ("USER", "b")])).as_deref(),
        Ok("a as b: $1 $ARGUMENTS $$USER $$ $user")
    );
    let faults = rendered(&composition, &words(&["a", "b"])).expect_err("names are given by name");
    assert_eq!(faults.to_string(), "it needs FILE_1, USER: give FILE_1=… USER=…");
    assert_eq!(
        findings(&composition),
        [
            "1 Warning: $1 stays as it is written, because the prompt has names. give it a name such as $FILE, or use no names",
            "1 Warning: $ARGUMENTS stays as it is written, because the prompt has names. give it a name such as $FILE, or use no names",
        ]
    );
}

#[test]
fn opencode_gives_the_highest_number_all_that_is_left() {
    assert_eq!(expanded(OPENCODE, "$1|$2|$1", &["a", "b", "c", "d"]), "a|b c d|a");
    assert_eq!(expanded(OPENCODE, "$1|$3", &["a", "b"]), "a|");
    assert_eq!(expanded(OPENCODE, "$ARGUMENTS|$1", &["a", "b"]), "a b|a b");
    assert_eq!(expanded(OPENCODE, "\\$1", &["a"]), "\\a");
    assert_eq!(names(&prompt(OPENCODE, "$10 $2")), [("10", Takes::Rest(9)), ("2", Takes::Position(1))]);
}

#[test]
fn opencode_adds_what_was_given_where_no_place_is_for_it() {
    assert_eq!(expanded(OPENCODE, "Test.", &["a", "b"]), "Test.\n\na b");
    assert_eq!(expanded(OPENCODE, "Test.", &[]), "Test.");
    let told = findings(&prompt(OPENCODE, "$0"));
    assert_eq!(told, ["1 Warning: this tool counts from 1: $0 is no word. write $1 for the first word"]);
    let composition = prompt(OPENCODE, "x!`npm test` @a/b.ts");
    assert_eq!(sites(&composition), [(SiteKind::Shell, "npm test"), (SiteKind::File, "a/b.ts")]);
}

#[test]
fn copilot_asks_for_inputs_and_takes_a_hint_for_no_value() {
    let composition = prompt(COPILOT, "${input:name} ${input: kind :Which kind?} ${input:kind} ${selection}");
    assert_eq!(
        names(&composition),
        [("name", Takes::Position(0)), ("kind", Takes::Position(1)), ("selection", Takes::Input)]
    );
    let kind = &composition.arguments()[1];
    assert_eq!((kind.placeholder.as_deref(), &kind.default), (Some("Which kind?"), &None));
    assert_eq!(composition.arguments()[2].kind, Kind::Multiline);
    let mut values = named(&[("name", "a"), ("kind", "b")]);
    values.input = Some(b"code".to_vec());
    assert_eq!(rendered(&composition, &values).as_deref(), Ok("a b b code"));
    let faults = rendered(&composition, &words(&["a"])).expect_err("two are missing");
    assert_eq!(faults.to_string(), "it needs kind, selection: give kind=… selection=…");
}

#[test]
fn copilot_leaves_the_editors_variables_and_shows_the_files_that_it_reads() {
    let text = "---\nmode: agent\n---\n${file} ${file} ${workspaceFolder} ${other} ${env:HOME} [a](../docs/a.md) [b](https://x.org/y.md) [c](#top) #file:src/a.ts. `[d](e.md)`";
    let composition = prompt(COPILOT, text);
    assert_eq!(rendered(&composition, &words(&[])).as_deref(), Ok(&text[text.find("${file}").expect("it is there")..]));
    assert_eq!(
        sites(&composition),
        [(SiteKind::Environment, "HOME"), (SiteKind::File, "../docs/a.md"), (SiteKind::File, "src/a.ts")]
    );
    assert_eq!(
        findings(&composition),
        [
            "2 Note: mode is what is called agent now. rename it to agent",
            "4 Note: ${file} is the editor's; it stays as it is written. write ${input:file} to be asked for it",
            "4 Note: ${workspaceFolder} is the editor's; it stays as it is written. write ${input:workspaceFolder} to be asked for it",
        ]
    );
}

#[test]
fn copilot_takes_a_header_that_is_not_closed_for_the_whole_file() {
    let composition = prompt(COPILOT, "---\ndescription: x\nHi ${input:name}\n");
    assert_eq!((composition.arguments().len(), rendered(&composition, &words(&[])).as_deref()), (0, Ok("")));
}

#[test]
fn prompts_chat_has_names_with_spaces_and_defaults_and_leaves_code_alone() {
    let header = "---\ndialect: prompts.chat\n---\n";
    let text =
        "${Footballer Name} of ${国:中国} ${Brand's core product:a, b} ${VAR:-x} ${user.name} ${a} ${} ${a\n} ${{ x }}";
    let composition = prompt("a.md", &format!("{header}{text}"));
    assert_eq!(
        names(&composition),
        [
            ("Footballer Name", Takes::Position(0)),
            ("国", Takes::Position(1)),
            ("Brand's core product", Takes::Position(2)),
            ("a", Takes::Position(3)),
        ]
    );
    assert_eq!(
        rendered(&composition, &words(&["Pelé", "Brasil", "", "$1"])).as_deref(),
        Ok("Pelé of Brasil  ${VAR:-x} ${user.name} $1 ${} ${a\n} ${{ x }}")
    );
    assert_eq!(findings(&composition).len(), 2, "{:?}", findings(&composition));
    assert!(composition.template().diagnostics().iter().all(|found| found.severity == Severity::Note));
}

#[test]
fn cursor_fills_nothing_in_and_shows_the_files_that_it_reads() {
    let text = "---\ndescription: Use when: x\nglobs: **/*.ts,*.js\nalwaysApply: false\n---\n{{a}} $1 @tsconfig.json [x](mdc:src/b.ts)\n";
    let composition = prompt(".cursor/rules/a.mdc", text);
    assert_eq!(
        rendered(&composition, &Values::default()).as_deref(),
        Ok("{{a}} $1 @tsconfig.json [x](mdc:src/b.ts)\n")
    );
    assert_eq!(sites(&composition), [(SiteKind::File, "tsconfig.json"), (SiteKind::File, "src/b.ts")]);
    assert_eq!(findings(&composition), [""; 0]);
    assert_eq!(composition.template().header().text("globs").as_deref(), Some("**/*.ts,*.js"));
}
