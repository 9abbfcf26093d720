//! The form of the prompt that was chosen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Rect, Size};

use super::super::super::message::Composed;
use super::super::super::model::form::filling::Filling;
use super::super::super::model::form::{Ask, Form, Pressed, Wish};
use super::super::message::{Effect, Used};
use super::Model;
use crate::prompt::PromptId;
use crate::prompt::template::Values;

impl Model {
    /// The form that is open.
    pub fn form(&self) -> Option<&Form> {
        self.forms.get(self.open.as_ref()?)
    }

    pub(super) fn opened(&mut self) -> Option<&mut Form> {
        self.forms.get_mut(self.open.as_ref()?)
    }

    /// Where a form stands: all but the keys.
    pub fn form_area(&self) -> Rect {
        let Size { width, height } = self.size;
        Rect::new(0, 0, width, if self.areas().hints.is_some() { height - 1 } else { height })
    }

    pub(super) fn composed(&mut self, composed: Composed) -> Vec<Effect> {
        let Composed { composition, earlier, today } = composed;
        let id = composition.template().id().clone();
        if composition.arguments().is_empty() {
            let filling = Filling { composition, values: Values::default(), files: Vec::new(), secrets: Vec::new() };
            return vec![Effect::Fill(id, filling, Used::default())];
        }
        match self.forms.get_mut(&id) {
            Some(form) => {
                form.renew(composition);
                form.know(earlier);
            }
            None => {
                self.forms.insert(id.clone(), Form::new(composition, earlier, today).to_take());
            }
        }
        self.open = Some(id);
        self.pressed(None)
    }

    pub(super) fn press_in_form(&mut self, key: KeyEvent) -> Vec<Effect> {
        self.said = None;
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return vec![Effect::Leave];
        }
        let (area, keymap) = (self.form_area(), self.keymap.clone());
        let pressed = self.opened().map(|form| form.press(key, &keymap, area));
        self.pressed(pressed)
    }

    /// Does what came of a key in the form, and asks for what it comes to now.
    pub(super) fn pressed(&mut self, pressed: Option<Pressed>) -> Vec<Effect> {
        let Some(id) = self.open.clone() else { return Vec::new() };
        match pressed {
            Some(Pressed::Wants(Wish::Back)) => {
                self.open = None;
                return self.look();
            }
            Some(Pressed::Wants(Wish::Copy | Wish::Print)) => return self.fill(id),
            Some(Pressed::Wants(Wish::Pipe | Wish::EditOutside)) => {
                self.said = Some("Take the text first: the shell has it then".to_owned());
            }
            Some(Pressed::Says(text)) => self.said = Some(text),
            Some(Pressed::Done | Pressed::Other(_)) | None => {}
        }
        let asks = self.opened().map(Form::asks).unwrap_or_default();
        let effect = |ask| match ask {
            Ask::Show(revision, filling) => Effect::Show(id.clone(), revision, filling),
            Ask::Paths(typed) => Effect::Paths(id.clone(), typed),
        };
        asks.into_iter().map(effect).collect()
    }

    /// Hands over what the form comes to, or says what is in the way.
    pub(super) fn fill(&mut self, id: PromptId) -> Vec<Effect> {
        let Some(form) = self.opened() else { return Vec::new() };
        match form.refuses() {
            Some(why) => {
                self.said = Some(why);
                Vec::new()
            }
            None => {
                let used = Used { values: form.used(), secrets: form.secrets() };
                vec![Effect::Fill(id, form.filling(), used)]
            }
        }
    }
}
