//! The card of a prompt: what a list shows of it without its text.

use serde::Serialize;

use super::dialect::Dialects;
use super::header::{Format, Header};
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
        let (_, header) = Dialects::default().of(id, &start);
        Card::of(id, &header, &start)
    }

    /// The card of the file `text`, which has this header.
    pub(super) fn of(id: &PromptId, header: &Header, text: &str) -> Card {
        let title = header.text("title").or_else(|| header.text("name"));
        let title = title.or_else(|| first_heading(header, text).map(str::to_owned));
        let tags = header.texts("tags");
        let tags =
            tags.iter().flat_map(|tags| tags.split([',', ' '])).map(|tag| tag.trim_start_matches('#').to_owned());
        Card {
            title: title.unwrap_or_else(|| id.to_string()),
            description: header.text("description").unwrap_or_default(),
            tags: tags.filter(|tag| !tag.is_empty()).collect(),
        }
    }
}

/// The first heading of the body. A `#` in a file that is YAML or TOML as a whole, or between fences, is a comment.
fn first_heading<'t>(header: &Header, text: &'t str) -> Option<&'t str> {
    if matches!(header.format(), Format::YamlFile | Format::TomlFile) {
        return None;
    }
    let body = header.body();
    let reach = (0..=Card::REACH.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let heading = |line: &str| -> Option<usize> {
        let rest = line.trim_start_matches('#');
        (rest.len() < line.len() && rest.starts_with(' ') && !rest.trim().is_empty()).then_some(line.len() - rest.len())
    };
    let mut is_code = false;
    text[body.start.min(reach)..body.end.min(reach)].lines().find_map(|line| {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        heading(line).filter(|_| !is_code).map(|marks| line[marks..].trim())
    })
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
    fn a_comment_in_code_or_in_a_file_of_toml_is_no_title() {
        assert_eq!(card("```sh\n# install\n```\n# Setup\n").title, "Setup");
        let id = PromptId::new("git/fix.toml").expect("a plain name");
        assert_eq!(Card::read(&id, b"# In: ~/.gemini\nprompt = \"x\"\n").title, "git/fix.toml");
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
