//! Other programs at work: clipboards and editors.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::check::{plain, variable};
use crate::support::home::Home;
use crate::support::{Launch, Terminal};

const TEXT: &str = "请写一份简洁的周报。\nKeep it short.\n";

fn home() -> Home {
    Home::with(&[("写作/周报.md", TEXT), ("x.md", "Text.\n")])
}

fn opened(home: &Home, variables: Vec<(String, String)>) -> Terminal {
    let mut screen = home.open(&Launch { variables, ..plain() });
    screen.select("周报.md");
    screen.row_with(&["Keep it short."]);
    screen
}

/// What was sent to the terminal's clipboard.
fn osc52(screen: &Terminal) -> Option<String> {
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    let (_, after) = raw.rsplit_once("\x1b]52;c;")?;
    let encoded = after.split(['\x07', '\x1b']).next()?;
    let bytes = STANDARD.decode(encoded).expect("it is base64");
    Some(String::from_utf8(bytes).expect("it is the prompt's text"))
}

#[test]
fn over_ssh_and_in_tmux_the_terminal_takes_the_copy() {
    for name in ["SSH_CONNECTION", "TMUX"] {
        let home = home();
        let mut screen = opened(&home, vec![variable(name, "something"), variable("DISPLAY", ":0")]);
        screen.key("y");
        screen.wait_for("Copied 26 characters (terminal clipboard, OSC 52)");
        assert_eq!(osc52(&screen).as_deref(), Some(TEXT), "{name}");
        screen.quit();
    }
}

#[test]
fn on_a_desktop_the_clipboard_program_takes_the_copy() {
    let home = home();
    home.script("xclip", "cat > \"$HOME/clipboard\"");
    let path = format!("{}:{}", home.path().join("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut screen = opened(&home, vec![variable("DISPLAY", ":0"), variable("PATH", path)]);
    screen.key("Enter");
    screen.wait_for("Copied 26 characters (system clipboard, xclip)");
    assert_eq!(fs::read_to_string(home.path().join("clipboard")).expect("xclip ran"), TEXT);
    assert_eq!(osc52(&screen), None);
    screen.quit();
}

#[test]
fn where_no_clipboard_program_is_installed_the_terminal_takes_the_copy() {
    let home = home();
    let nothing = home.path().join("nothing");
    let mut screen = opened(&home, vec![variable("DISPLAY", ":0"), variable("PATH", nothing)]);
    screen.key("y");
    screen.wait_for("Copied 26 characters (terminal clipboard, OSC 52)");
    assert_eq!(osc52(&screen).as_deref(), Some(TEXT));
    screen.quit();
}

#[test]
fn an_editor_outside_has_the_terminal_to_itself_and_changes_the_file() {
    let home = home();
    let editor =
        home.script("my editor", "printf 'EDITING %s' \"$1\"\nread -r line\nprintf '%s\\n' \"$line\" >> \"$1\"");
    let command = format!("'{}'", editor.display());
    let mut screen = opened(&home, vec![variable("EDITOR", command)]);
    screen.key("E");
    screen.wait_for("EDITING");
    // Keys of the screen mean nothing here.
    screen.type_text("qqq 追加的一行\r");
    screen.row_with(&["│qqq 追加的一行"]);
    assert_eq!(home.text("写作/周报.md"), format!("{TEXT}qqq 追加的一行\n"));
    screen.quit();
}

#[test]
fn an_editor_outside_works_on_the_unsaved_text_of_a_draft() {
    let home = home();
    let editor = home.script("append", "printf '编辑器加的\\n' >> \"$1\"");
    let mut screen = opened(&home, vec![variable("VISUAL", editor)]);
    screen.edit("写作/周报.md");
    screen.type_text("草稿:");
    screen.row_with(&["草稿:请写一份"]);
    screen.key("F4");
    screen.wait_for("has the text of your editor");
    screen.row_with(&["编辑器加的"]);
    assert_eq!(home.text("写作/周报.md"), TEXT);
    screen.key("F2");
    screen.wait_for("Saved 写作/周报.md");
    assert_eq!(home.text("写作/周报.md"), format!("草稿:{TEXT}编辑器加的\n"));
    screen.key("Esc");
    screen.wait_for("2 Preview");
    screen.quit();
}

#[test]
fn an_editor_that_is_missing_or_fails_is_named_and_the_screen_goes_on() {
    let home = home();
    let mut screen = opened(&home, Vec::new());
    screen.key("E");
    screen.wait_for("Neither VISUAL nor EDITOR is set");
    screen.quit();

    let mut screen = opened(&home, vec![variable("EDITOR", "no-such-editor")]);
    screen.key("E");
    screen.wait_for("no-such-editor could not be started");
    screen.quit();
    assert_eq!(home.text("写作/周报.md"), TEXT);
}
