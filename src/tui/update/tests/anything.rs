//! Whatever is pressed, pasted, clicked, answered or changed by other programs, in any order: nothing panics, and no
//! text that a person typed is lost.

use crossterm::event::{KeyModifiers, MouseButton, MouseEventKind};
use proptest::prelude::*;

use super::{BOOK, Luck, World, id};
use crate::history::Change;
use crate::library::{EventKind, Undone};
use crate::prompt::PromptId;
use crate::tokens::Vocabulary;
use crate::tui::keymap::Key;
use crate::tui::message::{Effect, Msg};
use crate::tui::model::draft::Draft;
use crate::tui::model::{Keyboard, Leaving, Overlay};

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    Key(&'static str),
    Paste(String),
    Mouse(MouseEventKind, u16, u16),
    Resize(u16, u16),
    /// Another program writes or removes one of a few files; the library may have seen it or not.
    Write {
        name: usize,
        text: &'static str,
        seen: bool,
    },
    Remove(usize),
    /// One of the effects that wait is done, and its answer waits.
    Perform(usize, Luck),
    /// One of the answers that wait arrives: not always the oldest.
    Answer(usize),
    /// The snapshot as it is now arrives, or one from before.
    Publish,
    PublishOld(usize),
    Listed,
    Tick,
    /// Nobody types for a moment.
    Pause,
    /// An editor outside comes back with a text, whether or not one was asked for.
    Outside(usize, &'static str),
    Terminate,
}

const NAMES: [&str; 4] = ["a.md", "code/review.md", "写作/周报.md", "new.md"];

fn key() -> impl Strategy<Value = &'static str> {
    let letters = "j k h l g G e E y Y p n N c r m d D u v z K M R L / ? : q 1 2 i s t x o { { > 周 é ／ ｅ";
    let named = "Enter Esc Tab Shift+Tab Backspace Del ↑ ↓ ← → Home End PgUp PgDn Space F1 F2 F3 F4 F5 F6 F7 F8 F12";
    let control = "Ctrl+S Ctrl+C Ctrl+V Ctrl+X Ctrl+A Ctrl+Z Ctrl+Y Ctrl+U Ctrl+F Ctrl+W Ctrl+O Ctrl+R Ctrl+L Ctrl+N";
    // What leads to drafts, saves and questions.
    // What leads to forms, and through them.
    let forms = "Enter Enter Tab Shift+Tab | Y x Esc F5 F7 ↓";
    let drafts = "e x F2 Esc o t d s r Enter j F7 m c n";
    let of = |names: &'static str| proptest::sample::select(names.split(' ').collect::<Vec<_>>());
    prop_oneof![5 => of(letters), 3 => of(named), 6 => of(drafts), 3 => of(forms), 1 => of(control)]
}

fn step() -> impl Strategy<Value = Step> {
    let luck = prop_oneof![3 => Just(Luck::Good), 1 => Just(Luck::Bad)];
    let text = proptest::sample::select(vec!["theirs\n", "other\n", "# A\nfirst\n", ""]);
    let mouse = proptest::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::Moved,
    ]);
    let pastes = vec!["text", "{{", "{{lang}} {{> ", "一\n二\r\n", "\u{1b}[2J\u{202e}", "new", "../x", ""];
    prop_oneof![
        40 => key().prop_map(Step::Key),
        2 => proptest::sample::select(pastes).prop_map(|text| Step::Paste(text.to_owned())),
        3 => (mouse, 0..130u16, 0..50u16).prop_map(|(kind, x, y)| Step::Mouse(kind, x, y)),
        2 => (0..130u16, 0..50u16).prop_map(|(width, height)| Step::Resize(width, height)),
        4 => (0..4usize, text.clone(), any::<bool>()).prop_map(|(name, text, seen)| Step::Write { name, text, seen }),
        1 => (0..4usize).prop_map(Step::Remove),
        14 => (0..4usize, luck).prop_map(|(at, luck)| Step::Perform(at, luck)),
        14 => (0..4usize).prop_map(Step::Answer),
        8 => Just(Step::Publish),
        1 => (0..4usize).prop_map(Step::PublishOld),
        1 => Just(Step::Listed),
        1 => Just(Step::Tick),
        6 => Just(Step::Pause),
        1 => (0..4usize, text).prop_map(|(name, text)| Step::Outside(name, text)),
        1 => proptest::bool::weighted(0.1).prop_map(|ends| if ends { Step::Terminate } else { Step::Tick }),
    ]
}

