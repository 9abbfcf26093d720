//! What there is to know of a prompt besides its text: what it asks for, what it includes and what includes it, what its
//! tool would do, what is odd, how long it is. As many rows as can be spared, the most useful ones first.

use unicode_width::UnicodeWidthStr;

use super::super::super::understanding::Understanding;
use super::super::super::wrap::wrap;
use crate::library::users_named;
use crate::prompt::PromptId;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{Argument, Kind, SiteKind, Template};

/// The most characters of a default or of a command that are shown.
const LONGEST: usize = 24;

/// The most rows that the variables take.
const VARIABLE_ROWS: usize = 4;

/// The most rows that a finding takes.
const FINDING_ROWS: usize = 2;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is about.
    pub kind: DetailKind,
    /// Stands before the text; spaces where the row above goes on.
    pub label: &'static str,
    /// What is said.
    pub text: String,
}

/// What a row is about, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DetailKind {
    /// What is odd.
    Finding,
    /// What is to be filled in.
    Variables,
    /// What is included.
    Includes,
    /// What includes it.
    Users,
    /// What the tool would do.
    Sites,
    /// The dialect; whoever draws it adds how long the text is.
    Length,
}

/// The least useful last.
const RANKS: [DetailKind; 6] = [
    DetailKind::Length,
    DetailKind::Variables,
    DetailKind::Finding,
    DetailKind::Includes,
    DetailKind::Users,
    DetailKind::Sites,
];

/// What is known of `understood`, which `users` include and which includes `missing` in vain, for a pane of `width` columns
/// and `height` rows.
pub(super) fn of(
    understood: &Understanding,
    users: &[PromptId],
    missing: &[String],
    width: usize,
    height: usize,
) -> Vec<Detail> {
    // A quarter of the pane, and nothing where the text hardly has room.
    let mut left = if height < 6 { 0 } else { (height / 4).max(1) };
    let template = &understood.template;
    let mut kept = Vec::new();
    let mut ranks = RANKS;
    if left == 1 && !template.arguments().is_empty() {
        // What is to be filled in says more than how long it is.
        ranks.swap(0, 1);
    }
    for kind in ranks {
        let mut rows = match kind {
            DetailKind::Finding => finding(understood, width),
            DetailKind::Variables => variables(template, width),
            DetailKind::Includes => includes(template, missing),
            DetailKind::Users => used_by(users, width),
            DetailKind::Sites => sites(template),
            DetailKind::Length => {
                vec![Detail { kind, label: "", text: template.dialect().name().to_owned() }]
            }
        };
        if rows.len() > left
            && let Some(last) = left.checked_sub(1).and_then(|last| rows.get_mut(last))
        {
            last.text.push_str(" …");
        }
        rows.truncate(left);
        left -= rows.len();
        kept.extend(rows);
    }
    kept.sort_by_key(|row: &Detail| row.kind);
    kept
}

fn finding(understood: &Understanding, width: usize) -> Vec<Detail> {
    let Some(first) = understood.findings.first() else { return Vec::new() };
    let more = match understood.findings.len() - 1 {
        0 => String::new(),
        more => format!(" (+{more})"),
    };
    // Room is kept for the key that opens the editor.
    const ROOM: &str = "_________";
    let text = format!("line {}{more}: {}{ROOM}", first.line, sanitize_line(&first.what));
    let rows = wrap(&text, width.max(1));
    let rows = rows.iter().map(|row| text[row.bytes.clone()].trim_end().trim_end_matches('_').to_owned());
    let rows: Vec<String> = rows.filter(|row| !row.is_empty()).take(FINDING_ROWS).collect();
    rows.into_iter().map(|text| Detail { kind: DetailKind::Finding, label: "", text }).collect()
}

fn variables(template: &Template, width: usize) -> Vec<Detail> {
    const LABEL: &str = "Vars  ";
    if template.arguments().is_empty() {
        return Vec::new();
    }
    let all: Vec<String> = template.arguments().iter().map(variable).collect();
    let all = all.join("  ");
    let rows = wrap(&all, width.saturating_sub(LABEL.len()).max(1));
    let rows = rows.iter().take(VARIABLE_ROWS + 1).enumerate().map(|(index, row)| Detail {
        kind: DetailKind::Variables,
        label: if index == 0 { LABEL } else { "      " },
        text: all[row.bytes.clone()].trim_end().to_owned(),
    });
    let mut rows: Vec<Detail> = rows.collect();
    if rows.len() > VARIABLE_ROWS {
        rows.truncate(VARIABLE_ROWS);
        rows[VARIABLE_ROWS - 1].text.push_str(" …");
    }
    rows
}

/// `language=Rust`, `focus=bugs|perf`, `diff=…`; no break between them.
pub(super) fn variable(argument: &Argument) -> String {
    let value = match &argument.default {
        Some(_) if argument.kind == Kind::Secret => "•••".to_owned(),
        Some(default) => short(&default.text()),
        None if !argument.choices.is_empty() => short(&argument.choices.join("|")),
        None => "…".to_owned(),
    };
    format!("{}={value}", sanitize_line(&argument.name))
}

