//! Which file is of which dialect.

use super::*;

fn dialect(name: &str, text: &str, dialects: &Dialects) -> Dialect {
    dialects.of(&PromptId::new(name).expect("a plain name"), text).0
}

#[test]
fn the_path_and_the_extension_say_it_then_the_header_then_it_is_plain() {
    let none = Dialects::default();
    let cases = [
        (".claude/commands/a/b.md", Dialect::Claude),
        ("x/.claude/commands/a.md", Dialect::Claude),
        (".claude/skills/pdf/SKILL.md", Dialect::Skill),
        ("a.prompt.md", Dialect::Copilot),
        (".codex/prompts/a.md", Dialect::Codex),
        (".gemini/commands/git/fix.toml", Dialect::Gemini),
        (".opencode/commands/a.md", Dialect::Opencode),
        ("dir/a.b.c.prompt", Dialect::Dotprompt),
        ("a.prompty", Dialect::Prompty),
        ("patterns/summarize/system.md", Dialect::Fabric),
        ("templates/a.yaml", Dialect::Llm),
        ("aichat/roles/a.md", Dialect::Aichat),
        (".cursor/rules/a.mdc", Dialect::Cursor),
        ("prompts/a.md", Dialect::Plain),
    ];
    for (name, expected) in cases {
        assert_eq!(dialect(name, "text", &none), expected, "{name}");
    }
    assert_eq!(dialect("a.md", "---\ndialect: claude\n---\n$1", &none), Dialect::Claude);
}

#[test]
fn a_book_inside_a_tools_folder_and_the_settings_say_it_too() {
    let inside = Dialects::new(Path::new("/home/x/.claude/commands"), []);
    assert_eq!(dialect("a.md", "", &inside), Dialect::Claude);
    let settings = [("team", Dialect::Codex), (".", Dialect::Claude), ("./.cursor/", Dialect::Aichat)];
    let settings = settings.map(|(folder, dialect)| (folder.to_owned(), dialect));
    let told = Dialects::new(Path::new("/x"), settings);
    assert_eq!(dialect("team/a.md", "", &told), Dialect::Codex);
    assert_eq!(dialect("teams/a.md", "", &told), Dialect::Claude);
    assert_eq!(dialect(".cursor/a.md", "", &told), Dialect::Aichat);
}

mod corpus;
mod dollars;
mod properties;
mod wild;
