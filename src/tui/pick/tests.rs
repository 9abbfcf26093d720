//! The picker without a terminal: keys and answers in, effects and frames out.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::CellWidth;
use ratatui::layout::Size;

use super::message::{Effect, Msg, Used};
use super::model::Model;
use super::view::view;
use crate::cache::Snapshot;
use crate::prompt::PromptId;
use crate::prompt::dialect::Dialects;
use crate::prompt::template::{Composition, Template};
use crate::search::search;
use crate::tui::message::Composed;
use crate::tui::tests::{World, default_keymap, id};
use crate::tui::view::Theme;
use crate::values::Earlier;

const BOOK: &[(&str, &str)] = &[
    ("code/review.md", "---\ntitle: Code review\n---\nReview {{diff}} in {{language}}.\n"),
    ("release.md", "# Release notes\nIn plain words.\n"),
    ("写作/周报.md", "# 周报\n写一份周报。\n"),
];

fn snapshot(book: &[(&str, &str)]) -> Arc<Snapshot> {
    Arc::clone(&World::of(book).model.snapshot)
}

fn model(typed: &str, width: u16, height: u16) -> Model {
    Model::new(typed, snapshot(&[]), Size { width, height }, default_keymap())
}

/// Tells the model of the whole book, and answers what it asks.
fn listed(model: &mut Model) -> Vec<Effect> {
    let effects = model.update(Msg::Published(snapshot(BOOK)));
    let mut rest = answered(model, effects);
    let effects = model.update(Msg::Listed);
    rest.extend(answered(model, effects));
    model.update(Msg::Drawn);
    rest
}

/// Answers the questions among the effects, and returns the others.
fn answered(model: &mut Model, effects: Vec<Effect>) -> Vec<Effect> {
    let mut rest = Vec::new();
    for effect in effects {
        match effect {
            Effect::Search(number, typed) => {
                let found = search(&model.snapshot, &typed);
                let effects = model.update(Msg::Found(number, found));
                rest.extend(answered(model, effects));
            }
            Effect::Show(id, revision, filling) => {
                let shown = filling.show(|_| Err("there is no such file".to_owned()));
                model.update(Msg::Shown(id, revision, Box::new(shown)));
            }
            other => rest.push(other),
        }
    }
    rest
}

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let effects = model.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    answered(model, effects)
}

fn frame(model: &Model) -> String {
    let Size { width, height } = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
    terminal.draw(|frame| view(frame, model, &Theme::new(true))).expect("a test backend does not fail");
    let buffer = terminal.backend().buffer().clone();
    let row = |y| {
        let mut line = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
        line.trim_end().to_owned()
    };
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

fn composed(name: &str) -> Msg {
    let (_, text) = BOOK.iter().find(|(known, _)| *known == name).expect("it is in the book");
    let template = Template::read(id(name), Arc::new(text.as_bytes().to_vec()), &Dialects::default());
    let composition = Arc::new(Composition::alone(Arc::new(template)));
    Msg::Composed(Box::new(Composed { composition, earlier: Earlier::default(), today: "2026-11-26".to_owned() }))
}

fn taken(effects: &[Effect]) -> Option<&PromptId> {
    match effects.last() {
        Some(Effect::Take(id)) => Some(id),
        _ => None,
    }
}

#[test]
fn enter_takes_what_is_marked_and_before_there_is_an_answer_waits_for_it() {
    let mut model = model("", 80, 15);
    listed(&mut model);
    press(&mut model, KeyCode::Down);
    assert_eq!(taken(&press(&mut model, KeyCode::Enter)), Some(&id("release.md")));

    let mut early = self::model("周", 80, 15);
    assert_eq!(press(&mut early, KeyCode::Enter), []);
    assert_eq!(taken(&listed(&mut early)), Some(&id("写作/周报.md")), "typed before the book was listed");
}

#[test]
fn enter_where_nothing_fits_ends_without_a_prompt_and_esc_leaves() {
    let mut model = model("zzz", 80, 15);
    listed(&mut model);
    assert_eq!(press(&mut model, KeyCode::Enter), [Effect::Nothing("zzz".to_owned())]);
    assert_eq!(press(&mut model, KeyCode::Esc), [Effect::Leave]);
}

#[test]
fn an_answer_to_what_was_typed_before_is_not_taken() {
    let mut model = model("", 80, 15);
    listed(&mut model);
    let asked = model.update(Msg::Key(KeyEvent::new(KeyCode::Char('周'), KeyModifiers::NONE)));
    let [Effect::Search(number, typed)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(typed, "周");
    model.update(Msg::Found(number - 1, vec![id("release.md")]));
    assert_eq!(model.answers().len(), 3);
    model.update(Msg::Found(*number, vec![id("写作/周报.md")]));
    assert_eq!(model.selected(), Some(&id("写作/周报.md")));
}

#[test]
fn a_form_keeps_its_values_on_the_way_back_and_is_not_taken_while_one_is_missing() {
    let mut model = model("", 80, 15);
    listed(&mut model);
    let effects = model.update(composed("code/review.md"));
    answered(&mut model, effects);
    for typed in "周报".chars() {
        press(&mut model, KeyCode::Char(typed));
    }
    press(&mut model, KeyCode::Esc);
    assert!(model.form().is_none());
    let effects = model.update(composed("code/review.md"));
    answered(&mut model, effects);
    assert!(frame(&model).contains("Review 周报 in"), "{}", frame(&model));
    for _ in 0..3 {
        press(&mut model, KeyCode::Enter);
    }
    assert!(model.said.as_ref().is_some_and(|said| said.contains("language")), "{:?}", model.said);
    for typed in "Go".chars() {
        press(&mut model, KeyCode::Char(typed));
    }
    press(&mut model, KeyCode::Enter);
    let effects = press(&mut model, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::Fill(name, _, _)] if *name == id("code/review.md")), "{effects:?}");
}

