//! TOML files: strict, else nothing but a finding.

use std::ops::Range;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{Field, finding};
use crate::prompt::parts::Diagnostic;

/// The top fields of the TOML at `span` of `text`, and what is odd about them.
pub fn read(text: &str, span: Range<usize>) -> (Vec<Field>, Vec<Diagnostic>) {
    let source = &text[span.clone()];
    let (table, errors) = DeTable::parse_recoverable(source);
    let mut fields: Vec<Field> = table
        .get_ref()
        .iter()
        .map(|(key, value)| {
            let place = |at: Range<usize>| at.start + span.start..at.end + span.start;
            let (key_span, value_span) = (place(key.span()), place(value.span()));
            let line_end = text[value_span.end..].find('\n').map_or(text.len(), |end| value_span.end + end + 1);
            Field {
                key: key.get_ref().to_string(),
                value: data(value.get_ref()),
                source: value_span,
                span: key_span.start..line_end,
                name: key_span,
            }
        })
        .collect();
    fields.sort_by_key(|field| field.span.start);
    let first = errors.first().map(|error| {
        let at = error.span().unwrap_or_default();
        let at = at.start + span.start..at.end + span.start;
        let what = format!("this is not TOML: {}; the fields that can be read are", error.message().trim());
        finding(text, at, what, "see https://toml.io for how values are written")
    });
    (fields, first.into_iter().collect())
}

fn data(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Integer(number) => {
            number.as_str().parse::<i64>().map_or_else(|_| Value::String(number.to_string()), Value::from)
        }
        DeValue::Float(number) => {
            number.as_str().parse::<f64>().map_or_else(|_| Value::String(number.to_string()), Value::from)
        }
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| data(item.get_ref())).collect()),
        DeValue::Table(table) => {
            let fields = table.iter().map(|(key, value)| (key.get_ref().to_string(), data(value.get_ref())));
            Value::Object(fields.collect())
        }
    }
}
