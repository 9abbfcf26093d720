//! What a command said.

use super::super::action::Action;
use super::super::message::Effect;
use super::super::model::Model;

/// Does an action of the output.
pub(super) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}