fn includes(template: &Template, missing: &[String]) -> Vec<Detail> {
    let mut names: Vec<&str> = template.includes().iter().map(|include| include.name.as_str()).collect();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    // What is not there comes first: a long row is cut at its end.
    let is_missing = |name: &&str| missing.iter().any(|missing| missing == name);
    let (gone, there): (Vec<&str>, Vec<&str>) = names.into_iter().partition(is_missing);
    let gone = gone.iter().map(|name| format!("{name} (not in the book)"));
    let all: Vec<String> = gone.chain(there.into_iter().map(str::to_owned)).collect();
    let text = sanitize_line(&all.join("  ")).into_owned();
    vec![Detail { kind: DetailKind::Includes, label: "With  ", text }]
}

/// As many names as fit, and how many there are besides: `code/review.md, notes/a.md and 3 more`.
fn used_by(users: &[PromptId], width: usize) -> Vec<Detail> {
    const LABEL: &str = "Used by ";
    if users.is_empty() {
        return Vec::new();
    }
    let room = width.saturating_sub(LABEL.len());
    // The shortest name takes a column, and what stands between two takes two more.
    let most = users.len().min(room / 3).max(1);
    let texts = (1..=most).rev().map(|most| users_named(users, most));
    let text = texts.into_iter().find(|text| text.width() <= room).unwrap_or_else(|| users_named(users, 1));
    vec![Detail { kind: DetailKind::Users, label: LABEL, text }]
}

fn sites(template: &Template) -> Vec<Detail> {
    if template.sites().is_empty() {
        return Vec::new();
    }
    let site = |site: &crate::prompt::template::Site| {
        let verb = match site.kind {
            SiteKind::Shell | SiteKind::Script => "runs",
            SiteKind::File | SiteKind::Environment => "reads",
            SiteKind::Fetch => "fetches",
        };
        format!("{verb} {}", short(&site.text))
    };
    let all: Vec<String> = template.sites().iter().take(20).map(site).collect();
    vec![Detail { kind: DetailKind::Sites, label: "Tool  ", text: format!("{} (never done here)", all.join(", ")) }]
}

fn short(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("");
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    sanitize_line(&short).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::prompt::dialect::Dialects;

    fn rows(text: &str, width: usize, height: usize) -> Vec<String> {
        rows_of(text, &[], width, height)
    }

    fn rows_of(text: &str, users: &[PromptId], width: usize, height: usize) -> Vec<String> {
        let id = PromptId::new("x.md").expect("a valid test name");
        let understood = Understanding::of(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default());
        of(&understood, users, &["team/none".to_owned()], width, height)
            .into_iter()
            .map(|row| format!("{}{}", row.label, row.text))
            .collect()
    }

    #[test]
    fn the_most_useful_rows_are_shown_where_there_is_little_room() {
        let text = "---\nargs:\n  language: Rust\n  focus: {choices: [bugs, perf]}\n  说明: {required: true}\n---\n\
                    {{language}} {{focus}} {{说明}} {{> team/header}} {{open\n";
        assert_eq!(
            rows(text, 60, 20),
            [
                "line 7: \"{{open\" is not closed; it stays plain text",
                "Vars  language=Rust  focus=bugs|perf  说明=…",
                "With  team/header",
                "plain",
            ]
        );
        assert_eq!(rows(text, 24, 24)[2..4], ["Vars  language=Rust", "      focus=bugs|perf"]);
        assert_eq!(rows(text, 24, 8), ["Vars  language=Rust …", "plain"]);
        assert_eq!(rows(text, 24, 7), ["Vars  language=Rust …"]);
        assert_eq!(rows(text, 24, 5), [""; 0]);
    }

    #[test]
    fn an_include_that_the_book_does_not_have_is_told_first() {
        let rows = rows_of("{{> team/a}} {{> team/none}}", &[], 60, 20);
        assert_eq!(rows[0], "With  team/none (not in the book)  team/a");
    }

    #[test]
    fn the_default_of_a_secret_is_not_shown() {
        let text = "---\nargs:\n  key: {kind: secret, default: abc123}\n---\n{{key}}";
        let rows = rows_of(text, &[], 90, 40);
        assert!(rows.contains(&"Vars  key=•••".to_owned()), "{rows:?}");
    }

    #[test]
    fn as_many_users_are_named_as_fit_in_one_row() {
        let names = ["code/review.md", "notes/a.md", "写作/周报.md", "z.md"];
        let users: Vec<PromptId> = names.iter().map(|name| PromptId::new(name).expect("a valid test name")).collect();
        let row = |count, width| rows_of("x", &users[..count], width, 20)[0].clone();
        assert_eq!(row(4, 80), "Used by code/review.md, notes/a.md, 写作/周报.md, z.md");
        assert_eq!(row(4, 54), "Used by code/review.md, notes/a.md, 写作/周报.md, z.md");
        assert_eq!(row(4, 53), "Used by code/review.md, notes/a.md and 2 more");
        assert_eq!(row(4, 40), "Used by code/review.md and 3 more");
        assert_eq!(
            (row(1, 40), row(2, 9)),
            ("Used by code/review.md".into(), "Used by code/review.md and 1 more".into())
        );
        assert_eq!(rows_of("x", &[], 80, 20), ["plain"]);
    }
}
