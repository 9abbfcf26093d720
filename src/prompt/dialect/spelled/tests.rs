//! Strings and where their bytes stand.

use super::*;

/// Each byte of the text with the bytes of the file that it has as its place.
fn places(spelled: &Spelled, text: &str) -> Vec<(String, String)> {
    let characters = spelled.text.char_indices();
    characters.map(|(at, c)| (c.to_string(), text[spelled.span(at..at + c.len_utf8())].to_owned())).collect()
}

#[test]
fn a_decoder_that_disagrees_leaves_the_string_as_one_place() {
    let spelled = Spelled::yaml("a # b", 0..5, 5, "a");
    assert_eq!((spelled.text.as_str(), spelled.span(0..1)), ("a", 0..5));
}

#[test]
fn each_character_has_the_bytes_that_spell_it() {
    let text = "\"a\\tb\\u00e9c\"";
    let spelled = Spelled::toml(text, 0..text.len(), "a\tbéc");
    let expected = [("a", "a"), ("\t", "\\t"), ("b", "b"), ("é", "\\u00e9"), ("c", "c")];
    assert_eq!(places(&spelled, text), expected.map(|(c, raw)| (c.to_owned(), raw.to_owned())));
}

#[test]
fn every_kind_of_scalar_is_decoded_as_its_reader_decodes_it() {
    let scalars = [
        "plain words",
        "plain words\n  that are folded\n\n  twice",
        "'it''s'",
        "'a\n\n\n  b'",
        "\"a\\x41\\\"\\/\\_ b\n  c\"",
        "|\n  a\n   b\n\n  c\n\n",
        "|+\n  a\n\n",
        "|-\n  a\n",
        ">\n  a\n  b\n\n  c\n   more\n  d\n\n\n  e\n",
        ">-\n  a\n\n   more\n\n  b\n",
        "|2\n    a\n  b\n",
        "|\n  a # no comment\n",
        "|\r\n  a\r\n  b\r\n",
        ">\r\n  a\r\n  b\r\n\r\n  c\r\n",
    ];
    for scalar in scalars {
        let text = format!("k: {scalar}");
        let fields: serde_json::Value = yaml_serde::from_str(&text).expect("it is YAML");
        let value = fields["k"].as_str().expect("it is text").to_owned();
        let end = text.len();
        let decoded = yaml::decode(&text, 3..text.trim_end().len(), end).expect("it is decoded");
        assert_eq!(decoded.text, value, "{scalar:?}");
    }
}
