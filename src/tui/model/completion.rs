//! What can stand where the caret is: the arguments of the prompt, or other prompts to include.
//!
//! Knows the forms of the dialects. It only offers: it opens after a pause, narrows with what is typed, and takes no key
//! but those that choose.

use super::super::editor::{Editor, Place};
use super::super::understanding::Understanding;
use crate::cache::Snapshot;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialect;
use crate::prompt::sanitize::sanitize_line;
use crate::prompt::template::Argument;

/// The most that is offered at a time; typing narrows.
const MOST: usize = 50;

/// What is offered at one place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Where the offer is for.
    pub spot: Spot,
    /// What fits, the likeliest first. Never empty.
    pub items: Vec<Item>,
    /// Which of them would be taken.
    pub selected: usize,
    /// Whether a person has moved through them.
    pub moved: Moved,
}

/// Whether the selection was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Not yet.
    No,
    /// It was.
    Yes,
}

/// One thing that may stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub about: String,
    /// What would be put into the text.
    pub text: String,
}

/// A place where something can be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// What stands there.
    pub form: Form,
    /// From where to where it would be replaced.
    pub start: Place,
    /// The end of that.
    pub end: Place,
    /// What was typed of the name.
    pub typed: String,
    /// Whether it is closed already.
    pub closed: bool,
}

/// How something that stands for another text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{{name}}`
    Braces,
    /// `{{> name}}`
    Include,
    /// `$name`
    Dollar,
    /// `${name}`
    DollarBraces,
    /// `__INPUT__`
    Underlines,
}

impl Form {
    /// Whether Enter takes what is offered before anything of a name was typed. A lone `$` may well be meant as it is.
    pub fn is_certain(self) -> bool {
        matches!(self, Form::Braces | Form::Include)
    }
}

impl Completion {
    /// What can stand at the caret of `editor`, if anything can.
    pub fn at(editor: &Editor, understood: &Understanding, snapshot: &Snapshot) -> Option<Completion> {
        let spot = Spot::at(editor, understood.dialect())?;
        let items = items(&spot, understood, snapshot);
        (!items.is_empty()).then_some(Completion { spot, items, selected: 0, moved: Moved::No })
    }

    /// What would be taken.
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.selected)
    }

    /// Moves the selection by `rows`, around at the ends.
    pub fn step(&mut self, rows: isize) {
        let count = self.items.len() as isize;
        self.selected = (self.selected as isize + rows).rem_euclid(count.max(1)) as usize;
        self.moved = Moved::Yes;
    }
}

impl Spot {
    /// The place at the caret, if it is one of these in a file of `dialect`.
    pub fn at(editor: &Editor, dialect: Dialect) -> Option<Spot> {
        let (line, column) = editor.caret();
        let text = editor.lines().get(line)?;
        let (before, behind) = text.split_at(editor.caret_byte());
        let (form, start) = opened(dialect, before)?;
        let inner = &before[start..];
        let typed = match form {
            Form::Braces => inner[2..].trim_start(),
            Form::Include => inner[2..].trim_start().strip_prefix('>')?.trim_start(),
            Form::Dollar => &inner[1..],
            Form::DollarBraces => &inner[2..],
            Form::Underlines => inner,
        };
        let fits: fn(char) -> bool = match form {
            Form::Include => |c| !matches!(c, '{' | '}' | '"' | '\''),
            Form::DollarBraces => |c| !matches!(c, '{' | '}'),
            Form::Braces | Form::Dollar | Form::Underlines => |c| c.is_alphanumeric() || matches!(c, '_' | '-'),
        };
        if !typed.chars().all(fits) {
            return None;
        }
        // What is closed right behind the caret is replaced as a whole.
        let close = match form {
            Form::Braces | Form::Include => "}}",
            Form::DollarBraces => "}",
            Form::Dollar | Form::Underlines => "",
        };
        let rest = behind.find(|c| !fits(c)).unwrap_or(behind.len());
        let closed = !close.is_empty() && behind[rest..].starts_with(close);
        let end = if closed { column + behind[..rest].chars().count() + close.len() } else { column };
        let start = column - inner.chars().count();
        Some(Spot { form, start: (line, start), end: (line, end), typed: typed.to_owned(), closed })
    }
}

