//! Names for files after titles: readable, the same on every system, each once.

use std::collections::HashSet;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::Wanted;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::{NameFault, PromptId};

/// The most bytes of a name that is made of a title. A list shows about so much.
const LONGEST: usize = 100;

/// The names that were given so far.
#[derive(Debug, Default)]
pub struct Names {
    given: HashSet<String>,
}

impl Names {
    /// The name of an entry in `folder`, or at the root where that is empty: one that was not given before.
    ///
    /// # Errors
    /// When the path that it wants, or the folder, cannot be one of a new prompt.
    pub fn give(&mut self, folder: &str, wanted: &Wanted) -> Result<PromptId, NameFault> {
        let below = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        match wanted {
            Wanted::Path(path) => {
                let mut whole = below("").into_bytes();
                whole.extend_from_slice(path);
                let id = PromptId::new(&whole)?;
                self.given.insert(folded(&String::from_utf8_lossy(&whole)));
                Ok(id)
            }
            Wanted::Title(title) => {
                let stem = portable(title);
                for number in 1_u64.. {
                    let stem = if number == 1 { stem.clone() } else { format!("{stem} {number}") };
                    let id = PromptId::for_new_file(&below(&format!("{stem}.md")))?;
                    if self.given.insert(folded(&id.to_string())) {
                        return Ok(id);
                    }
                }
                Err(NameFault::Empty)
            }
        }
    }
}

/// What is left of a name on a system that ignores letter case and the way accents are written.
fn folded(name: &str) -> String {
    let composed: String = name.nfc().collect();
    UniCase::unicode(composed).to_folded_case().nfc().collect()
}

/// `title` as the name of a file without its extension: what other systems cannot have in a name becomes a space or `-`.
pub fn portable(title: &str) -> String {
    let mut name = String::with_capacity(title.len());
    for c in title.nfc() {
        let mut one = [0; 4];
        let shown = c.encode_utf8(&mut one);
        match c {
            '/' | '\\' | '|' => name.push('-'),
            ':' | '*' | '?' | '"' | '<' | '>' => name.push(' '),
            // What is hidden, or would move a cursor.
            _ if c.is_control() || sanitize_line(shown) != *shown => name.push(' '),
            c if c.is_whitespace() => name.push(' '),
            c => name.push(c),
        }
    }
    let mut short = String::new();
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        let space = usize::from(!short.is_empty());
        if short.len() + space + word.len() > LONGEST {
            if short.is_empty() {
                short.extend(word.chars().scan(0, |length, c| {
                    *length += c.len_utf8();
                    (*length <= LONGEST).then_some(c)
                }));
            }
            break;
        }
        if space == 1 {
            short.push(' ');
        }
        short.push_str(word);
    }
    // Hidden files are not listed, and an end in a dot is no name elsewhere.
    let short = short.trim_start_matches(['.', ' ', '~']).trim_end_matches(['.', ' ']);
    // These would be files of a tool.
    let lower = short.to_ascii_lowercase();
    let short = match lower.as_str() {
        "" => "prompt".to_owned(),
        "skill" | "system" => format!("{short} prompt"),
        _ if lower.ends_with(".prompt") => format!("{} prompt", &short[..short.len() - ".prompt".len()]),
        _ => short.to_owned(),
    };
    // A device's name, which no part of a path may be.
    if PromptId::for_new_file(&format!("{short}.md")).is_ok() { short } else { format!("prompt {short}") }
}
