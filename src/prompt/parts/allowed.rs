//! Which values an argument allows.

use super::argument::{Argument, Kind};
use super::value::Value;

/// What may be given instead, where `value` is not allowed for `argument`.
pub fn refusal(argument: &Argument, value: &Value) -> Option<String> {
    let text = value.text();
    if text.is_empty() && !argument.required {
        return None;
    }
    let is_choice = |text: &str| argument.choices.iter().any(|choice| choice == text);
    let allowed = match argument.kind {
        Kind::Text | Kind::Multiline | Kind::File | Kind::Secret => true,
        Kind::Choice => argument.choices.is_empty() || is_choice(&text),
        Kind::MultiChoice if argument.choices.is_empty() => true,
        Kind::MultiChoice => match value {
            Value::Data(serde_json::Value::Array(items)) => {
                items.iter().all(|item| is_choice(&Value::Data(item.clone()).text()))
            }
            _ => chosen(&argument.choices, &text).iter().all(|part| is_choice(part)),
        },
        Kind::Number => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
        Kind::Boolean => matches!(text.trim(), "true" | "false"),
        Kind::Date => text.trim().parse::<jiff::civil::Date>().is_ok() && text.trim().len() == 10,
    };
    (!allowed).then(|| match argument.kind {
        Kind::Choice => format!("give one of {}", argument.choices.join(", ")),
        Kind::MultiChoice => format!("give any of {}, with commas between them", argument.choices.join(", ")),
        Kind::Number => "give a number such as 3 or 0.5".to_owned(),
        Kind::Boolean => "give true or false".to_owned(),
        _ => "give a date such as 2026-01-31".to_owned(),
    })
}

/// The choices that `text` says with commas between them. One that has a comma itself is one choice, the longest first;
/// what is no choice is what stands before the next comma.
pub fn chosen<'t>(choices: &[String], text: &'t str) -> Vec<&'t str> {
    let mut chosen = Vec::new();
    let mut rest = text.trim();
    loop {
        let is_next = |choice: &&str| {
            rest.strip_prefix(choice).is_some_and(|behind| behind.is_empty() || behind.trim_start().starts_with(','))
        };
        let whole = choices.iter().map(|choice| choice.trim()).filter(is_next).max_by_key(|choice| choice.len());
        let end = whole.map_or_else(|| rest.find(',').unwrap_or(rest.len()), str::len);
        chosen.push(rest[..end].trim_end());
        match rest[end..].trim_start().strip_prefix(',') {
            Some(behind) => rest = behind.trim_start(),
            None => return chosen,
        }
    }
}