/// What was opened before the caret and is not closed there, and the byte where it begins.
fn opened(dialect: Dialect, before: &str) -> Option<(Form, usize)> {
    let braces = |includes: bool| {
        let start = before.rfind("{{")?;
        let inner = before[start + 2..].trim_start();
        let escaped = before[..start].ends_with('\\');
        let form = if includes && inner.starts_with('>') { Form::Include } else { Form::Braces };
        (!escaped).then_some((form, start))
    };
    let last = |mark: &str, form| {
        let start = before.rfind(mark)?;
        let escaped = before[..start].ends_with(['\\', '$']);
        (!escaped).then_some((form, start))
    };
    match dialect {
        Dialect::Plain | Dialect::Dotprompt => braces(true),
        Dialect::Fabric | Dialect::Prompty | Dialect::Gemini => braces(false),
        Dialect::Copilot | Dialect::PromptsChat => last("${", Form::DollarBraces),
        Dialect::Skill | Dialect::Claude | Dialect::Codex | Dialect::Opencode | Dialect::Llm => last("$", Form::Dollar),
        Dialect::Aichat => {
            let start = before
                .rfind(|c: char| c != '_' && !c.is_ascii_uppercase())
                .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
            before[start..].starts_with("__").then_some((Form::Underlines, start))
        }
        Dialect::Cursor => None,
    }
}

fn items(spot: &Spot, understood: &Understanding, snapshot: &Snapshot) -> Vec<Item> {
    let wanted = spot.typed.to_lowercase();
    let rank = |name: &str| match name.to_lowercase().find(&wanted) {
        // What is there already is no offer.
        Some(0) if spot.closed && name == spot.typed => None,
        Some(0) => Some(0),
        Some(_) => Some(1),
        None => None,
    };
    let mut found: Vec<(u8, Item)> = match spot.form {
        Form::Include => {
            let own = understood.template.id();
            // Enough of those that merely have it somewhere, and all that could come before them.
            let ids = snapshot.entries().map(|entry| &entry.id).filter(|id| *id != own);
            let named = ids.filter_map(|id| included_as(id).and_then(|name| Some((rank(&name)?, name))));
            named.take(MOST * 20).map(|(rank, name)| (rank, item(spot.form, name, String::new()))).collect()
        }
        _ => {
            let arguments = understood.template.arguments().iter();
            let known = arguments.map(|argument| (name_in(understood.dialect(), &argument.name), about(argument)));
            let mut all: Vec<(String, String)> = known.collect();
            for (name, about) in always(understood.dialect()) {
                if all.iter().all(|(known, _)| known != name) {
                    all.push(((*name).to_owned(), (*about).to_owned()));
                }
            }
            let ranked = all.into_iter().filter_map(|(name, about)| Some((rank(&name)?, name, about)));
            ranked.map(|(rank, name, about)| (rank, item(spot.form, name, about))).collect()
        }
    };
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, item)| item).take(MOST).collect()
}

fn item(form: Form, name: String, about: String) -> Item {
    let text = match form {
        Form::Braces => format!("{{{{{name}}}}}"),
        Form::Include => format!("{{{{> {name}}}}}"),
        Form::Dollar => format!("${name}"),
        Form::DollarBraces => format!("${{{name}}}"),
        Form::Underlines => name.clone(),
    };
    Item { name, about, text }
}

/// The name by which other prompts include `id`: without its extension, if it can be written at all.
fn included_as(id: &PromptId) -> Option<String> {
    let name = std::str::from_utf8(id.as_bytes()).ok()?;
    let name = name.strip_suffix(".md").unwrap_or(name);
    // What would end the include, or look otherwise than it is, is not offered.
    let is_plain = !name.contains(['{', '}', '\\', '"', '\'']) && sanitize_line(name) == name && name.trim() == name;
    is_plain.then(|| name.to_owned())
}

