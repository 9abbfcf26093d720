//! Nothing reaches a terminal but through `prompt::sanitize`: the sources are read for the ways around it.
//!
//! A way around is allowed where the table below says so, with the reason; an entry that nothing needs any more fails.

use std::fs;
use std::path::Path;

/// What prints, or writes cells, without a look at the text.
const RAW: [&str; 13] = [
    "println!(",
    "eprintln!(",
    "print!(",
    "eprint!(",
    "dbg!(",
    ".set_symbol(",
    ".set_char(",
    ".set_string(",
    ".set_stringn(",
    "stdout()",
    "stderr()",
    "SetTitle(",
    "Paragraph::new(",
];

/// What takes text for the screen: a literal, or one that says that it was sanitised.
const TITLED: [&str; 6] = [".title(", ".title_top(", ".title_bottom(", "Line::raw(", "Span::raw(", "Text::raw("];

/// File, what the line has, and why that is harmless.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("main.rs", "stdout().is_terminal()", "asks, and writes nothing"),
    (
        "commands/streams.rs",
        "(io::stdout(), io::stderr())",
        "the one way out of a command, which sanitises for terminals",
    ),
    ("tui/terminal.rs", "stdout()", "modes of the terminal, frames of checked cells, and OSC 52, which is base64"),
    ("tui/terminal.rs", "stderr(), \"{text}\"", "the message of a panic, sanitised by told()"),
    ("tui/terminal.rs", "SetTitle(\"promptbook\")", "a literal"),
    ("tui/view/compare.rs", ".set_stringn(", "glyph.shown went through sanitize_line, cluster by cluster"),
    ("tui/editor/draw.rs", ".set_stringn(", "glyph.shown went through sanitize_line, cluster by cluster"),
    ("tui/view/mod.rs", ".title(Line::styled(title, text))", "framed() is given display names and literals only"),
    ("tui/view/mod.rs", "Line::raw(&text[row.bytes])", "a literal sentence, wrapped"),
    ("tui/view/metrics/mod.rs", ".title(place)", "numbers and units"),
    ("tui/view/help.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/view/help.rs", "Span::raw(row.title)", "from the table of actions"),
    ("tui/view/question.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/view/status.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/view/list.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/view/list.rs", "Span::raw(cut(&label, room))", "display_bytes() of the name"),
    ("tui/view/complete.rs", "cell.set_symbol(\" \")", "a literal"),
    ("tui/view/text.rs", "Span::raw(text)", "the details are sanitised where they are made"),
    ("tui/view/pipe.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/view/form.rs", "Span::raw(mark), Span::raw(text)", "literals"),
    ("tui/view/form.rs", "Span::raw(chosen)", "sanitised in the line before"),
    ("tui/pick/view.rs", "Line::raw(shown)", "the field shows its text sanitised"),
    ("tui/pick/view.rs", "Span::raw(if is_selected", "literals"),
    ("tui/view/metrics/explain.rs", "Span::raw(text[row.bytes]", "sentences of the program, with numbers"),
    ("tui/view/metrics/words.rs", "Span::raw(text[row.bytes]", "sentences of the program, with numbers"),
    (
        "tui/view/metrics/figures.rs",
        "Span::raw(value)",
        "numbers and sentences of the program; reasons are sanitised there",
    ),
    ("tui/view/metrics/pipeline.rs", "Span::raw(text)", "numbers and units"),
    ("tui/view/metrics/events.rs", "Span::raw(text)", "ids display themselves sanitised; messages are sanitised there"),
    ("tui/view/metrics/steps.rs", "Line::raw(text[row.bytes]", "a sentence of the program"),
    ("commands/demo_load.rs", "let out = io::stdout();", "asks whose terminal it is, and writes nothing"),
    ("tui/view/strip.rs", "Line::raw(sentence(", "sentences of the program, with numbers"),
];

/// The faults of one source file, and which entries of the table it needed.
fn faults(file: &str, source: &str, needed: &mut Vec<usize>) -> Vec<String> {
    let mut faults = Vec::new();
    // Tests stand at the end of a file.
    let code = source.lines().take_while(|line| line.trim() != "#[cfg(test)]" || line.starts_with(' '));
    for (number, line) in (1..).zip(code) {
        let trimmed = line.trim();
        if trimmed.starts_with("//") {
            continue;
        }
        let is_raw = RAW.iter().any(|raw| has_call(trimmed, raw));
        let is_titled = TITLED.iter().any(|call| {
            let argument = trimmed.split_once(call).map(|(_, argument)| argument);
            argument.is_some_and(|argument| !is_safe(argument))
        });
        if !is_raw && !is_titled {
            continue;
        }
        match ALLOWED.iter().position(|(of, text, _)| *of == file && trimmed.contains(text)) {
            Some(entry) => needed.push(entry),
            None => faults.push(format!("src/{file}:{number}: {trimmed}")),
        }
    }
    faults
}

/// Whether `call` is there and is not the end of a longer name, as in `eprintln!(` for `println!(`.
fn has_call(line: &str, call: &str) -> bool {
    line.match_indices(call).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        call.starts_with('.') || !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// Whether an argument is a literal, a format of the program's own words, or sanitised on the spot. What a format puts
/// in is left to the frames of the hostile tests; names display themselves sanitised.
fn is_safe(argument: &str) -> bool {
    let starts = ["\"", "format!(\"", "sanitize_line(", "sanitize(", "display_bytes(", ")"];
    argument.is_empty() || starts.iter().any(|start| argument.starts_with(start)) || argument == "format!("
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>, root: &Path) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("plain names");
        if path.is_dir() {
            if name != "tests" {
                sources(&path, found, root);
            }
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let below = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            found.push((below, fs::read_to_string(&path).expect("a source is text")));
        }
    }
}

#[test]
fn no_source_prints_or_draws_past_the_sanitiser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&root, &mut all, &root);
    assert!(all.len() > 100, "{} sources", all.len());
    let mut needed = Vec::new();
    let faults: Vec<String> = all.iter().flat_map(|(file, source)| faults(file, source, &mut needed)).collect();
    assert_eq!(faults, [] as [String; 0], "sanitise what is shown, or add a line with the reason to the table");
    let idle: Vec<_> = (0..ALLOWED.len()).filter(|entry| !needed.contains(entry)).map(|entry| ALLOWED[entry]).collect();
    assert_eq!(idle, [], "nothing needs these any more");
}

#[test]
fn each_way_around_the_sanitiser_is_found() {
    for line in [
        "println!(\"{name}\");",
        "    eprint!(\"{error}\");",
        "cell.set_symbol(name);",
        "buffer.set_string(0, 0, text, style);",
        "let mut out = std::io::stdout();",
        "Block::bordered().title(name)",
        "Block::bordered().title_bottom(id.as_str())",
        "Line::raw(prompt.text())",
        "Span::raw(card.title.clone())",
        "Paragraph::new(text).wrap(Wrap { trim: false })",
    ] {
        assert_eq!(faults("new.rs", line, &mut Vec::new()).len(), 1, "{line}");
    }
    for line in ["// println!(\"x\")", "Line::raw(\" now\")", "Span::raw(sanitize_line(&name))", "blueprint!(x)"] {
        assert_eq!(faults("new.rs", line, &mut Vec::new()), [] as [String; 0], "{line}");
    }
}
