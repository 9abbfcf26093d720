//! What is written down while a person types, and what becomes of it at the next start.

use super::{BOOK, World, ends, id};
use crate::drafts::{Caret, Draft, Editor, LeftBehind};
use crate::tui::message::{Effect, Msg, Then};
use crate::tui::model::draft::Disk;
use crate::tui::model::{Asked, Overlay, Question};

fn journal(world: &mut World) -> Vec<Effect> {
    std::mem::take(&mut world.journal)
}

fn left(name: &str, base: &str, text: &str) -> LeftBehind {
    let caret = Caret { line: 1, column: 2 };
    LeftBehind::nowhere(Draft { id: id(name), base: base.into(), text: text.into(), caret, at: 0 })
}

#[test]
fn every_change_of_a_text_is_to_be_written_down_and_looking_at_it_is_not() {
    let mut world = World::of(BOOK);
    world.press("e");
    assert_eq!(journal(&mut world), [Effect::Enter(id("a.md"))], "others are told, and nothing is unsaved");
    world.press("x");
    assert_eq!(journal(&mut world), [Effect::Journal(id("a.md"))]);
    world.press("→ ← Shift+→");
    world.send(Msg::Tick(7));
    assert_eq!(journal(&mut world), []);
    world.press("y");
    assert_eq!(journal(&mut world), [Effect::Journal(id("a.md"))]);
    world.press("Ctrl+Z");
    assert_eq!(journal(&mut world), [Effect::Journal(id("a.md"))], "undo, too, is a change");
}

#[test]
fn what_is_saved_or_as_it_was_is_not_written_down_any_more() {
    let mut world = World::of(BOOK);
    world.press("e x Backspace");
    assert_eq!(journal(&mut world).last(), Some(&Effect::Forget(id("a.md"))));
    world.press("x F2");
    assert_eq!(journal(&mut world), [Effect::Journal(id("a.md"))], "a save that is under way may fail");
    world.answer();
    assert_eq!(journal(&mut world), [Effect::Forget(id("a.md"))]);
    world.press("Esc");
    assert_eq!(journal(&mut world), [Effect::Leave(id("a.md"))]);
}

#[test]
fn what_is_saved_on_the_way_out_is_forgotten_before_the_end() {
    let mut world = World::of(BOOK);
    world.press("e x Esc q s");
    assert!(ends(&world.answer()));
    assert_eq!(journal(&mut world).iter().filter(|effect| **effect == Effect::Forget(id("a.md"))).count(), 1);
}

#[test]
fn a_draft_that_is_given_up_on_the_way_out_is_not_offered_again() {
    let mut world = World::of(BOOK);
    world.press("e x Esc q d");
    assert!(ends(&world.answer()));
    assert!(journal(&mut world).contains(&Effect::Forget(id("a.md"))));
}

#[test]
fn a_draft_goes_on_under_another_name() {
    let mut world = World::of(BOOK);
    world.press("e x Esc r");
    world.press("Backspace Backspace Backspace Backspace");
    world.type_text("z.md");
    world.press("Enter");
    journal(&mut world);
    world.answer();
    let told = journal(&mut world);
    for effect in
        [Effect::Forget(id("a.md")), Effect::Journal(id("z.md")), Effect::Leave(id("a.md")), Effect::Enter(id("z.md"))]
    {
        assert!(told.contains(&effect), "{effect:?} in {told:?}");
    }
}

#[test]
fn who_edits_the_same_prompt_elsewhere_is_said() {
    let mut world = World::of(BOOK);
    world.press("e");
    world.send(Msg::EditedElsewhere(id("a.md"), Editor { pid: 4711 }));
    assert!(world.said().contains("another promptbook") && world.said().contains("4711"), "{}", world.said());
}

#[test]
fn drafts_of_an_earlier_run_are_offered_and_go_on_where_they_were() {
    let mut world = World::of(BOOK);
    let found = left("a.md", "# A\nfirst\n", "# A\nfirst, and more\n");
    world.send(Msg::LeftBehind(vec![found.clone()]));
    assert_eq!(world.model.question, Some(Question::Left(Asked::Open)));
    world.press("r");
    world.answer();
    assert_eq!(world.draft("a.md").as_deref(), Some("# A\nfirst, and more\n"));
    assert_eq!((&world.model.editing, world.model.question.is_none()), (&Some(id("a.md")), true));
    let draft = &world.model.drafts[&id("a.md")];
    assert_eq!(draft.editor.caret(), (1, 2));
    assert!(matches!(draft.disk(), Disk::Same), "the file is as it was");
    assert!(journal(&mut world).contains(&Effect::Adopt(found)));
    world.press("F2");
    world.answer();
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst, and more\n"));
}

