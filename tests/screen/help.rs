//! Help while a prompt is written, in the real program: after a real pause.

use crate::check::plain;
use crate::support::home::Home;

#[test]
fn braces_offer_a_variable_after_a_pause_and_enter_takes_it() {
    let text = "---\nargs: [语言, audience]\n---\n{{语言}} {{audience}}\n";
    let home = Home::with(&[("x.md", text)]);
    let mut screen = home.open(&plain());
    screen.row_with(&["Vars", "语言=…", "audience=…"]);
    screen.row_with(&["chars", "tokens"]);
    screen.edit("x.md");
    for _ in 0..4 {
        screen.key("↓");
    }
    screen.type_text("in {{");
    screen.row_with(&["> 语言"]);
    screen.type_text("au");
    screen.row_with(&["> audience"]);
    screen.key("Enter");
    screen.row_with(&["in {{audience}}"]);
    screen.key("F2");
    screen.wait_for("Saved x.md");
    assert_eq!(home.text("x.md"), format!("{text}in {{{{audience}}}}"));
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}
