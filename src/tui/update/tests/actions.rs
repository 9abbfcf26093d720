//! Every action of the table, by the key that a person would press.

use super::{BOOK, World};
use crate::library::EventKind;
use crate::tui::action::{Action, Scope, TABLE};
use crate::tui::message::Msg;
use crate::tui::model::{Keyboard, Listing};

/// A world in which `action` has something to do in `scope`. A new action has to say here what that is.
fn world_for(scope: Scope, action: Action) -> World {
    let mut world = World::of(BOOK);
    if scope == Scope::Compare {
        // Both changed in two places, and more than a screen of it.
        let text: String = (0..60).map(|n| format!("line {n}\n")).collect();
        world = World::of(&[("a.md", &text)]);
        world.press("e x Ctrl+End y");
        world.disk.write("a.md", text.replace("line 30", "theirs"));
        world.publish();
    }
    if scope == Scope::Past {
        // Several versions, the last two of them different in two places of more than a screen.
        let text: String = (0..60).map(|n| format!("line {n}\n")).collect();
        world = World::of(&[("a.md", &text)]);
        for keys in ["e x F2", "Ctrl+Home y Ctrl+End z F2"] {
            world.press(keys);
            world.answer();
        }
        world.press("Esc");
    }
    if matches!(scope, Scope::Form | Scope::Output) {
        // A field with an earlier value, and more than a screen of text.
        let text: String = (0..60).map(|n| format!("line {n}\n")).collect();
        world = World::of(&[("a.md", &format!("{{{{a=1}}}} {{{{b=2}}}}\n{text}"))]);
        let used = ["x", "y"].map(|value| [("a".to_owned(), value.to_owned())].into());
        let earlier = world.disk.values.entry(crate::tui::tests::id("a.md")).or_default();
        used.iter().for_each(|used| earlier.add(used, &[]));
    }
    for _ in 0..15 {
        world.happen(EventKind::Failed { message: "x".to_owned() });
    }
    // So that there is a time to go back to.
    world.send(Msg::Tick(100));
    world.press(match scope {
        Scope::Browse | Scope::Everywhere => "Home",
        Scope::Edit => "e",
        Scope::Metrics => "M",
        Scope::Compare => "F7",
        Scope::Past => "H",
        Scope::Form => "Enter",
        Scope::Output => "|",
    });
    if matches!(scope, Scope::Past | Scope::Form | Scope::Output) {
        world.answer();
    }
    if scope == Scope::Output {
        world.type_text("llm\n");
        world.answer();
    }
    let keys = match action {
        Action::Up | Action::PageUp | Action::First if scope == Scope::Browse => "G",
        Action::PageDown if scope == Scope::Metrics => "PgUp",
        Action::Up | Action::PageUp | Action::First if scope == Scope::Compare => "z End",
        Action::Down | Action::PageDown | Action::Last if scope == Scope::Compare => "z",
        Action::Up | Action::First if scope == Scope::Past => "↓",
        Action::Down | Action::Last if scope == Scope::Past => "Home",
        Action::PageUp if scope == Scope::Past => "a PgDn",
        Action::PageDown if scope == Scope::Past => "a",
        Action::Down | Action::PageDown | Action::Last if scope == Scope::Output => "Home",
        Action::PageUp if scope == Scope::Form => "PgDn",
        Action::PreviousChange => "n",
        Action::ScrubForth => "←",
        Action::ShorterWindow => "]",
        Action::Fold => "j j",
        Action::Unfold => "j h",
        Action::FocusList => "2",
        Action::UndoEdit => "x",
        Action::RedoEdit => "x Ctrl+Z",
        Action::CopySelection | Action::Cut => "Ctrl+A",
        Action::Insert => "Ctrl+A Ctrl+X",
        Action::Save => "x",
        Action::Undo | Action::Redo => "d",
        Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::Use
        | Action::Edit
        | Action::EditOutside
        | Action::Copy
        | Action::CopyFilled
        | Action::Pipe
        | Action::NextField
        | Action::PreviousField
        | Action::Earlier
        | Action::ResetField
        | Action::Print
        | Action::New
        | Action::Duplicate
        | Action::Rename
        | Action::Trash
        | Action::Past
        | Action::Restore
        | Action::SaveElsewhere
        | Action::Compare
        | Action::NextConflict
        | Action::NextFinding
        | Action::NextChange
        | Action::OtherVersions
        | Action::Context
        | Action::Merge
        | Action::KeepMine
        | Action::TakeDisk
        | Action::Filter
        | Action::SwapPanes
        | Action::Zoom
        | Action::Dock
        | Action::Metrics
        | Action::Reload
        | Action::SwitchCache
        | Action::Explain
        | Action::Steps
        | Action::Pause
        | Action::ScrubBack
        | Action::LongerWindow
        | Action::FilterEvents
        | Action::Messages
        | Action::Help
        | Action::Mouse
        | Action::NextPane
        | Action::FocusPreview
        | Action::Suspend
        | Action::Install
        | Action::Quit
        | Action::Find
        | Action::SelectAll
        | Action::Wrap
        | Action::Back => "",
    };
    if !keys.is_empty() {
        world.press(keys);
    }
    world.answer();
    world
}

#[test]
fn every_key_of_every_action_does_something() {
    for row in TABLE {
        for key in world_for(row.scope, row.action).model.keymap.keys(row.id) {
            // A key that types something is text in the editor.
            if row.scope == Scope::Everywhere && key.chars().count() == 1 {
                continue;
            }
            let mut world = world_for(row.scope, row.action);
            let before = format!("{:?}", world.model);
            let effects = world.press(&key);
            assert!(!effects.is_empty() || format!("{:?}", world.model) != before, "{key} ({}) does nothing", row.id);
        }
    }
}

#[test]
fn no_action_by_its_key_or_from_the_help_says_that_it_works_elsewhere() {
    for row in TABLE {
        let mut world = world_for(row.scope, row.action);
        world.press("F1");
        world.type_text(&row.id.replace('_', " "));
        let rows = crate::tui::action::rows_for_help(&row.id.replace('_', " "), row.scope);
        let place = rows.iter().position(|other| other.id == row.id).expect("the help lists every action by its name");
        for _ in 0..place {
            world.press("↓");
        }
        world.press("Enter");
        assert!(!world.said().contains("works"), "{}: {}", row.id, world.said());
    }
}

#[test]
fn no_action_of_the_list_panics_or_opens_a_text_before_anything_is_read() {
    for row in TABLE.iter().filter(|row| row.scope != Scope::Edit) {
        let mut world = World::unlisted(&[]);
        assert_eq!(world.model.listing, Listing::Reading(0));
        match row.scope {
            Scope::Metrics => world.press("M"),
            Scope::Compare => world.press("D"),
            Scope::Past => world.press("H"),
            Scope::Form | Scope::Output => world.press("Enter |"),
            Scope::Browse | Scope::Edit | Scope::Everywhere => Vec::new(),
        };
        for key in world.model.keymap.keys(row.id) {
            world.press(&key);
        }
        assert_ne!(world.model.keyboard(), Keyboard::Editor, "{}", row.id);
    }
}