/// The world, and what is known of every text.
struct Watched {
    world: World,
    /// Answers that have not arrived yet.
    answers: Vec<Msg>,
    /// Snapshots of before.
    old: Vec<Msg>,
    /// Texts that were saved or put in the trash, as the model has been told.
    safe: Vec<String>,
    second: u64,
}

impl Watched {
    fn new() -> Watched {
        let mut world = World::unlisted(BOOK);
        world.model.tokens.vocabulary = Some(Vocabulary::O200k);
        Watched { world, answers: Vec::new(), old: Vec::new(), safe: Vec::new(), second: 0 }
    }

    fn take(&mut self, step: Step) {
        let world = &mut self.world;
        match step {
            Step::Key(name) => self.send(Msg::Key(Key::parse(name).expect("it is a key").event())),
            Step::Paste(text) => self.send(Msg::Paste(text)),
            Step::Mouse(kind, column, row) => {
                let event = crossterm::event::MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
                self.send(Msg::Mouse(event));
            }
            Step::Pause => {
                if let Some((subject, _)) = world.model.resting() {
                    self.send(Msg::Paused(subject));
                }
            }
            Step::Resize(width, height) => self.send(Msg::Resize(width, height)),
            Step::Write { name, text, seen: true } => world.disk.write(NAMES[name], text),
            Step::Write { name, text, seen: false } => world.disk.write_unseen(NAMES[name], text),
            Step::Remove(name) => world.disk.remove(NAMES[name]),
            Step::Perform(at, luck) => self.perform(at, luck),
            Step::Answer(at) if !self.answers.is_empty() => {
                let answer = self.answers.remove(at % self.answers.len());
                self.send(answer);
            }
            Step::Answer(_) => {}
            Step::Publish => {
                let published = world.disk.published();
                self.old.push(published.clone());
                self.send(published);
            }
            Step::PublishOld(at) if !self.old.is_empty() => self.send(self.old[at % self.old.len()].clone()),
            Step::PublishOld(_) => {}
            Step::Listed => {
                let kind = EventKind::Listed { found: 4, skipped: 0, took: std::time::Duration::ZERO };
                let event = crate::library::Event { number: 0, at: std::time::UNIX_EPOCH, kind };
                self.send(Msg::Happened(event, String::new()));
            }
            Step::Tick => {
                self.second += 1;
                self.send(Msg::Tick(self.second));
            }
            Step::Outside(name, text) => {
                self.send(Msg::EditedOutside(id(NAMES[name]), Ok(Some(text.to_owned()))));
            }
            Step::Terminate => self.send(Msg::Terminate),
        }
    }

    fn perform(&mut self, at: usize, luck: Luck) {
        let pending = &mut self.world.pending;
        if pending.is_empty() {
            return;
        }
        let effect = pending.remove(at % pending.len()).expect("the place is within");
        if let Some(answer) = self.world.disk.perform(effect, luck) {
            self.answers.push(answer);
        }
    }

