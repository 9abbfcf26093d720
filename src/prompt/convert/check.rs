//! The new file read back and rendered beside the old one.

use std::sync::Arc;

use super::{Converted, Loss, LossKind, loss};
use crate::prompt::dialect::{Dialect, Dialects};
use crate::prompt::id::PromptId;
use crate::prompt::parts::{Argument, Kind, Severity, Site, SiteKind, Values, refusal};
use crate::prompt::template::{Composition, Strictness, Template};

/// The dialect that a file is read as.
pub(super) fn dialect(id: &PromptId, bytes: &[u8], dialects: &Dialects) -> Dialect {
    dialects.of(id, &String::from_utf8_lossy(bytes)).0
}

/// Adds what differs to the losses of `converted`, when nothing is given for the argument `untold`.
pub(super) fn compare(
    old: &Composition,
    converted: &mut Converted,
    untold: Option<&str>,
    target: Dialect,
    dialects: &Dialects,
) {
    let new = Template::read(converted.id.clone(), Arc::new(converted.bytes.clone()), dialects);
    let told = sites(old, &new, target);
    converted.losses.extend(told);
    let faults = new.diagnostics().iter().filter(|found| found.severity == Severity::Fault);
    let faults: Vec<Loss> = faults
        .map(|found| loss(LossKind::Text, format!("in line {} of the new file {}", found.line, found.what)))
        .collect();
    converted.losses.extend(faults);
    let new = Composition::alone(Arc::new(new));
    // An argument that is gone makes another text of it, which was told.
    let is_untold = |name: &str| untold == Some(name);
    if converted.names.iter().any(|(old, name)| name.is_none() && !is_untold(old)) {
        return;
    }
    if let Some(found) = difference(old, &new, &converted.names, |argument| !is_untold(&argument.name)) {
        converted.losses.push(found);
        return;
    }
    // A default that is lost was told, so it is given.
    let must_be_given = |argument: &Argument| argument.required || argument.default.is_some();
    let optional: Vec<&str> = old
        .arguments()
        .iter()
        .filter(|argument| !must_be_given(argument) && !is_untold(&argument.name))
        .map(|argument| argument.name.as_str())
        .collect();
    if !optional.is_empty()
        && let Some(found) = difference(old, &new, &converted.names, must_be_given)
    {
        let what = format!("where nothing is given for {}, {}", optional.join(", "), found.what);
        let absent = loss(LossKind::Absent, what);
        converted.losses.push(optional.first().map_or(absent.clone(), |name| absent.about(name)));
    }
}

/// What is run or fetched in one file and is text in the other.
fn sites(old: &Composition, new: &Template, target: Dialect) -> Vec<Loss> {
    let parts: Vec<&Arc<Template>> = std::iter::once(old.template()).chain(old.included()).collect();
    let before: Vec<_> = parts.iter().flat_map(|part| part.sites().iter().map(|site| (part.id(), site))).collect();
    let is_new = |site: &Site| !before.iter().any(|(_, old)| old.text == site.text);
    let gone = before.iter().filter(|(_, site)| !new.sites().iter().any(|new| new.text == site.text));
    let gone = gone.map(|(id, site)| {
        let found = loss(LossKind::Site, format!("{} {}: it is text there", site.text, not_done(site.kind)));
        if *id == old.template().id() { found.in_line(site.line) } else { found }
    });
    let come = new.sites().iter().filter(|site| is_new(site)).map(|site| {
        let what =
            format!("in line {} of the new file {} would be run or read by {}", site.line, site.text, target.name());
        Loss { hint: "write it otherwise there", ..loss(LossKind::Site, what) }
    });
    gone.chain(come).collect()
}

/// What does not become of a site.
fn not_done(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Shell | SiteKind::Script => "is not run",
        SiteKind::File | SiteKind::Environment => "is not read",
        SiteKind::Fetch => "is not fetched",
    }
}

/// How the texts of both differ when the same values are given for the arguments that are `wanted`.
fn difference(
    old: &Composition,
    new: &Composition,
    names: &[(String, Option<String>)],
    wanted: impl Fn(&Argument) -> bool,
) -> Option<Loss> {
    let (mut before, mut after) = (Values::default(), Values::default());
    for (number, argument) in old.arguments().iter().enumerate().filter(|(_, argument)| wanted(argument)) {
        let value = sample(argument, number);
        let name = names.iter().find(|(name, _)| *name == argument.name).and_then(|(_, name)| name.clone());
        before.set(&argument.name, value.as_str());
        if let Some(name) = name {
            after.set(name, value.as_str());
        }
    }
    let text = |composition: &Composition, values: &Values| {
        let rendered = composition.render(values, Strictness::Usual);
        rendered.map(|rendered| String::from_utf8_lossy(&rendered.text().0).into_owned())
    };
    match (text(old, &before), text(new, &after)) {
        (Ok(old), Ok(new)) if old == new => None,
        (Ok(old), Ok(new)) if old.trim() == new.trim() => Some(loss(
            LossKind::Space,
            "the empty lines and spaces at the beginning or the end of the text are not kept",
        )),
        (Ok(old), Ok(new)) => {
            let lines = old.lines().zip(new.lines()).enumerate().find(|(_, (old, new))| old != new);
            let what = match lines {
                Some((at, (old, new))) => {
                    let short = |line: &str| line.chars().take(60).collect::<String>();
                    format!("line {} of the text says \"{}\" instead of \"{}\"", at + 1, short(new), short(old))
                }
                None if new.len() < old.len() => "the end of the text is missing".to_owned(),
                None => "the text goes on behind its end".to_owned(),
            };
            Some(loss(LossKind::Text, what))
        }
        (_, Err(faults)) => Some(loss(LossKind::Text, format!("the new file cannot be filled in: {faults}"))),
        // The old one cannot be filled in as it is: nothing is to be compared.
        (Err(_), Ok(_)) => None,
    }
}

/// A value that the argument may have, unlike every other.
fn sample(argument: &Argument, number: usize) -> String {
    let plain = match argument.kind {
        Kind::Number => format!("{}", number + 1),
        Kind::Boolean => "true".to_owned(),
        Kind::Date => "2026-01-31".to_owned(),
        Kind::Choice | Kind::MultiChoice => argument.choices.first().cloned().unwrap_or_default(),
        _ => format!("value{number}"),
    };
    if refusal(argument, &plain.as_str().into()).is_none() { plain } else { format!("value{number}") }
}