#[test]
fn a_restored_draft_whose_file_has_changed_or_gone_since_is_no_silent_overwrite() {
    let mut world = World::of(BOOK);
    world.send(Msg::LeftBehind(vec![left("a.md", "# A\nolder\n", "# A\nmine\n")]));
    world.press("r");
    world.answer();
    assert!(matches!(world.model.drafts[&id("a.md")].disk(), Disk::Changed(_)));
    world.press("F2");
    assert_eq!(world.model.question, Some(Question::Conflict(id("a.md"))));
    assert_eq!(world.disk.text("a.md").as_deref(), Some("# A\nfirst\n"));

    let mut world = World::of(BOOK);
    world.send(Msg::LeftBehind(vec![left("gone.md", "# Gone\n", "# Gone\nmine\n")]));
    world.press("r");
    world.answer();
    assert!(matches!(world.model.drafts[&id("gone.md")].disk(), Disk::Gone));
    world.press("F2");
    world.answer();
    assert_eq!(world.disk.text("gone.md").as_deref(), Some("# Gone\nmine\n"));
}

#[test]
fn drafts_of_an_earlier_run_are_compared_and_decided_about_one_after_the_other() {
    let mut world = World::of(BOOK);
    let found = [
        left("a.md", "# A\nolder\n", "# A\nmine\n"),
        left("code/commit.md", "", "new\n"),
        left("code/review.md", "", "third\n"),
    ];
    world.send(Msg::LeftBehind(found.to_vec()));
    world.press("c");
    let Some(Overlay::Compare(compare)) = &world.model.overlay else { panic!("nothing is compared") };
    assert_eq!((compare.id.to_string(), compare.view.labels().0), ("a.md".to_owned(), "on disk"));
    world.press("Esc");
    assert_eq!(world.model.question, Some(Question::Left(Asked::Open)));
    world.press("r");
    world.answer();
    assert_eq!((world.draft("a.md").as_deref(), world.model.left.len()), (Some("# A\nmine\n"), 2));
    world.press("d");
    assert_eq!(world.press("d r"), [], "keys that come too early are none of the list");
    world.answer();
    assert_eq!(
        (world.disk.kept.len(), world.model.left.len(), world.disk.text("code/commit.md").is_some()),
        (1, 1, true)
    );
    world.press("r");
    world.answer();
    assert_eq!((world.model.left.len(), &world.model.editing), (0, &Some(id("code/review.md"))));
    assert_eq!(world.model.question, None);
}

#[test]
fn drafts_that_are_discarded_go_to_the_history_first() {
    let mut world = World::of(BOOK);
    let found = left("a.md", "# A\nfirst\n", "mine\n");
    world.send(Msg::LeftBehind(vec![found.clone()]));
    let effects = world.press("d");
    assert!(matches!(&effects[..], [Effect::Keep { then: Then::Settle, .. }]), "{effects:?}");
    world.fail();
    assert_eq!((journal(&mut world), world.model.left.len(), &world.model.question), (Vec::new(), 1, &None));
    world.send(Msg::LeftBehind(Vec::new()));
    world.press("d");
    world.answer();
    assert_eq!(world.disk.kept, [(id("a.md"), b"mine\n".to_vec())]);
    assert_eq!(journal(&mut world), [Effect::Settle(found)]);
}

#[test]
fn drafts_that_are_not_decided_about_stay_and_nothing_is_asked_in_the_middle_of_typing() {
    let mut world = World::of(BOOK);
    world.send(Msg::LeftBehind(vec![left("a.md", "", "mine")]));
    world.press("Esc");
    assert_eq!((world.model.question.is_none(), world.model.drafts.len(), journal(&mut world).len()), (true, 0, 0));
    assert!(world.said().contains("next start"));

    let mut world = World::of(BOOK);
    world.press("e");
    world.send(Msg::LeftBehind(vec![left("b.md", "", "mine")]));
    assert_eq!(world.model.question, None);
    assert!(world.said().contains("1 draft left unsaved"), "{}", world.said());
}