    /// Sends a message and checks what must hold whatever it was.
    fn send(&mut self, msg: Msg) {
        let before = typed(&self.world);
        let was_editing = self.world.model.editing.clone();
        let was_done = self.world.model.leaving == Leaving::Done;
        let changes_text = matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) | Msg::EditedOutside(..));
        let releases_keys = match msg {
            Msg::Found(..) => !self.world.model.filter.ahead.is_empty(),
            Msg::Composed(..) => self.world.model.composing.as_ref().is_some_and(|waiting| !waiting.ahead.is_empty()),
            _ => false,
        };
        let told = msg.clone();
        match &msg {
            Msg::Saved(_, Ok(saved)) => self.safe.push(String::from_utf8_lossy(saved.prompt.raw()).into_owned()),
            Msg::Kept(of, _, Ok(number)) => {
                let shelved = self.world.disk.shelved.iter().filter(|draft| draft.id == *of);
                self.safe.extend(shelved.map(|draft| draft.text.clone()));
                let kept = self.world.disk.kept.get(*number as usize).filter(|(kept, _)| kept == of);
                self.safe.extend(kept.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()));
            }
            _ => {}
        }
        let renamed = match &msg {
            Msg::Renamed(from, to, Ok(_)) => Some((from.clone(), to.clone())),
            Msg::Undone(_, Ok(Undone { change: Change::Renamed { from, to }, .. })) => Some((from.clone(), to.clone())),
            _ => None,
        };
        let edited_outside = match &msg {
            Msg::EditedOutside(of, Ok(Some(_))) => Some(of.clone()),
            _ => None,
        };
        let effects = self.world.send(msg);
        let after = typed(&self.world);
        for (of, text) in before {
            let name = match &renamed {
                Some((from, to)) if *from == of => to.clone(),
                _ => of.clone(),
            };
            let is_there = after.iter().any(|(other, kept)| *other == name && *kept == text);
            // The person's own next edit of it; undo brings it back.
            let drafts = &self.world.model.drafts;
            let is_edited = changes_text && was_editing.as_ref() == Some(&of) && drafts.contains_key(&of);
            // Keys that waited for what would be found, or for a form, may open an editor and go on in it.
            let is_edited = is_edited || releases_keys && drafts.contains_key(&of);
            let is_edited = is_edited || edited_outside.as_ref() == Some(&of);
            let is_safe = self.safe.contains(&text);
            assert!(is_there || is_edited || is_safe, "{of}: {text:?} is lost by {told:?}");
        }
        self.check(&effects, was_done);
    }

    fn check(&mut self, effects: &[Effect], was_done: bool) {
        let model = &self.world.model;
        let (rows, cursor) = (model.list.rows(), model.list.cursor());
        match model.list.selected() {
            Some(item) => assert_eq!(rows.get(cursor).map(|row| &row.item), Some(item)),
            None => assert!(rows.is_empty()),
        }
        if let Some(list) = model.layout().and_then(|layout| layout.list.map(|list| layout.inside(list))) {
            let top = model.list.top();
            let height = usize::from(list.height).max(1);
            assert!(rows.is_empty() || (top..top + height).contains(&cursor), "{cursor} is not in {top} + {height}");
        }
        assert!(model.editing.as_ref().is_none_or(|id| model.drafts.contains_key(id)), "an editor without a draft");
        assert!(model.find.is_none() || model.editing.is_some());
        assert!(model.form.as_ref().is_none_or(|id| model.forms.contains_key(id)), "a form without its fields");
        assert!(model.form.is_none() || model.editing.is_none(), "a form and an editor");
        let shows_output = matches!(model.overlay, Some(Overlay::Output));
        assert!(!shows_output || model.output.is_some(), "the output of nothing");
        assert!(!was_done || effects.is_empty(), "it has ended");
        assert_eq!(model.question.is_some(), model.keyboard() == Keyboard::Question);
        let quits: Vec<_> = effects.iter().filter(|effect| matches!(effect, Effect::Quit { .. })).collect();
        let [quit] = quits[..] else { return assert!(quits.is_empty()) };
        // The last chance of every text.
        let Effect::Quit { unsaved, .. } = quit else { unreachable!("it was filtered for that") };
        for (of, text) in typed(&self.world) {
            let is_told = unsaved.iter().any(|unsaved| unsaved.id == of && unsaved.text == text);
            assert!(is_told || self.safe.contains(&text), "{of}: {text:?} is lost by leaving");
        }
    }

    /// Everything that was asked for is done at last, and well.
    fn calm_down(&mut self) {
        for _ in 0..1000 {
            let is_quiet = self.world.pending.is_empty() && self.answers.is_empty();
            self.perform(0, Luck::Good);
            self.take(Step::Answer(0));
            self.take(Step::Publish);
            if is_quiet {
                return;
            }
        }
        panic!("it never comes to rest");
    }
}

/// The texts that a person typed and that are nowhere else.
fn typed(world: &World) -> Vec<(PromptId, String)> {
    let is_typed = |draft: &Draft| {
        let base = crate::prompt::layout::editable(draft.base().raw()).unwrap_or_default();
        draft.editor.is_modified_from(&base)
    };
    let drafts = world.model.drafts.iter().filter(|(_, draft)| is_typed(draft));
    drafts.map(|(id, draft)| (id.clone(), draft.editor.text())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_lost_whatever_happens(steps in proptest::collection::vec(step(), 0..250)) {
        let mut watched = Watched::new();
        for step in [Step::Publish, Step::Listed].into_iter().chain(steps) {
            watched.take(step);
        }
        watched.calm_down();
        let model = &watched.world.model;
        if model.leaving == Leaving::Done {
            return Ok(());
        }
        prop_assert!(!model.drafts.values().any(Draft::is_at_work), "something is still said to be under way");
        prop_assert!(model.jobs.is_empty(), "{:?}", model.jobs);
        // Whoever wants to leave and gives everything up can.
        for name in ["Esc"; 4] {
            watched.take(Step::Key(name));
        }
        // A command that was stopped has ended by then.
        watched.calm_down();
        for name in ["Esc", "Esc", "Esc", "Esc", "Esc", "Esc", "Esc", "q", "d"] {
            watched.take(Step::Key(name));
        }
        watched.calm_down();
        prop_assert_eq!(&watched.world.model.leaving, &Leaving::Done);
    }
}
