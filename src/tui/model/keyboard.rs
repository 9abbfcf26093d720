//! What has the keyboard: one thing at a time, the uppermost first.

use super::{Model, Overlay};
use crate::tui::action::Scope;

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// A question.
    Question,
    /// The help, with its field.
    Help,
    /// The messages.
    Messages,
    /// The metrics.
    Metrics,
    /// A comparison.
    Compare,
    /// The versions of a prompt.
    Past,
    /// The commands that a text may go to.
    Choose,
    /// What a command says.
    Output,
    /// A form.
    Form,
    /// The field of what to find in the editor.
    Find,
    /// The editor.
    Editor,
    /// The filter's field.
    Filter,
    /// List and preview.
    Browse,
}

impl Model {
    /// What has the keyboard.
    pub fn keyboard(&self) -> Keyboard {
        match (&self.question, &self.overlay) {
            (Some(_), _) => Keyboard::Question,
            (None, Some(Overlay::Help { .. })) => Keyboard::Help,
            (None, Some(Overlay::Messages(_))) => Keyboard::Messages,
            (None, Some(Overlay::Metrics)) => Keyboard::Metrics,
            (None, Some(Overlay::Compare(_))) => Keyboard::Compare,
            (None, Some(Overlay::Past(_))) => Keyboard::Past,
            (None, Some(Overlay::Choose(_))) => Keyboard::Choose,
            (None, Some(Overlay::Output)) => Keyboard::Output,
            (None, None) if self.form.is_some() => Keyboard::Form,
            (None, None) if self.find.is_some() => Keyboard::Find,
            (None, None) if self.editing.is_some() => Keyboard::Editor,
            (None, None) if self.filter.typing => Keyboard::Filter,
            (None, None) => Keyboard::Browse,
        }
    }

    /// The scope in which keys are looked up where no field takes them.
    pub fn scope(&self) -> Scope {
        match self.keyboard() {
            Keyboard::Editor | Keyboard::Find => Scope::Edit,
            Keyboard::Metrics => Scope::Metrics,
            Keyboard::Compare => Scope::Compare,
            Keyboard::Past => Scope::Past,
            Keyboard::Form => Scope::Form,
            Keyboard::Output => Scope::Output,
            _ => Scope::Browse,
        }
    }
}
