//! Where the file of a tool belongs.

use crate::prompt::dialect::Dialect;
use crate::prompt::id::{NameFault, PromptId};

/// Folders of tools, which are no part of a prompt's name.
const FOLDERS: [&str; 12] = [
    ".claude/commands/",
    ".claude/skills/",
    ".agents/skills/",
    ".github/prompts/",
    ".codex/prompts/",
    ".gemini/commands/",
    ".opencode/commands/",
    ".opencode/command/",
    ".cursor/rules/",
    "aichat/roles/",
    "patterns/",
    "templates/",
];

/// The place of a file of `target` that is made of the prompt `from`.
pub(super) fn of(target: Dialect, from: &PromptId) -> Result<PromptId, NameFault> {
    named(target, &format!("{}{}", folder(target), stem(target, from)))
}

/// The name of a prompt of `target` that is asked for: with the extension that such files have.
pub(super) fn named(target: Dialect, name: &str) -> Result<PromptId, NameFault> {
    let name = name.trim().trim_start_matches("./");
    let end = end(target);
    let has_end = name.ends_with(end) || (!end.starts_with('/') && name.to_ascii_lowercase().ends_with(end));
    let is_file = has_end || (end == ".md" && (name.ends_with(".txt") || name.ends_with(".markdown")));
    let whole = if is_file { name.to_owned() } else { format!("{name}{end}") };
    // The checks of a new name; those of an extension that only a tool's folder has come after them.
    PromptId::for_new_file(&format!("{whole}.md"))?;
    let id = PromptId::new(&whole)?;
    if id.is_listed() { Ok(id) } else { Err(NameFault::NotAPrompt(whole)) }
}

fn folder(target: Dialect) -> &'static str {
    match target {
        Dialect::Plain | Dialect::Dotprompt | Dialect::Prompty | Dialect::PromptsChat => "",
        Dialect::Skill => ".claude/skills/",
        Dialect::Claude => ".claude/commands/",
        Dialect::Copilot => ".github/prompts/",
        Dialect::Codex => ".codex/prompts/",
        Dialect::Gemini => ".gemini/commands/",
        Dialect::Opencode => ".opencode/commands/",
        Dialect::Fabric => "patterns/",
        Dialect::Llm => "templates/",
        Dialect::Aichat => "aichat/roles/",
        Dialect::Cursor => ".cursor/rules/",
    }
}

fn end(target: Dialect) -> &'static str {
    match target {
        Dialect::Skill => "/SKILL.md",
        Dialect::Fabric => "/system.md",
        Dialect::Copilot => ".prompt.md",
        Dialect::Gemini => ".toml",
        Dialect::Dotprompt => ".prompt",
        Dialect::Prompty => ".prompty",
        Dialect::Llm => ".yaml",
        Dialect::Cursor => ".mdc",
        Dialect::Plain
        | Dialect::Claude
        | Dialect::Codex
        | Dialect::Opencode
        | Dialect::Aichat
        | Dialect::PromptsChat => ".md",
    }
}

/// The prompt's name without folder and extension of its tool, as `target` names its files: a path, or one word.
fn stem(target: Dialect, from: &PromptId) -> String {
    let name = bare(from);
    // What is typed behind a slash has no spaces.
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("-");
    let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    match target {
        Dialect::Plain | Dialect::Dotprompt | Dialect::Prompty | Dialect::PromptsChat => name,
        Dialect::Claude | Dialect::Gemini | Dialect::Opencode => word(&name),
        _ => word(&last(&name)),
    }
}

/// The name that a person would say: `review` of `.claude/commands/review.md` and of `review/SKILL.md`.
pub(super) fn bare(from: &PromptId) -> String {
    let whole = String::from_utf8_lossy(from.without_extension()).into_owned();
    let whole = whole.strip_suffix(".toml").or_else(|| whole.strip_suffix(".yaml")).unwrap_or(&whole);
    let below = FOLDERS.iter().find_map(|folder| {
        let at = whole.find(folder)?;
        (at == 0 || whole[..at].ends_with('/')).then(|| &whole[at + folder.len()..])
    });
    let name = below.unwrap_or(whole);
    let name = name.strip_suffix("/SKILL").or_else(|| name.strip_suffix("/system")).unwrap_or(name);
    if name.is_empty() { "prompt".to_owned() } else { name.to_owned() }
}
