//! A value as one word for a shell, spelled as the npm package `shell-quote` spells it, which Gemini uses.

/// `value` as one word. An empty value is nothing.
pub(super) fn quoted(value: &[u8]) -> Vec<u8> {
    let has = |found: fn(u8) -> bool| value.iter().copied().any(found);
    let has_space = String::from_utf8_lossy(value).chars().any(|c| c.is_whitespace() || c == '\u{feff}');
    if (has_space || has(|byte| matches!(byte, b'"' | b'\\'))) && !has(|byte| byte == b'\'') {
        return [b"'", value, b"'"].concat();
    }
    if has_space || has(|byte| matches!(byte, b'"' | b'\'')) {
        let mut word = vec![b'"'];
        for byte in value {
            if matches!(byte, b'"' | b'\\' | b'$' | b'`' | b'!') {
                word.push(b'\\');
            }
            word.push(*byte);
        }
        word.push(b'"');
        return word;
    }
    let is_special = |byte: u8| b"#!\"$&'()*,:;<=>?@[\\]^`{|}".contains(&byte);
    let mut word = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at).copied() {
        // The colon of `C:` stays bare before another special byte.
        let is_drive = byte.is_ascii_alphabetic()
            && value.get(at + 1) == Some(&b':')
            && value.get(at + 2).is_some_and(|next| is_special(*next));
        if is_drive {
            word.extend([byte, b':', b'\\', value[at + 2]]);
            at += 3;
            continue;
        }
        if is_special(byte) {
            word.push(b'\\');
        }
        word.push(byte);
        at += 1;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_value_is_one_word_of_the_shell_whatever_is_in_it() {
        let cases: [(&[u8], &[u8]); 8] = [
            (b"a", b"a"),
            (b"", b""),
            (b"a b", b"'a b'"),
            (b"a;rm", b"a\\;rm"),
            (b"it's $1", b"\"it's \\$1\""),
            (b"a'b", b"\"a'b\""),
            (b"$(x)", b"\\$\\(x\\)"),
            (b"\xff|", b"\xff\\|"),
        ];
        for (value, expected) in cases {
            assert_eq!(quoted(value), expected, "{}", value.escape_ascii());
        }
    }
}