#[test]
fn what_is_typed_while_the_prompt_is_read_goes_into_its_form() {
    let mut model = model("review", 80, 15);
    listed(&mut model);
    assert!(taken(&press(&mut model, KeyCode::Enter)).is_some());
    for typed in "diff!".chars() {
        assert_eq!(press(&mut model, KeyCode::Char(typed)), []);
    }
    assert_eq!(model.field.text(), "review");
    let effects = model.update(composed("code/review.md"));
    answered(&mut model, effects);
    assert!(frame(&model).contains("Review diff! in"), "{}", frame(&model));
}

#[test]
fn a_prompt_that_asks_for_nothing_is_handed_over_at_once() {
    let mut model = model("", 80, 15);
    listed(&mut model);
    assert!(matches!(model.update(composed("release.md")).as_slice(), [Effect::Fill(..)]));
}

#[test]
fn it_is_drawn_at_any_size() {
    let mut empty = model("", 80, 15);
    let mut full = model("", 80, 15);
    listed(&mut full);
    let mut filled = model("", 80, 15);
    listed(&mut filled);
    let effects = filled.update(composed("code/review.md"));
    answered(&mut filled, effects);
    for model in [&mut empty, &mut full, &mut filled] {
        for width in (1..50).chain([71, 72, 100]) {
            for height in 1..20 {
                model.update(Msg::Size(Size { width, height }));
                frame(model);
            }
        }
    }
}

#[test]
fn beside_the_list_stands_the_preview_and_on_a_narrow_screen_beneath_it() {
    let mut model = model("", 80, 8);
    listed(&mut model);
    insta::assert_snapshot!(frame(&model), @r"
    / filter names, titles, #tag, in:folder                                 3 of 3
    > code/review.md  Code review  │ Code review
      release.md  Release notes    │
      写作/周报.md  周报           │
                                   │
                                   │
                                   │
    Enter take  Esc leave  ↑↓ move  Shift+↑↓ scroll
    ");
    model.update(Msg::Size(Size { width: 40, height: 10 }));
    let narrow = frame(&model);
    assert!(narrow.contains("3/3") && narrow.contains(" Code review ──"), "{narrow}");
}

#[test]
fn what_was_kept_of_a_secret_is_forgotten_although_nothing_else_was_given() {
    assert!(Used::default().is_empty());
    assert!(!Used { secrets: vec!["key".to_owned()], ..Used::default() }.is_empty());
}
