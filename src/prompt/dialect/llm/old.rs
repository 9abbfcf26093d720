//! Scalars of YAML 1.1, which llm reads: `yes` is a truth there, `010` is 8 and `1e3` a text.

use std::collections::HashMap;

use serde_json::Value as Data;

/// The plain scalars of the map `source`, as they are written, by their names. What is nested has none.
pub(super) fn written(source: &str) -> HashMap<&str, &str> {
    let source = source.trim_end();
    if let Some(inside) = source.trim_start().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        // Where a comma need not stand between two of them, nobody knows.
        let is_flat = !inside.contains(['"', '\'', '[', '{', '#']);
        return if is_flat { inside.split(',').filter_map(named).collect() } else { HashMap::new() };
    }
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    // The first line may begin behind its indent; the others then stand where most of them do.
    let lines: Vec<&str> = source.lines().filter(is_said).collect();
    let least = lines.iter().skip(1).map(|line| indent(line)).min().unwrap_or(0);
    let first = lines.first().into_iter().filter_map(|line| named(line));
    let others = lines.iter().skip(1).filter(|line| indent(line) == least).filter_map(|line| named(line));
    first.chain(others).collect()
}

fn named(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.split_once(" #").map_or(value, |(value, _)| value);
    Some((name.trim(), value.trim()))
}

/// What the plain scalar `text` is, where YAML 1.2 takes it for something else: for `known`.
pub(super) fn value(text: &str, known: &Data) -> Option<Data> {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
        None => (1, text),
    };
    let number = |digits: &str, base: u32| {
        let whole = i64::from_str_radix(&digits.replace('_', ""), base).ok()?;
        Some(Data::from(sign * whole))
    };
    let is_of = |allowed: &str| digits.chars().all(|c| allowed.contains(c));
    match known {
        Data::Number(_) if digits.starts_with("0o") => Some(Data::from(text)),
        // An exponent has a sign there, and a number with one has a point.
        Data::Number(_) if digits.contains(['e', 'E']) && !digits.starts_with("0x") => {
            let is_number = digits.contains('.') && (digits.contains(['+', '-']));
            (!is_number).then(|| Data::from(text))
        }
        Data::String(said) if said != text => None,
        Data::String(_) | Data::Number(_) => match text {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(Data::Bool(true)),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(Data::Bool(false)),
            _ if !digits.starts_with(|c: char| c.is_ascii_digit()) => None,
            _ if digits.starts_with('0') && digits.len() > 1 && is_of("01234567_") => number(&digits[1..], 8),
            _ if digits.starts_with("0b") && is_of("01b_") => number(&digits[2..], 2),
            _ if !digits.starts_with('0') && is_of("0123456789_") => number(digits, 10),
            _ if !digits.starts_with('0') && digits.contains(':') => {
                of_sixties(digits).map(|whole| (sign * whole).into())
            }
            _ => None,
        },
        _ => None,
    }
}

/// `1:30` is 90.
fn of_sixties(digits: &str) -> Option<i64> {
    let mut parts = digits.split(':');
    let first = parts.next()?.replace('_', "").parse::<i64>().ok()?;
    parts.try_fold(first, |whole, part| {
        let is_part = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.parse::<i64>().ok().filter(|part| is_part && *part < 60)?;
        whole.checked_mul(60)?.checked_add(part)
    })
}
