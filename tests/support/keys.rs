//! What a terminal sends for a key.

/// The bytes of the key with this name, as xterm sends them.
///
/// # Panics
/// When there is no such key.
pub fn bytes_of(name: &str) -> Vec<u8> {
    let named: &[u8] = match name {
        "Enter" => b"\r",
        // As terminals with kitty's protocol send it, which the program asks for: the bare byte would make one key
        // with whatever is typed right after it.
        "Esc" => b"\x1b[27u",
        "Tab" => b"\t",
        "Shift+Tab" => b"\x1b[Z",
        "Space" => b" ",
        "Backspace" => b"\x7f",
        "Del" => b"\x1b[3~",
        "Home" => b"\x1b[H",
        "End" => b"\x1b[F",
        "Ctrl+Home" => b"\x1b[1;5H",
        "Ctrl+End" => b"\x1b[1;5F",
        "PgUp" => b"\x1b[5~",
        "PgDn" => b"\x1b[6~",
        "↑" => b"\x1b[A",
        "↓" => b"\x1b[B",
        "→" => b"\x1b[C",
        "←" => b"\x1b[D",
        "Shift+→" => b"\x1b[1;2C",
        "F1" => b"\x1bOP",
        "F2" => b"\x1bOQ",
        "F3" => b"\x1bOR",
        "F4" => b"\x1bOS",
        "F5" => b"\x1b[15~",
        "F6" => b"\x1b[17~",
        "F7" => b"\x1b[18~",
        "F8" => b"\x1b[19~",
        "F12" => b"\x1b[24~",
        _ => b"",
    };
    if !named.is_empty() {
        return named.to_vec();
    }
    if let Some(letter) = name.strip_prefix("Ctrl+").filter(|letter| letter.len() == 1) {
        return vec![letter.as_bytes()[0].to_ascii_lowercase() & 0x1f];
    }
    assert_eq!(name.chars().count(), 1, "{name} is no key that is known here");
    name.as_bytes().to_vec()
}
