//! `promptbook args NAME`: what a prompt asks for, what it includes, and what its tool would run.

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::name::{compose, find, users};
use super::{Failure, Streams};
use crate::cli::ArgsArgs;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialect;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{Argument, Composition, Kind, Site, SiteKind, Takes};

/// The most columns of a default or of the choices in the table.
const WIDEST: usize = 40;

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a PromptId,
    dialect: Dialect,
    arguments: &'a [Argument],
    /// Every prompt that is included, directly or not.
    includes: Vec<&'a PromptId>,
    /// Includes that cannot be had.
    faults: Vec<String>,
    /// The prompts that include this one themselves, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_by: Option<Vec<PromptId>>,
    sites: Vec<ShownSite<'a>>,
}

#[derive(Serialize)]
struct ShownSite<'a> {
    /// The prompt in which it is: this one, or one that it includes.
    prompt: &'a PromptId,
    kind: SiteKind,
    text: &'a str,
    line: usize,
}

/// Prints a table for a person, or everything as JSON.
pub async fn run(library: &Library, args: &ArgsArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let id = find(library, &args.name).await?;
    let composition = compose(library, &id).await?;
    let used_by = if args.used_by { Some(users(library, &id).await?) } else { None };
    if args.json {
        return streams.json(&Shown {
            name: &id,
            dialect: composition.template().dialect(),
            arguments: composition.arguments(),
            includes: composition.included().map(|template| template.id()).collect(),
            faults: library.include_faults(&composition).await,
            used_by,
            sites: sites(&composition).map(|(prompt, site)| shown_site(prompt, site)).collect(),
        });
    }
    streams.line(&[id.as_bytes(), b"  ", composition.template().dialect().name().as_bytes()].concat())?;
    for line in table(&composition) {
        streams.line(format!("  {line}").as_bytes())?;
    }
    for template in composition.included() {
        streams.line(&[b"includes  ", template.id().as_bytes()].concat())?;
    }
    for user in used_by.iter().flatten() {
        streams.line(&[b"used by   ", user.as_bytes()].concat())?;
    }
    for (prompt, site) in sites(&composition) {
        let place = if *prompt == id { String::new() } else { format!("{prompt} ") };
        let text = shortened(&sanitize_line(&site.text), 2 * WIDEST);
        streams.line(format!("would {}  {place}line {}: {text}", deed(site.kind), site.line).as_bytes())?;
    }
    for fault in library.include_faults(&composition).await {
        streams.note(&fault);
    }
    if composition.arguments().is_empty() {
        streams.note(&format!("{id} asks for nothing"));
    }
    if sites(&composition).next().is_some() {
        streams.note("promptbook never runs, reads or fetches any of that: it stays in the text as it is written");
    }
    Ok(())
}

/// What the tool would run or fetch, and in which prompt that stands.
fn sites(composition: &Composition) -> impl Iterator<Item = (&PromptId, &Site)> {
    let templates = std::iter::once(composition.template()).chain(composition.included());
    templates.flat_map(|template| template.sites().iter().map(|site| (template.id(), site)))
}

fn shown_site<'a>(prompt: &'a PromptId, site: &'a Site) -> ShownSite<'a> {
    let Site { kind, text, span: _, line } = site;
    ShownSite { prompt, kind: *kind, text, line: *line }
}

fn deed(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Shell => "run in a shell",
        SiteKind::File => "read a file",
        SiteKind::Fetch => "fetch",
        SiteKind::Environment => "read a variable of the environment",
        SiteKind::Script => "run a script",
    }
}

/// One line for each argument; a column that would be empty is left out.
fn table(composition: &Composition) -> Vec<String> {
    let rows: Vec<[String; 6]> = composition.arguments().iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let line = |row: &[String; 6]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        line.truncate(line.trim_end().len());
        line
    };
    rows.iter().map(line).collect()
}

/// Name, kind, whether it is needed, which words fill it, choices, description.
fn row(argument: &Argument) -> [String; 6] {
    let need = match &argument.default {
        Some(_) if argument.kind == Kind::Secret => "default kept secret".to_owned(),
        Some(default) => format!("default {}", shortened(&sanitize_line(&default.text()), WIDEST)),
        None if argument.required => "required".to_owned(),
        None => "optional".to_owned(),
    };
    let words = match argument.takes {
        Takes::Name => String::new(),
        Takes::Position(at) => format!("word {}", at.saturating_add(1)),
        Takes::Rest(0) => "all words".to_owned(),
        Takes::Rest(from) => format!("words from {} on", from.saturating_add(1)),
        Takes::Input => "--input".to_owned(),
    };
    let choices = shortened(&sanitize_line(&argument.choices.join(" | ")), WIDEST);
    let about = match (&argument.placeholder, argument.description.is_empty()) {
        (Some(placeholder), true) => placeholder,
        _ => &argument.description,
    };
    let name = sanitize_line(&argument.name).into_owned();
    [name, argument.kind.name().to_owned(), need, words, choices, sanitize_line(about).into_owned()]
}

/// `text` in at most `columns`.
fn shortened(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if short.width() + 2 > columns {
            break;
        }
        short.push(character);
    }
    short + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut_to_whole_characters_within_their_columns() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("longer", 5), "long…");
        assert_eq!(shortened("中文中文", 5), "中文…");
    }
}
