//! A file before it is put together, and what its header says of the prompt itself.

use super::{Loss, LossKind, loss, place};
use crate::prompt::dialect::Dialect;
use crate::prompt::header::HeaderText;
use crate::prompt::id::PromptId;
use crate::prompt::template::Template;

/// A file of a tool before it is put together.
#[derive(Debug, Default)]
pub(in crate::prompt::convert) struct Written {
    /// Whether the header must say the dialect, because the name does not.
    pub says_dialect: bool,
    /// For each argument of the outline, its name in the file.
    pub names: Vec<Option<String>>,
    pub losses: Vec<Loss>,
    pub dialect: &'static str,
    pub header: HeaderText,
    /// Whether the header is between lines of `---`; else the file is `whole`.
    pub is_whole: bool,
    pub body: String,
}

impl Written {
    /// The bytes of the file, with its dialect in the header or without.
    pub fn bytes(&self, says_dialect: bool) -> Vec<u8> {
        if self.is_whole {
            return self.body.clone().into_bytes();
        }
        let mut header = HeaderText::default();
        if says_dialect {
            header.text("dialect", self.dialect);
        }
        let mut text = format!("{}{}", header.fields(), self.header.fields());
        if !text.is_empty() {
            text = format!("---\n{text}---\n");
        } else if self.body.starts_with("---") {
            // What begins like a header would be taken for one.
            text = "---\n---\n".to_owned();
        }
        text.push_str(&self.body);
        text.into_bytes()
    }
}

/// Which facts of a header the target has a field for.
struct Holds {
    title: bool,
    description: bool,
    tags: bool,
    model: bool,
}

impl Holds {
    fn of(target: Dialect) -> Holds {
        let (title, description, tags, model) = match target {
            Dialect::Plain | Dialect::PromptsChat => (true, true, true, true),
            Dialect::Claude | Dialect::Opencode => (false, true, false, true),
            Dialect::Copilot | Dialect::Dotprompt | Dialect::Prompty => (true, true, false, true),
            Dialect::Skill => (false, true, false, true),
            Dialect::Codex | Dialect::Gemini | Dialect::Cursor => (false, true, false, false),
            Dialect::Llm | Dialect::Aichat => (false, false, false, true),
            Dialect::Fabric => (false, false, false, false),
        };
        Holds { title, description, tags, model }
    }
}

/// Title, description, tags and model into the header, and what has no field there.
pub(super) fn facts(target: Dialect, template: &Template, id: &PromptId, written: &mut Written) {
    const KNOWN: [&str; 17] = [
        "title",
        "name",
        "description",
        "tags",
        "model",
        "dialect",
        "args",
        "arguments",
        "argument-hint",
        "input",
        "inputs",
        "prompt",
        "system",
        "defaults",
        "sample",
        "template",
        "row",
    ];
    let holds = Holds::of(target);
    let header = template.header();
    let title = header.text("title").or_else(|| header.text("name"));
    let (description, tags, model) = (template.description(), template.tags(), template.model());
    let mut lose = |kind: &str, what: &str| {
        let what = format!("{kind} is not carried over: {what}");
        written.losses.push(loss(LossKind::Field, what).about(kind));
    };
    let file = place::bare(template.id());
    let file = file.rsplit('/').next().unwrap_or_default();
    match &title {
        Some(title) if !holds.title && title != file && target != Dialect::Skill => lose("title", title),
        _ => {}
    }
    if !holds.description && !description.is_empty() {
        lose("description", description);
    }
    if !holds.tags && !tags.is_empty() {
        lose("tags", &tags.join(", "));
    }
    if let Some(model) = model.as_ref().filter(|_| !holds.model) {
        lose("model", model);
    }
    let others = || header.fields().iter().filter(|field| !KNOWN.contains(&field.key.as_str()));
    // A command of Claude and a skill are read by one tool, and have its fields in common.
    let is_claude = |dialect: Dialect| matches!(dialect, Dialect::Claude | Dialect::Skill);
    let is_kept = is_claude(target) && is_claude(template.dialect());
    for field in others().filter(|_| !is_kept) {
        lose(&field.key, &header.texts(&field.key).join(", "));
    }
    let kept: Vec<_> = others().filter(|_| is_kept).map(|field| (field.key.clone(), field.value.clone())).collect();
    let header = &mut written.header;
    for (key, value) in kept {
        header.data(&key, &value);
    }
    match target {
        Dialect::Skill => {
            let folder = String::from_utf8_lossy(id.folder()).into_owned();
            header.text("name", folder.rsplit('/').next().unwrap_or(file));
            let what = if description.is_empty() { title.as_deref().unwrap_or(file) } else { description };
            header.text("description", what);
        }
        Dialect::Plain => {
            if let Some(title) = &title {
                header.text("title", title);
            }
        }
        Dialect::Copilot | Dialect::Dotprompt | Dialect::Prompty => {
            if let Some(title) = title.as_ref().filter(|title| title.as_str() != file) {
                header.text("name", title);
            }
        }
        _ => {}
    }
    let is_yaml = !matches!(target, Dialect::Gemini | Dialect::Llm | Dialect::Fabric);
    if is_yaml && holds.description && target != Dialect::Skill && !description.is_empty() {
        header.text("description", description);
    }
    if is_yaml && holds.tags {
        header.list("tags", tags);
    }
    if let Some(model) = model.filter(|_| is_yaml && holds.model) {
        header.text("model", &model);
    }
}
