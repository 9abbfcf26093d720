//! What undo and redo mean, derived from the log alone: so they go on after a restart, and cannot disagree with it.

use super::record::{By, Record};

/// The changes that can be undone and those that can be made again, each newest last.
pub(super) struct Stacks<'a> {
    done: Vec<&'a Record>,
    undone: Vec<&'a Record>,
}

impl<'a> Stacks<'a> {
    pub(super) fn of(records: &'a [Record]) -> Stacks<'a> {
        let mut stacks = Stacks { done: Vec::new(), undone: Vec::new() };
        for record in records {
            match record.by {
                By::Hand if record.change.reversed().is_some() => {
                    stacks.done.push(record);
                    stacks.undone.clear();
                }
                // It changed nothing on the disk.
                By::Hand => {}
                By::Undo(number) => move_to(number, &mut stacks.done, &mut stacks.undone),
                By::Redo(number) => move_to(number, &mut stacks.undone, &mut stacks.done),
            }
        }
        stacks
    }

    pub(super) fn to_undo(&self) -> Vec<&'a Record> {
        together(&self.done)
    }

    pub(super) fn to_redo(&self) -> Vec<&'a Record> {
        together(&self.undone)
    }
}

/// The last of `stack`, then those below it that were made together with it.
fn together<'a>(stack: &[&'a Record]) -> Vec<&'a Record> {
    let Some(last) = stack.last() else { return Vec::new() };
    let below = stack.iter().rev().skip(1).take_while(|record| record.with.is_some() && record.with == last.with);
    [last].into_iter().chain(below).copied().collect()
}

/// Another program may have undone what is not the last here, so it is looked for.
fn move_to<'a>(number: u64, from: &mut Vec<&'a Record>, to: &mut Vec<&'a Record>) {
    if let Some(at) = from.iter().rposition(|record| record.number == number) {
        to.push(from.remove(at));
    }
}
