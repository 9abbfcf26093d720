//! Text for other programs: the system's clipboard where this session has one, in tmux by tmux itself, else the
//! terminal's by OSC 52, which also reaches the person's own machine over SSH.

use std::io::Write;
use std::process::{Command, Stdio};

use super::super::wording::count;

/// The longest text that is sent by OSC 52, in bytes: terminals drop longer ones without a word (100 000 characters of
/// base64 is the usual limit).
const OSC52_MOST: usize = 74_994;

/// By which way a text reaches a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A program that keeps the text after promptbook has ended.
    Program(&'static [&'static str]),
    /// The terminal itself.
    Terminal,
}

/// The ways to try, in order. `variable` reads the environment.
pub fn ways(variable: impl Fn(&str) -> Option<String>) -> Vec<Way> {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let mut ways = Vec::new();
    // Over SSH a clipboard program would fill the clipboard of the wrong machine.
    let remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    if is_set("TMUX") {
        // tmux passes OSC 52 on only where it is told to; asked itself, it hands the text to the terminal around it.
        ways.push(Way::Program(&["tmux", "load-buffer", "-w", "-"]));
    } else if !remote {
        if is_set("WAYLAND_DISPLAY") {
            ways.push(Way::Program(&["wl-copy"]));
        }
        if is_set("DISPLAY") {
            ways.push(Way::Program(&["xclip", "-selection", "clipboard"]));
            ways.push(Way::Program(&["xsel", "--clipboard", "--input"]));
        }
        if cfg!(target_os = "macos") {
            ways.push(Way::Program(&["pbcopy"]));
        }
    }
    ways.push(Way::Terminal);
    ways
}

/// Gives `text` to a clipboard program.
///
/// # Errors
/// One sentence when it is not installed or fails.
pub fn give(program: &[&str], text: &str) -> Result<(), String> {
    let name = program[0];
    let mut child = Command::new(name)
        .args(&program[1..])
        .stdin(Stdio::piped())
        // These programs stay in the background as long as they own the clipboard, and would hold the screen open.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let mut input = child.stdin.take().ok_or_else(|| format!("{name} takes no input"))?;
    input.write_all(text.as_bytes()).map_err(|error| format!("{name}: {error}"))?;
    drop(input);
    let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// What is said of a text that was copied by `way`.
pub fn said(way: Way, text: &str) -> String {
    let characters = count(text.chars().count() as u64);
    match way {
        Way::Program(["tmux", ..]) => {
            format!("Copied {characters} characters (tmux, and by it the terminal's clipboard). Not there? Print it")
        }
        Way::Program(program) => format!("Copied {characters} characters (system clipboard, {})", program[0]),
        Way::Terminal => {
            format!("Copied {characters} characters (terminal clipboard, OSC 52). Not there? Print it")
        }
    }
}

/// Why `text` cannot go by OSC 52, if it cannot.
pub fn too_long(text: &str) -> Option<String> {
    (text.len() > OSC52_MOST).then(|| {
        format!(
            "{} bytes are too many for the terminal's clipboard ({} at most). Print them",
            count(text.len() as u64),
            count(OSC52_MOST as u64)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways_with(set: &[&str]) -> Vec<Way> {
        ways(|name| set.contains(&name).then(|| "x".to_owned()))
    }

    #[test]
    fn over_ssh_only_the_terminal_is_asked_and_in_tmux_tmux_comes_first() {
        assert_eq!(ways_with(&["DISPLAY", "SSH_CONNECTION"]), [Way::Terminal]);
        let tmux = Way::Program(&["tmux", "load-buffer", "-w", "-"]);
        assert_eq!(ways_with(&["WAYLAND_DISPLAY", "TMUX"]), [tmux, Way::Terminal]);
    }

    #[test]
    fn on_a_desktop_its_own_clipboard_comes_first() {
        assert_eq!(ways_with(&["WAYLAND_DISPLAY"])[0], Way::Program(&["wl-copy"]));
        assert_eq!(ways_with(&["DISPLAY"])[0], Way::Program(&["xclip", "-selection", "clipboard"]));
        assert_eq!(ways_with(&["DISPLAY"]).last(), Some(&Way::Terminal));
    }

    #[test]
    fn a_program_that_is_not_there_or_fails_is_named() {
        assert!(give(&["promptbook-no-such-program"], "x").is_err_and(|why| why.contains("no-such-program")));
        assert!(give(&["false"], "").is_err());
        assert_eq!(give(&["true"], ""), Ok(()));
    }

    #[test]
    fn a_text_too_long_for_the_terminal_is_refused_in_words() {
        assert_eq!(too_long("short"), None);
        assert!(too_long(&"x".repeat(74_995)).is_some_and(|why| why.contains("74 995")));
    }
}
