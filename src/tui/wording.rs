//! Numbers as a person reads them.

use std::time::Duration;

use crate::tokens::Count;

/// A size: `0 B`, `1.2 KB`, `64 MB`; a thousand is 1 000, as in file managers.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    // What would round to 1000 is one of the next unit.
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(size < 9.95);
    format!("{size:.digits$} {}", UNITS[unit])
}

/// A cap, which people give in powers of two: `64 MiB`, else as [`bytes`].
pub fn cap(limit: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    match limit {
        limit if limit >= MIB && limit.is_multiple_of(MIB) => format!("{} MiB", limit / MIB),
        limit if limit >= 1024 && limit.is_multiple_of(1024) => format!("{} KiB", limit / 1024),
        limit => bytes(limit),
    }
}

/// A duration in the unit that fits: `310 us`, `4 ms`, `1.2 s`.
pub fn duration(duration: Duration) -> String {
    let micros = duration.as_micros();
    match micros {
        0..1_000 => format!("{micros} us"),
        1_000..10_000 => format!("{:.1} ms", micros as f64 / 1e3),
        10_000..1_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{:.1} s", micros as f64 / 1e6),
    }
}

/// Nanoseconds as [`duration`], short ones too: `310 ns`.
pub fn nanos(nanos: u64) -> String {
    if nanos < 1_000 { format!("{nanos} ns") } else { duration(Duration::from_nanos(nanos)) }
}

/// A rate from 0 to 1 in percent. 100 is said only of all, 0 only of none; what is not known is —.
pub fn percent(rate: Option<f64>) -> String {
    match rate {
        None => "—".to_owned(),
        Some(rate) if rate >= 1.0 => "100 %".to_owned(),
        Some(rate) if rate > 0.0 => format!("{:.1} %", (rate * 100.0).clamp(0.1, 99.9)),
        Some(_) => "0 %".to_owned(),
    }
}

/// A count with its thousands apart: `10 000`.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `1 prompt`, `2 prompts`.
pub fn plural(number: usize, noun: &str) -> String {
    plural_of(number as u64, noun, &format!("{noun}s"))
}

/// `1 miss`, `2 misses`.
pub fn plural_of(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { several })
}

/// How long a text is: `1 204 chars  ~301 tokens`. The number of tokens is an estimate for all models but those of the
/// vocabulary, and it is left out while it is not known.
pub fn length(characters: usize, tokens: Option<Count>) -> String {
    let characters = plural(characters, "char");
    match tokens {
        Some(Count { tokens, .. }) => format!("{characters}  ~{}", plural(tokens, "token")),
        None => characters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_digits_and_a_unit() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1234, "1.2 KB"),
            (9_960, "10 KB"),
            (999_600, "1.0 MB"),
            (64_000_000, "64 MB"),
        ];
        for (size, text) in cases {
            assert_eq!(bytes(size), text);
        }
        assert_eq!((cap(64 << 20), cap(1 << 10), cap(1000)), ("64 MiB".into(), "1 KiB".into(), "1.0 KB".into()));
    }

    #[test]
    fn a_rate_is_never_rounded_to_all_or_to_none() {
        assert_eq!(percent(Some(0.99999)), "99.9 %");
        assert_eq!(percent(Some(0.00001)), "0.1 %");
        assert_eq!((percent(Some(1.0)), percent(Some(0.0)), percent(None)), ("100 %".into(), "0 %".into(), "—".into()));
    }

    #[test]
    fn durations_and_counts_read_easily() {
        assert_eq!(nanos(310), "310 ns");
        assert_eq!(nanos(310_000), "310 us");
        assert_eq!(nanos(4_200_000), "4.2 ms");
        assert_eq!(nanos(1_250_000_000), "1.2 s");
        assert_eq!((count(999), count(10_000), count(1_234_567)), ("999".into(), "10 000".into(), "1 234 567".into()));
    }
}
