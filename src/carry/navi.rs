//! Cheatsheets of navi: each command becomes a prompt, what stands between `<` and `>` an argument. The commands that
//! would list the values of a variable stay as text and are not run.
//!
//! ```text
//! % git, code
//!
//! # Change branch
//! git checkout <branch>
//!
//! $ branch: git branch --format='%(refname:short)'
//! ```

use serde_json::{Value, json};

use super::placeholder::{self, Body};
use super::{Carried, Entry, NotThis, Remark, Wanted};
use crate::prompt::header::HeaderText;

/// A block: what stands below one line of tags.
#[derive(Default)]
struct Block {
    tags: Vec<String>,
    cheats: Vec<Cheat>,
    /// Names and the commands that list their values.
    variables: Vec<(String, String)>,
}

struct Cheat {
    line: usize,
    title: String,
    command: Vec<String>,
}

/// The prompts of a cheatsheet.
///
/// # Errors
/// When there is no command in it.
pub fn read(bytes: &[u8]) -> Result<Carried, NotThis> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotThis("it is not UTF-8".to_owned()))?;
    let mut carried = Carried::default();
    for block in blocks(text, &mut carried.remarks) {
        for cheat in &block.cheats {
            entry(&block, cheat, &mut carried);
        }
    }
    if carried.entries.is_empty() {
        let what = "it has no command below a line that begins with #, so it is no cheatsheet of navi";
        return Err(NotThis(what.to_owned()));
    }
    Ok(carried)
}

fn blocks(text: &str, remarks: &mut Vec<Remark>) -> Vec<Block> {
    let mut blocks = vec![Block::default()];
    let mut remark = |line: usize, what: String| remarks.push(Remark { place: format!("line {line}"), what });
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = index + 1;
        if let Some(tags) = line.strip_prefix('%') {
            let tags = tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
            blocks.push(Block { tags: tags.collect(), ..Block::default() });
            continue;
        }
        let last = blocks.len() - 1;
        let block = &mut blocks[last];
        if let Some(title) = line.strip_prefix('#') {
            block.cheats.push(Cheat { line: number, title: title.trim().to_owned(), command: Vec::new() });
        } else if let Some((name, command)) = line.strip_prefix('$').and_then(|rest| rest.split_once(':')) {
            block.variables.push((name.trim().to_owned(), command.trim().to_owned()));
        } else if let Some(other) = line.strip_prefix('@') {
            remark(number, format!("the variables of {} are not taken over", other.trim()));
        } else if line.starts_with(';') {
            // A comment.
        } else if let Some(cheat) = block.cheats.last_mut() {
            cheat.command.push(line.to_owned());
        } else if !line.trim().is_empty() {
            remark(number, "it belongs to no command and is passed over".to_owned());
        }
    }
    blocks
}

fn entry(block: &Block, cheat: &Cheat, carried: &mut Carried) {
    let place = format!("line {}", cheat.line);
    let command = cheat.command.join("\n");
    let command = command.trim_matches('\n');
    if command.is_empty() {
        let what = "no command stands below it; it is passed over".to_owned();
        return carried.remarks.push(Remark { place, what });
    }
    let mut body = Body::default();
    let mut arguments: Vec<(String, Value)> = Vec::new();
    let mut rest = command;
    while let Some(start) = rest.find('<') {
        let inner = &rest[start + 1..];
        let end = inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(inner.len());
        let is_one = inner[end..].starts_with('>') && placeholder::is_argument(&inner[..end]);
        if !is_one {
            body.text(&rest[..=start]);
            rest = inner;
            continue;
        }
        let name = &inner[..end];
        body.text(&rest[..start]);
        body.fill(name);
        rest = &inner[end + 1..];
        if !arguments.iter().any(|(known, _)| known == name) {
            let lists = block.variables.iter().find(|(known, _)| known == name).map(|(_, command)| command);
            let said = match lists {
                Some(command) if !command.is_empty() => {
                    let what = format!("{name}: {command} is not run; give one of the lines that it prints");
                    carried.remarks.push(Remark { place: place.clone(), what });
                    json!({"description": format!("a line of: {command} (not run)"), "required": true})
                }
                _ => json!({"required": true}),
            };
            arguments.push((name.to_owned(), said));
        }
    }
    body.text(rest);
    body.text("\n");
    if body.backslash {
        let what = "a \\ before a placeholder is left out, for here it would make text of it".to_owned();
        carried.remarks.push(Remark { place: place.clone(), what });
    }
    let mut header = HeaderText::default();
    header.text("title", &cheat.title).list("tags", &block.tags).map("args", &arguments);
    let title = if cheat.title.is_empty() { place.clone() } else { cheat.title.clone() };
    let bytes = format!("{}{}", header.to_text(), body.finish()).into_bytes();
    carried.entries.push(Entry { name: Wanted::Title(title), bytes, place });
}