/// What is written for the argument `name`.
fn name_in(dialect: Dialect, name: &str) -> String {
    let is_own = always(dialect).iter().any(|(known, _)| *known == name);
    match dialect {
        Dialect::Copilot if !is_own => format!("input:{name}"),
        Dialect::Aichat => format!("__{}__", name.to_uppercase()),
        _ => name.to_owned(),
    }
}

/// What may stand in every file of a dialect.
fn always(dialect: Dialect) -> &'static [(&'static str, &'static str)] {
    match dialect {
        Dialect::Skill | Dialect::Claude | Dialect::Codex | Dialect::Opencode => {
            &[("ARGUMENTS", "everything that is given")]
        }
        Dialect::Copilot => &[("selection", "what is selected"), ("file", "the open file"), ("input:", "asks for it")],
        Dialect::Gemini => &[("args", "everything that is given")],
        Dialect::Fabric | Dialect::Llm => &[("input", "what is read from standard input")],
        Dialect::Aichat => &[("__INPUT__", "what is asked")],
        _ => &[],
    }
}

fn about(argument: &Argument) -> String {
    let about = if !argument.choices.is_empty() {
        argument.choices.join("|")
    } else if let Some(default) = &argument.default {
        default.text().lines().next().unwrap_or("").to_owned()
    } else {
        argument.description.lines().next().unwrap_or("").to_owned()
    };
    sanitize_line(about.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::editor::{Edit, Motion, Select};

    /// The place at the end of `before` in the line `before` + `behind`: its form, what was typed, what would go.
    fn spot(dialect: Dialect, before: &str, behind: &str) -> Option<(Form, String, String)> {
        let mut editor = Editor::new(&format!("{before}{behind}"));
        editor.apply(Edit::Move(Motion::Bottom, Select::Clear));
        editor.set_caret((0, before.chars().count()));
        let spot = Spot::at(&editor, dialect)?;
        let line: Vec<char> = editor.lines()[0].chars().collect();
        Some((spot.form, spot.typed, line[spot.start.1..spot.end.1].iter().collect()))
    }

    fn braces(before: &str, behind: &str) -> Option<(Form, String, String)> {
        spot(Dialect::Plain, before, behind)
    }

    #[test]
    fn braces_are_completed_until_they_are_closed() {
        let of = |form, typed: &str, whole: &str| Some((form, typed.to_owned(), whole.to_owned()));
        assert_eq!(braces("用 {{", ""), of(Form::Braces, "", "{{"));
        assert_eq!(braces("用 {{语", "言 of"), of(Form::Braces, "语", "{{语"));
        assert_eq!(braces("x {{la", "ng}} y"), of(Form::Braces, "la", "{{lang}}"));
        assert_eq!(braces("{{> team/he", ""), of(Form::Include, "team/he", "{{> team/he"));
        for before in ["{{a}}", "{{a b", "\\{{a", "{a", "{{a=", ""] {
            assert_eq!(braces(before, ""), None, "{before}");
        }
    }

    #[test]
    fn every_dialect_has_its_own_form() {
        let form = |dialect, before| spot(dialect, before, "").map(|(form, typed, _)| (form, typed));
        let of = |form, typed: &str| Some((form, typed.to_owned()));
        assert_eq!(form(Dialect::Claude, "Fix $AR"), of(Form::Dollar, "AR"));
        assert_eq!(form(Dialect::Claude, "Costs \\$AR"), None);
        assert_eq!(form(Dialect::Codex, "$$AR"), None);
        assert_eq!(form(Dialect::Claude, "{{a"), None);
        assert_eq!(form(Dialect::Copilot, "of ${input:na"), of(Form::DollarBraces, "input:na"));
        assert_eq!(form(Dialect::Aichat, "说 __IN"), of(Form::Underlines, "__IN"));
        assert_eq!(form(Dialect::Fabric, "{{> a"), None);
        assert_eq!(form(Dialect::Cursor, "{{a"), None);
    }
}
