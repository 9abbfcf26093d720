//! The text beside the fields goes to the place of the field with the keyboard.

use super::*;

const AREAS: [Rect; 2] = [AREA, Rect::new(0, 0, 120, 36)];

/// A prompt of 200 lines; `first` stands near its beginning, `middle` and `beside` on lines next to each other, `last` at
/// the end, all of it in Chinese.
fn long() -> String {
    let line = |n: usize| match n {
        1 => "一 {{first}}\n".to_owned(),
        100 => "百 {{middle}}\n".to_owned(),
        102 => "百二 {{beside}}\n".to_owned(),
        199 => "末 {{last}} {{middle}}\n".to_owned(),
        n => format!("第 {n} 行，写一份周报。\n"),
    };
    (0..200).map(line).collect()
}

fn rows(hand: &Hand, area: Rect) -> Vec<String> {
    let (width, height) = places::Places::of(area, hand.form.shows).result_size().expect("the text is on the screen");
    let row = |runs: Vec<passage::Run>| runs.into_iter().map(|run| run.shown).collect::<String>();
    hand.form.passage().visible(width, height).into_iter().map(row).collect()
}

fn sees(hand: &Hand, area: Rect, wanted: &str) -> bool {
    rows(hand, area).iter().any(|row| row.contains(wanted))
}

#[test]
fn the_first_place_of_the_field_with_the_keyboard_is_in_sight_and_what_is_in_sight_keeps_still() {
    for area in AREAS {
        let mut hand = form(&long());
        hand.area = area;
        hand.show();
        assert!(sees(&hand, area, "一 {{first}}") && !sees(&hand, area, "{{middle}}"));
        hand.press("Tab");
        assert!(sees(&hand, area, "百 {{middle}}"), "{:?}", rows(&hand, area));
        let before = rows(&hand, area);
        hand.press("Tab");
        assert_eq!(rows(&hand, area), before, "the line below is in sight already");
        hand.press("Tab");
        assert!(sees(&hand, area, "末 {{last}}"));
        hand.press("Tab");
        assert!(sees(&hand, area, "末 {{last}}"), "a button stands nowhere in the text");
        hand.press("Shift+Tab Shift+Tab");
        assert!(sees(&hand, area, "百二 {{beside}}"));
    }
}

#[test]
fn what_is_typed_is_in_sight_as_far_as_there_is_room() {
    let mut hand = form(&format!("---\nargs:\n  first: {{}}\n  middle: {{kind: multiline}}\n---\n{}", long()));
    hand.press("Tab");
    for n in 0..30 {
        hand.type_text(&format!("行 {n}"));
        hand.press("Enter");
        assert!(sees(&hand, AREA, "百 行 0"), "{n}: {:?}", rows(&hand, AREA));
        assert!(n > 12 || sees(&hand, AREA, &format!("行 {n}")), "{n}: {:?}", rows(&hand, AREA));
    }
}

#[test]
fn a_person_who_scrolls_is_left_alone_until_another_field_has_the_keyboard() {
    let mut hand = form(&long());
    hand.press("Tab PgDn");
    let scrolled = rows(&hand, AREA);
    assert!(!sees(&hand, AREA, "{{middle}}"));
    hand.type_text("值");
    assert_eq!(rows(&hand, AREA), scrolled);
    hand.press("Tab Shift+Tab");
    assert!(sees(&hand, AREA, "百 值"));
}

#[test]
fn a_narrow_screen_goes_to_the_place_when_it_shows_the_text() {
    let mut hand = form(&long());
    hand.area = Rect::new(0, 0, 40, 9);
    hand.press("Tab PgDn F8");
    assert!(sees(&hand, hand.area, "百 {{middle}}"), "a key that scrolls what is not on the screen does nothing");
    hand.press("PgDn F8 F8");
    assert!(!sees(&hand, hand.area, "百 {{middle}}"));
}

#[test]
fn a_place_behind_bytes_that_are_not_text_and_one_in_a_template_language_are_found() {
    let mut raw = b"\xff\n".repeat(60);
    raw.extend_from_slice(long().as_bytes());
    let template = |name: &str, raw: Vec<u8>| {
        let id = PromptId::new(name).expect("a name");
        Arc::new(Composition::alone(Arc::new(Template::read(id, Arc::new(raw), &Dialects::default()))))
    };
    let mut hand = form("x");
    hand.form = Form::new(template("a.md", raw), Earlier::default(), "2026-11-26");
    hand.press("Tab");
    assert!(sees(&hand, AREA, "百 {{middle}}"));
    hand.form = Form::new(template("a.prompt", long().into_bytes()), Earlier::default(), "2026-11-26");
    hand.go_to("middle");
    hand.show();
    assert!(sees(&hand, AREA, "百 {{middle}}"), "{:?}", rows(&hand, AREA));
    hand.type_text("值");
    assert!(sees(&hand, AREA, "百 值"));
}
