//! The card of a prompt: what a list shows of it without its text.

use serde::Serialize;

use super::id::PromptId;

/// Title, description and tags, from the header, else the first heading, else the name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Card {
    /// `title` or `name` of the header, else the first `#` heading, else the file's name.
    pub title: String,
    /// `description` of the header, empty where there is none.
    pub description: String,
    /// `tags` of the header, without `#`.
    pub tags: Vec<String>,
}

impl Card {
    /// How many bytes of a file are looked at: a header and a first heading stand at its start.
    pub const REACH: usize = 8 * 1024;

    /// Reads the card from the start of a file. A broken header is never an error: what can be read is used.
    pub fn read(id: &PromptId, raw: &[u8]) -> Card {
        let start = String::from_utf8_lossy(&raw[..raw.len().min(Self::REACH)]);
        let start = start.strip_prefix('\u{feff}').unwrap_or(&start);
        let (header, body) = split_header(start);
        let mut card = Card::default();
        if let Some(header) = header {
            card.read_header(header);
        }
        if card.title.is_empty() {
            card.title = first_heading(body).map_or_else(|| id.to_string(), str::to_owned);
        }
        card
    }

    fn read_header(&mut self, header: &str) {
        match yaml_serde::from_str::<yaml_serde::Value>(header) {
            Ok(yaml_serde::Value::Mapping(fields)) => {
                for (key, value) in &fields {
                    if let Some(key) = key.as_str() {
                        self.set(key, texts(value));
                    }
                }
            }
            // Most Cursor rules and many Claude commands are not strict YAML (`globs: **/*.ts`, `[a] [b]`): their
            // plain `key: rest` lines still say what they mean.
            _ => {
                for (key, rest) in header.lines().filter_map(|line| line.split_once(':')) {
                    let rest = rest.trim();
                    let rest = rest.trim_matches(|c| c == '"' || c == '\'');
                    let list = rest.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
                    match list {
                        Some(list) => self.set(key, list.split(',').map(|tag| tag.trim().to_owned()).collect()),
                        None => self.set(key, vec![rest.to_owned()]),
                    }
                }
            }
        }
    }

    fn set(&mut self, key: &str, values: Vec<String>) {
        match key {
            "title" => self.title = values.join(" "),
            "name" if self.title.is_empty() => self.title = values.join(" "),
            "description" => self.description = values.join(" "),
            "tags" => {
                let words = values.iter().flat_map(|value| value.split([',', ' ']));
                let tags = words.map(|tag| tag.trim_start_matches('#').to_owned());
                self.tags = tags.filter(|tag| !tag.is_empty()).collect();
            }
            _ => {}
        }
    }
}

/// The header between two `---` lines at the start, and what follows it.
fn split_header(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (None, text);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (Some(&rest[..at]), &rest[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

fn first_heading(body: &str) -> Option<&str> {
    let heading = |line: &'_ str| -> Option<usize> {
        let rest = line.trim_start_matches('#');
        (rest.len() < line.len() && rest.starts_with(' ') && !rest.trim().is_empty()).then_some(line.len() - rest.len())
    };
    body.lines().find_map(|line| heading(line).map(|marks| line[marks..].trim()))
}

/// The texts of a header value: one of a scalar, several of a list.
fn texts(value: &yaml_serde::Value) -> Vec<String> {
    use yaml_serde::Value;
    match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(truth) => vec![truth.to_string()],
        Value::Sequence(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Card {
        Card::read(&PromptId::new("code/review.md").expect("a plain name"), text.as_bytes())
    }

    #[test]
    fn the_title_comes_from_the_header_then_the_heading_then_the_name() {
        assert_eq!(card("---\ntitle: 代码审查\nname: x\n---\n# Other\n").title, "代码审查");
        assert_eq!(card("intro\n## Code review\n").title, "Code review");
        assert_eq!(card("no heading\n#hashtag\n").title, "code/review.md");
    }

    #[test]
    fn a_header_that_is_not_yaml_still_gives_its_description() {
        let card = card("---\ndescription: Use when: x\nglobs: **/*.ts\ntags: [a, b]\n---\n");
        assert_eq!(card.description, "Use when: x");
        assert_eq!(card.tags, ["a", "b"]);
    }

    #[test]
    fn tags_are_read_from_a_list_and_from_a_line() {
        assert_eq!(card("---\ntags:\n  - code\n  - '#写作'\n---\n").tags, ["code", "写作"]);
        assert_eq!(card("---\ntags: code, review\n---\n").tags, ["code", "review"]);
    }

    #[test]
    fn an_unclosed_header_is_read_as_text() {
        assert_eq!(card("---\ntitle: x\n# Heading\n").title, "Heading");
    }

    #[test]
    fn a_file_that_is_not_utf_8_or_empty_has_a_card() {
        let id = PromptId::new("x.md").expect("a plain name");
        assert_eq!(Card::read(&id, b"\xff\xfe# no\n").title, "x.md");
        assert_eq!(Card::read(&id, b"").title, "x.md");
    }
}
