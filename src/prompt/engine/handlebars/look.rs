//! What a Handlebars template asks for, by its syntax tree.

use std::collections::HashSet;
use std::ops::Range;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, PathSeg, Template};
use serde_json::Value as Json;

use super::{HELPERS, compile, inside};
use crate::prompt::engine::{Refusal, Use, Uses};

/// A source and its syntax tree: reading takes by far the most of the time, so it is done once.
pub(in crate::prompt) struct Read {
    pub(super) source: String,
    pub(super) template: Template,
}

impl Read {
    /// Reads `source`.
    pub fn of(source: &str) -> Result<Read, Refusal> {
        Ok(Read { template: compile(source)?, source: source.to_owned() })
    }

    /// The names that it takes from what is given, in the order of the text.
    pub fn uses(&self) -> Vec<Use> {
        let mut look = Look { uses: Uses::default(), bound: Vec::new() };
        look.template(&self.template, 0);
        look.uses.found
    }

    /// The parts that the source itself defines.
    pub fn inlines(&self) -> HashSet<String> {
        let mut found = HashSet::new();
        inlines(&self.template, &mut found);
        found
    }
}

fn inlines(template: &Template, found: &mut HashSet<String>) {
    for element in &template.elements {
        if let TemplateElement::DecoratorBlock(decorator) = element
            && decorator.name.as_name() == Some("inline")
            && let Some(Parameter::Literal(Json::String(name))) = decorator.params.first()
        {
            found.insert(name.clone());
        }
        inside(element).into_iter().flatten().for_each(|inside| inlines(inside, found));
    }
}

/// The tags of `source` outside of comments, escaped ones left out.
pub(in crate::prompt) fn tags(source: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find("{{").map(|found| at + found) {
        let rest = &source[start..];
        if source[..start].ends_with('\\') && !source[..start].ends_with("\\\\") {
            at = start + 2;
            continue;
        }
        let is_comment = rest.starts_with("{{!");
        let close = match () {
            () if rest.starts_with("{{!--") || rest.starts_with("{{~!--") => "--}}",
            () if rest.starts_with("{{{") => "}}}",
            () => "}}",
        };
        let Some(end) = rest.find(close) else { break };
        at = start + end + close.len();
        if !is_comment {
            tags.push(start..at);
        }
    }
    tags
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Shown,
    Asked,
    List,
    Compared,
    /// Its fields are looked at, if it is there.
    Entered,
}

struct Look {
    uses: Uses,
    /// The names that blocks give to their items.
    bound: Vec<String>,
}

impl Look {
    fn template(&mut self, template: &Template, depth: usize) {
        for element in &template.elements {
            match element {
                TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => self.tag(tag, depth),
                TemplateElement::HelperBlock(block) => self.block(block, depth),
                TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                    for value in partial.params.iter().chain(partial.hash.values()) {
                        self.value(value, depth, How::Compared);
                    }
                    if let Some(inside) = &partial.template {
                        self.template(inside, depth);
                    }
                }
                TemplateElement::DecoratorBlock(decorator) | TemplateElement::DecoratorExpression(decorator) => {
                    if let Some(inside) = &decorator.template {
                        self.template(inside, depth);
                    }
                }
                // Texts and comments; the library may get further kinds.
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &HelperTemplate, depth: usize) {
        if tag.params.is_empty() && tag.hash.is_empty() {
            let is_helper = tag.name.as_name().is_some_and(|name| HELPERS.contains(&name));
            if !is_helper {
                self.value(&tag.name, depth, How::Shown);
            }
        }
        self.values(tag, depth, How::Shown);
    }

    fn values(&mut self, tag: &HelperTemplate, depth: usize, how: How) {
        let mut named: Vec<_> = tag.hash.iter().collect();
        named.sort_by_key(|(name, _)| *name);
        for value in tag.params.iter().chain(named.into_iter().map(|(_, value)| value)) {
            self.value(value, depth, how);
        }
    }

    fn block(&mut self, block: &HelperTemplate, depth: usize) {
        let name = block.name.as_name().unwrap_or_default();
        let (how, inside) = match name {
            "if" | "unless" => (How::Asked, depth),
            "ifEquals" | "unlessEquals" => (How::Compared, depth),
            "each" => (How::List, depth + 1),
            "with" if block.inverse.is_some() => (How::Entered, depth + 1),
            "with" => (How::Compared, depth + 1),
            _ => (How::Asked, depth + 1),
        };
        if block.params.is_empty() && !HELPERS.contains(&name) {
            self.value(&block.name, depth, How::Asked);
        }
        self.values(block, depth, how);
        let bound = self.bound.len();
        match &block.block_param {
            Some(BlockParam::Single(one)) => self.bound.extend(one.as_name().map(str::to_owned)),
            Some(BlockParam::Pair((one, other))) => {
                self.bound.extend([one, other].into_iter().filter_map(|name| name.as_name().map(str::to_owned)));
            }
            _ => {}
        }
        if let Some(template) = &block.template {
            self.template(template, inside);
        }
        self.bound.truncate(bound);
        if let Some(template) = &block.inverse {
            self.template(template, depth);
        }
    }

    fn value(&mut self, value: &Parameter, depth: usize, how: How) {
        match value {
            Parameter::Name(name) => {
                if let Ok(path) = Path::parse(name) {
                    self.path(&path, depth, how);
                }
            }
            Parameter::Path(path) => self.path(path, depth, how),
            Parameter::Subexpression(inner) => {
                for value in inner.params().into_iter().flatten() {
                    self.value(value, depth, How::Compared);
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, path: &Path, depth: usize, how: How) {
        let Path::Relative((segments, written)) = path else { return };
        let mut names = segments.iter().filter_map(|segment| match segment {
            PathSeg::Named(name) => Some(name),
            _ => None,
        });
        let is_root = written.starts_with("@root");
        let up = written.matches("../").count();
        let Some(name) = names.next() else { return };
        if !is_root && (up != depth || self.bound.contains(name)) {
            return;
        }
        let found = self.uses.of(name);
        found.has_fields |= names.next().is_some() || how == How::Entered;
        found.is_list |= how == How::List;
        found.is_shown |= matches!(how, How::Shown | How::Compared);
    }
}
