//! Values as templates get them.

use super::*;

#[test]
fn a_text_becomes_what_its_argument_is() {
    assert_eq!(typed("3", Kind::Number, &[], false, Computes::Nothing), serde_json::json!(3));
    assert_eq!(typed("0.5", Kind::Number, &[], false, Computes::Nothing), serde_json::json!(0.5));
    assert_eq!(typed("true", Kind::Boolean, &[], false, Computes::Nothing), serde_json::json!(true));
    assert_eq!(typed("a, b", Kind::MultiChoice, &[], false, Computes::Nothing), serde_json::json!(["a", "b"]));
    assert_eq!(typed("[1]", Kind::MultiChoice, &[], false, Computes::Nothing), serde_json::json!([1]));
    assert_eq!(typed("{\"a\": 1}", Kind::Text, &[], true, Computes::Nothing), serde_json::json!({"a": 1}));
    assert_eq!(typed("{\"a\": 1}", Kind::Text, &[], false, Computes::Nothing), serde_json::json!("{\"a\": 1}"));
    assert_eq!(typed("3", Kind::Text, &[], true, Computes::Nothing), serde_json::json!("3"));
}

#[test]
fn a_number_is_written_as_it_was_typed() {
    for text in ["1.50", "12345678901234567890123", "-1e3"] {
        assert_eq!(typed(text, Kind::Number, &[], false, Computes::Nothing), serde_json::json!(text));
    }
    assert_eq!(typed("0.00", Kind::Number, &[], false, Computes::Nothing), serde_json::json!(0.0));
    assert_eq!(typed("1.50", Kind::Number, &[], false, Computes::Fractions), serde_json::json!(1.5));
    assert_eq!(typed("1.50", Kind::Number, &[], false, Computes::All), serde_json::json!(1.5));
    assert_eq!(
        typed("12345678901234567890123", Kind::Number, &[], false, Computes::Fractions),
        serde_json::json!("12345678901234567890123")
    );
}

#[test]
fn a_choice_with_a_comma_in_it_is_one_item() {
    let choices = ["a", "b", "b, c"].map(str::to_owned);
    assert_eq!(
        typed("b, c, a", Kind::MultiChoice, &choices, false, Computes::Nothing),
        serde_json::json!(["b, c", "a"])
    );
    assert_eq!(typed("a,b", Kind::MultiChoice, &choices, false, Computes::Nothing), serde_json::json!(["a", "b"]));
}
