//! `promptbook lint [NAME ...]`: what is odd about the prompts of a book.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::name::find;
use super::skipped::mention_skipped;
use super::{Failure, Streams};
use crate::cli::{Level, LintArgs};
use crate::library::Library;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::{Composition, IncludeFault, Severity, Template};
use crate::prompt::{Prompt, PromptId};
use crate::search::nearest;

/// One finding, and where.
#[derive(Debug, Serialize)]
struct Finding<'a> {
    name: &'a PromptId,
    line: usize,
    severity: Severity,
    what: String,
    hint: String,
    /// The bytes of the file that it is about.
    span: Range<usize>,
}

/// Prints a line for each finding, in the order of names and lines. A warning or a fault among them is exit code 1.
pub async fn run(library: &Library, args: &LintArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let mut chosen = BTreeSet::new();
    for name in &args.names {
        chosen.insert(find(library, name).await?);
    }
    library.list_names().await?;
    if args.names.is_empty() {
        chosen.extend(library.snapshot().entries().map(|entry| entry.id.clone()));
    }
    let least = match args.level {
        Level::Note => Severity::Note,
        Level::Warning => Severity::Warning,
        Level::Fault => Severity::Fault,
    };
    let mut findings = Vec::new();
    for id in &chosen {
        let before = findings.len();
        match library.read(id).await {
            Ok(prompt) => of_prompt(library, &prompt, id, &chosen, &mut findings).await,
            Err(error) => findings.push(Finding {
                name: id,
                line: 1,
                severity: Severity::Fault,
                what: error.to_string(),
                hint: String::new(),
                span: 0..0,
            }),
        }
        findings[before..].sort_by_key(|found| (found.line, found.span.start));
    }
    findings.retain(|found| found.severity >= least);
    if args.json {
        streams.json(&findings)?;
    } else {
        for found in &findings {
            streams.line(&[found.name.as_bytes(), found.text().as_bytes()].concat())?;
        }
    }
    streams.finish()?;
    streams.note(&summary(&findings, chosen.len()));
    mention_skipped(library, streams);
    match findings.iter().any(|found| found.severity >= Severity::Warning) {
        true => Err(Failure::Findings),
        false => Ok(()),
    }
}

/// Adds what is odd about `prompt`, and about what it includes as far as that is not `chosen` itself.
async fn of_prompt<'a>(
    library: &Library,
    prompt: &Prompt,
    id: &'a PromptId,
    chosen: &BTreeSet<PromptId>,
    findings: &mut Vec<Finding<'a>>,
) {
    let template = library.template(prompt);
    findings.extend(template.diagnostics().iter().map(|found| Finding {
        name: id,
        line: found.line,
        severity: found.severity,
        what: found.what.clone(),
        hint: found.hint.clone(),
        span: found.span.clone(),
    }));
    if template.includes().is_empty() {
        return;
    }
    let composition: Composition = library.compose_template(template).await;
    let template = composition.template();
    for fault in composition.faults() {
        findings.extend(of_include(library, id, template, fault, chosen));
    }
}

/// The finding that an include of `template` cannot be had; `None` where another prompt's findings have it.
fn of_include<'a>(
    library: &Library,
    id: &'a PromptId,
    template: &Template,
    fault: &IncludeFault,
    chosen: &BTreeSet<PromptId>,
) -> Option<Finding<'a>> {
    let (chain, what, hint) = match fault {
        IncludeFault::Missing { chain, name, line } => {
            let near = nearest(&library.snapshot(), name, 1);
            let hint = match near.first() {
                Some(near) => format!("did you mean {}?", String::from_utf8_lossy(near.without_extension())),
                None => "correct the name, or make that prompt".to_owned(),
            };
            let what = match chain.as_slice() {
                [_] => format!("it includes {name}, which is not in the book"),
                // Of prompts that are looked at anyway it is told there.
                [.., last] if chosen.contains(last) => return None,
                [.., last] => {
                    format!("{last}, which it includes, includes {name} in line {line}, which is not in the book")
                }
                [] => return None,
            };
            (chain, what, hint)
        }
        IncludeFault::Cycle { chain } => {
            let circle = chain.last().and_then(|last| chain.iter().position(|id| id == last)).unwrap_or(0);
            if circle > 0 && chosen.contains(&chain[circle]) {
                return None;
            }
            let names: Vec<String> = chain.iter().map(ToString::to_string).collect();
            let what = format!("its includes go round in a circle: {}", names.join(" → "));
            (chain, what, "take one of them out".to_owned())
        }
        IncludeFault::Beyond { chain, name, line, limit } => {
            let what = match chain.as_slice() {
                [.., last] if chain.len() > 1 => {
                    format!("{last}, which comes with what it includes, includes {name} in line {line}: {limit}")
                }
                _ => format!("it includes {name}: {limit}"),
            };
            (chain, what, "take some of the includes out".to_owned())
        }
    };
    let is_first_step = |name: &PromptId| chain.get(1) == Some(name);
    let own = template.includes().iter().find(|include| match fault {
        IncludeFault::Missing { name, line, .. } | IncludeFault::Beyond { name, line, .. } if chain.len() == 1 => {
            include.name == *name && include.line == *line
        }
        _ => template.dialect().candidates(template.id(), include).iter().any(is_first_step),
    });
    let (line, span) = own.map_or((1, 0..0), |include| (include.line, include.span.clone()));
    Some(Finding { name: id, line, severity: Severity::Fault, what, hint, span })
}

impl Finding<'_> {
    /// What follows the name: `:4: what. Hint`, on one line.
    fn text(&self) -> String {
        told(self.line, &self.what, &self.hint)
    }
}

/// What is said of a finding behind the name of its prompt, here and wherever else one is told.
pub(super) fn told(line: usize, what: &str, hint: &str) -> String {
    format!(":{line}: {}", sentence(what, hint))
}

/// What was found, and what to do.
pub(super) fn sentence(what: &str, hint: &str) -> String {
    let hint = if hint.is_empty() { String::new() } else { format!(". {}", as_sentence(hint)) };
    sanitize_line(&format!("{what}{hint}")).into_owned()
}

/// `text` with a capital letter, unless it begins with something that is to be written as it is.
fn as_sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or("").trim_end_matches([',', ':']);
    match text.chars().next() {
        Some(letter) if first.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            letter.to_uppercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// `3 findings in 2 of 214 prompts: 1 fault, 2 warnings`
fn summary(findings: &[Finding<'_>], prompts: usize) -> String {
    let count = |number: usize, thing: &str| match number {
        1 => format!("1 {thing}"),
        number => format!("{number} {thing}s"),
    };
    if findings.is_empty() {
        return format!("No findings in {}", count(prompts, "prompt"));
    }
    let names: BTreeSet<&PromptId> = findings.iter().map(|found| found.name).collect();
    let of = |severity: Severity| findings.iter().filter(|found| found.severity == severity).count();
    let kinds = [(Severity::Fault, "fault"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let kinds = kinds.map(|(severity, name)| (of(severity), name)).into_iter().filter(|(number, _)| *number > 0);
    let kinds: Vec<String> = kinds.map(|(number, name)| count(number, name)).collect();
    let findings = count(findings.len(), "finding");
    format!("{findings} in {} of {}: {}", names.len(), count(prompts, "prompt"), kinds.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_begin_as_sentences_unless_they_begin_with_what_is_typed() {
        assert_eq!(as_sentence("close it with }}"), "Close it with }}");
        assert_eq!(as_sentence("argument-hint: names them"), "argument-hint: names them");
        assert_eq!(as_sentence("{{x}} is meant"), "{{x}} is meant");
    }
}
