//! A prompt together with everything that it includes, so that it can be rendered without asking anybody.

use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;

use super::Template;
use crate::prompt::id::PromptId;
use crate::prompt::parts::{Argument, Include, Origin, Takes};

/// How many prompts may include each other, one in the other. Each of them costs whoever renders it a call.
const DEEPEST: usize = 50;
/// How many parts a text may be put together from, each counted as often as it stands in it.
const MOST_PARTS: usize = 10_000;

/// A template and what it includes, directly or not. Each prompt is in it once, however often it is included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Composition {
    parts: Vec<Part>,
    arguments: Vec<Argument>,
    /// Where each name is among the arguments.
    names: HashMap<String, usize>,
    faults: Vec<IncludeFault>,
}

/// One prompt of a composition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub template: Arc<Template>,
    /// For each argument of the template, its place among those of the composition.
    pub arguments: Vec<usize>,
    /// For each include of the template, the part that it is, or `None` where it is a fault.
    pub includes: Vec<Option<usize>>,
    /// How many prompts stand in each other in it, itself among them.
    depth: usize,
    /// How many parts it is put together from, itself among them.
    size: usize,
}

/// An include that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IncludeFault {
    /// There is no such prompt.
    #[error("{} line {line} includes {name}, which is not in the book", chain_text(.chain))]
    Missing {
        /// From the prompt that was asked for to the one that includes.
        chain: Vec<PromptId>,
        /// The name as it is written.
        name: String,
        /// The line of the last of the chain, counted from 1.
        line: usize,
    },
    /// A prompt that includes itself.
    #[error("{} go round in a circle: take one of these includes out", chain_text(.chain))]
    Cycle {
        /// From the prompt that was asked for to the one that closes the circle.
        chain: Vec<PromptId>,
    },
    /// Includes without a circle that come to more than anybody can use. Told once, and what follows is left out.
    #[error("{} line {line} includes {name}: {limit}", chain_text(.chain))]
    Beyond {
        /// From the prompt that was asked for to the one that includes.
        chain: Vec<PromptId>,
        /// The name as it is written.
        name: String,
        /// The line of the last of the chain, counted from 1.
        line: usize,
        /// What there is too much of.
        limit: Limit,
    },
}

/// What a prompt may not have more of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Limit {
    /// Prompts that stand in each other.
    #[error("more than {DEEPEST} prompts would stand in each other")]
    Depth,
    /// Parts.
    #[error("the text would be put together from more than {MOST_PARTS} parts, for the includes multiply")]
    Parts,
}

/// The names of `chain` with arrows between them; of a long one the ends.
fn chain_text(chain: &[PromptId]) -> String {
    let names = |part: &[PromptId]| part.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ");
    match chain {
        [first, second, .., last] if chain.len() > DEEPEST / 2 => format!("{first} → {second} → … → {last}"),
        chain => names(chain),
    }
}

impl Composition {
    /// The prompt alone. What it includes is missing.
    pub fn alone(template: Arc<Template>) -> Composition {
        Composition::with(template, |_, _| None)
    }

    /// The prompt and what it includes; `find` has the template that `include` of a template means, where there is one.
    pub fn with(template: Arc<Template>, find: impl Fn(&Template, &Include) -> Option<Arc<Template>>) -> Composition {
        let mut composition = Composition::default();
        composition.add(template, &find, &mut Vec::new());
        composition.number_arguments();
        composition
    }

    /// Adds a part with all that it includes, and answers its index. `chain` is how it is reached.
    fn add(
        &mut self,
        template: Arc<Template>,
        find: &impl Fn(&Template, &Include) -> Option<Arc<Template>>,
        chain: &mut Vec<PromptId>,
    ) -> usize {
        let index = self.parts.len();
        let arguments = template.arguments().iter().map(|argument| self.merge(argument)).collect();
        self.parts.push(Part { template: Arc::clone(&template), arguments, includes: Vec::new(), depth: 1, size: 1 });
        chain.push(template.id().clone());
        for include in template.includes() {
            let part = match find(&template, include) {
                None if include.is_optional => None,
                None => {
                    let (chain, name) = (chain.clone(), include.name.clone());
                    self.faults.push(IncludeFault::Missing { chain, name, line: include.line });
                    None
                }
                Some(found) if chain.contains(found.id()) => {
                    let mut chain = chain.clone();
                    chain.push(found.id().clone());
                    self.faults.push(IncludeFault::Cycle { chain });
                    None
                }
                Some(found) => {
                    let known = self.parts.iter().position(|part| part.template.id() == found.id());
                    let counted = match known {
                        None if chain.len() >= DEEPEST => Err(Limit::Depth),
                        None => {
                            let added = self.add(found, find, chain);
                            self.count(index, added)
                        }
                        Some(known) => self.count(index, known),
                    };
                    counted.map_err(|limit| self.tell_limit(chain, include, limit)).ok()
                }
            };
            self.parts[index].includes.push(part);
        }
        chain.pop();
        index
    }

    /// Counts the part `included`, which is complete, as one of `index`, and answers it, unless that is too much.
    fn count(&mut self, index: usize, included: usize) -> Result<usize, Limit> {
        let (depth, size) = (self.parts[included].depth + 1, self.parts[included].size);
        let part = &mut self.parts[index];
        if depth > DEEPEST {
            return Err(Limit::Depth);
        }
        if part.size + size > MOST_PARTS {
            return Err(Limit::Parts);
        }
        (part.depth, part.size) = (part.depth.max(depth), part.size + size);
        Ok(included)
    }

    fn tell_limit(&mut self, chain: &[PromptId], include: &Include, limit: Limit) {
        if !self.faults.iter().any(|fault| matches!(fault, IncludeFault::Beyond { limit: told, .. } if *told == limit))
        {
            let (chain, name) = (chain.to_vec(), include.name.clone());
            self.faults.push(IncludeFault::Beyond { chain, name, line: include.line, limit });
        }
    }

    /// The place of `argument` among those of the composition. What an including prompt says of it holds.
    fn merge(&mut self, argument: &Argument) -> usize {
        if let Some(&index) = self.names.get(&argument.name) {
            let known = &mut self.arguments[index];
            if known.origin == Origin::Inferred && argument.origin == Origin::Declared {
                *known = argument.clone();
            } else if known.default.is_none() && known.origin == Origin::Inferred {
                known.default.clone_from(&argument.default);
            }
            return index;
        }
        self.arguments.push(argument.clone());
        self.names.insert(argument.name.clone(), self.arguments.len() - 1);
        self.arguments.len() - 1
    }

    /// Where a dialect only knows names, words without one fill them in their order.
    fn number_arguments(&mut self) {
        if self.template().dialect().takes_words_in_order() {
            let by_name = self.arguments.iter_mut().filter(|argument| argument.takes == Takes::Name);
            for (position, argument) in by_name.enumerate() {
                argument.takes = Takes::Position(position);
            }
        }
    }

    /// The prompt that was asked for.
    pub fn template(&self) -> &Arc<Template> {
        &self.parts[0].template
    }

    /// Everything to fill in, the arguments of included prompts after the prompt's own.
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments
    }

    /// Whether there is an argument of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The prompts that it includes, directly or not.
    pub fn included(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.parts[1..].iter().map(|part| &part.template)
    }

    /// Includes that cannot be had.
    pub fn faults(&self) -> &[IncludeFault] {
        &self.faults
    }

    /// Whether its includes come to more than is put together.
    pub(super) fn is_beyond(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault, IncludeFault::Beyond { .. }))
    }

    pub(super) fn part(&self, index: usize) -> &Part {
        &self.parts[index]
    }
}
