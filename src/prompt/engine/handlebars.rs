//! Handlebars by `handlebars`, without escaping, with the helpers of dotprompt, and with values written as JavaScript
//! writes them.
//!
//! What a role and a value are is marked in the output by characters that neither the sources nor the values have, and
//! the marks are taken out again. So no value can speak as somebody else.

mod helpers;
mod look;
mod marked;
mod nesting;

use std::collections::{HashMap, HashSet};

use handlebars::template::{Parameter, TemplateElement};
use handlebars::{Handlebars, Path, Template};
use serde_json::{Map, Value as Json};

use super::{MAX_BYTES, Refusal, too_large};
use crate::prompt::parts::Rendered;

pub(in crate::prompt) use look::{Read, tags};
use nesting::{DEPTH, Unfit, unfit};

/// The helpers of dotprompt and those that Handlebars itself has.
pub(in crate::prompt) const HELPERS: [&str; 13] = [
    "if",
    "unless",
    "each",
    "with",
    "lookup",
    "log",
    "json",
    "role",
    "history",
    "section",
    "media",
    "ifEquals",
    "unlessEquals",
];
/// What a value alone between braces becomes: no name can have these characters.
const SHOW: &str = "show value";
/// What a block of a value's name becomes.
const SECTION: &str = "section of value";
/// What counts how much is written and how deep that is, at the start of each block and each part.
const COUNT: &str = "count of steps";
/// What stands at the end of each block and each part.
const LEAVE: &str = "end of steps";
/// How many blocks and parts may be written in each other: parts that name each other would end the program.
const WRITTEN_DEEP: usize = 128;

/// Reads `source`, unless it is nested so deep that reading it could end the program.
fn compile(source: &str) -> Result<Template, Refusal> {
    let (source, opposites) = without_opposites(source);
    let source = source.as_str();
    if let Some((at, unfit)) = unfit(source) {
        let line = source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let what = match unfit {
            Unfit::Deep => format!("blocks or brackets stand in each other more than {DEPTH} deep"),
            Unfit::Long => {
                "so many tags in so long a text would take minutes to read: make it several prompts".to_owned()
            }
            Unfit::Bracket => "a name in [ ] holds a quote or a bracket, which cannot be read here".to_owned(),
        };
        return Err(Refusal { line, what });
    }
    let mut template = Template::compile(source).map_err(|error| {
        let line = error.pos().map_or(1, |(line, _)| line);
        let told = error.reason().to_string();
        Refusal { line, what: told.lines().next().unwrap_or_default().to_owned() }
    })?;
    if !opposites.is_empty() {
        turn(&mut template, &opposites);
    }
    match chosen_part(&template) {
        Some(line) => {
            let what =
                "a part whose name is worked out, such as {{> (lookup …)}}, cannot be found here: write its name";
            Err(Refusal { line, what: what.to_owned() })
        }
        None => Ok(template),
    }
}

/// `source` with blocks `{{#x}}` for their opposites `{{^x}}`, which the library takes for an `{{else}}`, and where those
/// begin: line and character, counted from 1.
fn without_opposites(source: &str) -> (String, HashSet<(usize, usize)>) {
    let (mut written, mut places) = (source.to_owned(), HashSet::new());
    let (mut line, mut line_start, mut seen) = (1, 0, 0);
    for tag in tags(source) {
        let said = source[tag.clone()].trim_start_matches("{{");
        let said = said.strip_prefix('~').unwrap_or(said);
        let Some(name) = said.strip_prefix('^') else { continue };
        if name.trim_matches(['~', '}', ' ', '\t', '\r', '\n']).is_empty() {
            continue;
        }
        for (feed, _) in source[seen..tag.start].match_indices('\n') {
            (line, line_start) = (line + 1, seen + feed + 1);
        }
        seen = tag.start;
        places.insert((line, source[line_start..tag.start].chars().count() + 1));
        let at = tag.end - said.len();
        written.replace_range(at..=at, "#");
    }
    (written, places)
}

/// Turns the blocks that begin at `places` around.
fn turn(template: &mut Template, places: &HashSet<(usize, usize)>) {
    for (index, element) in template.elements.iter_mut().enumerate() {
        match element {
            TemplateElement::HelperBlock(block) => {
                for inside in [&mut block.template, &mut block.inverse].into_iter().flatten() {
                    turn(inside, places);
                }
                if template.mapping.get(index).is_some_and(|place| places.contains(&(place.0, place.1))) {
                    std::mem::swap(&mut block.template, &mut block.inverse);
                }
            }
            TemplateElement::PartialBlock(part) | TemplateElement::DecoratorBlock(part) => {
                part.template.iter_mut().for_each(|inside| turn(inside, places));
            }
            // Nothing else holds blocks.
            _ => {}
        }
    }
}

/// The line of a part that a value would choose. Values choose no source.
fn chosen_part(template: &Template) -> Option<usize> {
    template.elements.iter().enumerate().find_map(|(index, element)| match element {
        TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial)
            if matches!(partial.name, Parameter::Subexpression(_)) =>
        {
            Some(template.mapping.get(index).map_or(1, |place| place.0))
        }
        element => inside(element).into_iter().flatten().find_map(chosen_part),
    })
}

/// The templates that stand in `element`.
fn inside(element: &TemplateElement) -> [Option<&Template>; 2] {
    match element {
        TemplateElement::HelperBlock(block) => [block.template.as_ref(), block.inverse.as_ref()],
        TemplateElement::PartialExpression(part) | TemplateElement::PartialBlock(part) => {
            [part.template.as_ref(), None]
        }
        TemplateElement::DecoratorBlock(decorator) | TemplateElement::DecoratorExpression(decorator) => {
            [decorator.template.as_ref(), None]
        }
        // Texts, values and comments; the library may get further kinds.
        _ => [None, None],
    }
}

/// The text of the first of `sources` with `data` filled in. The partial that is called so in the source of this index is
/// the source that `partial` answers. A number of these names is shown as it was `typed`.
pub(in crate::prompt) fn render(
    sources: Vec<Read>,
    partial: impl Fn(usize, &str) -> Option<usize>,
    data: &Map<String, Json>,
    typed: &HashMap<String, String>,
) -> Result<Rendered, Refusal> {
    let marks = marked::Marks::free_in(sources.iter().map(|read| read.source.as_str()), data)
        .ok_or_else(|| Refusal { line: 1, what: "it uses every character that Unicode sets aside".to_owned() })?;
    let mut engine = Handlebars::new();
    let typed = typed.iter().filter_map(|(name, text)| {
        let number = data.get(name).filter(|value| value.is_number())?;
        Some((name.clone(), (number.clone(), text.clone())))
    });
    helpers::register(&mut engine, marks, typed.collect());
    let counter = compile("{{x 1}}")?;
    let name = |index: usize| marks.part_name(index);
    for (index, Read { mut template, .. }) in sources.into_iter().enumerate() {
        rewrite(&mut template, &|called| partial(index, called).map(name));
        count(&mut template, &counter);
        engine.register_template(&name(index), template);
    }
    let data = Json::Object(data.clone());
    engine.register_escape_fn(str::to_owned);
    let plain = run(&engine, &name(0), &data)?;
    engine.register_escape_fn(move |value| marks.fill(value));
    let filled = run(&engine, &name(0), &data)?;
    // A template that looks at its own output is better shown without marks than with another text.
    let text = if marks.without_fills(&filled) == plain { filled } else { plain };
    Ok(marked::messages(&text, marks))
}

/// Puts at the start of `template` and of each block in it what counts its elements, each time that it is written, and at
/// the end what tells that it was. `counter` is a template with nothing but such a tag: the library lets nobody build one
/// but its reader.
fn count(template: &mut Template, counter: &Template) {
    for element in &mut template.elements {
        let inside = match element {
            TemplateElement::HelperBlock(block) => [block.template.as_mut(), block.inverse.as_mut()],
            TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                [partial.template.as_mut(), None]
            }
            TemplateElement::DecoratorBlock(decorator) | TemplateElement::DecoratorExpression(decorator) => {
                [decorator.template.as_mut(), None]
            }
            // Texts, values and comments; the library may get further kinds.
            _ => [None, None],
        };
        inside.into_iter().flatten().for_each(|inside| count(inside, counter));
    }
    let elements = template.elements.len().max(1);
    for (name, at_end) in [(COUNT, false), (LEAVE, true)] {
        for (mut element, mut place) in counter.elements.iter().cloned().zip(counter.mapping.iter().cloned()) {
            if let TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) = &mut element {
                tag.name = Parameter::Name(name.to_owned());
                tag.params = vec![Parameter::Literal(Json::from(elements))];
            }
            let beside = if at_end { template.mapping.last() } else { template.mapping.first() };
            if let Some(beside) = beside {
                (place.0, place.1) = (beside.0, beside.1);
            }
            // An {{else if}} is an element without a place.
            template.mapping.resize(template.elements.len(), place.clone());
            let at = if at_end { template.elements.len() } else { 0 };
            template.elements.insert(at, element);
            template.mapping.insert(at, place);
        }
    }
}

fn run(engine: &Handlebars<'_>, name: &str, data: &Json) -> Result<String, Refusal> {
    let mut bytes = Bounded(Vec::new());
    engine.render_to_write(name, data, &mut bytes).map_err(|error| {
        let line = error.line_no.unwrap_or(1);
        let is_first = error.template_name.as_deref().is_none_or(|of| of == name);
        Refusal { line: if is_first { line } else { 1 }, what: error.reason().to_string() }
    })?;
    String::from_utf8(bytes.0).map_err(|error| Refusal { line: 1, what: error.to_string() })
}

/// Bytes that stop to grow.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_BYTES {
            return Err(std::io::Error::other(too_large()));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Makes values be written by our helper, blocks of a name be sections, and partials be the sources that they are.
fn rewrite(template: &mut Template, part: &dyn Fn(&str) -> Option<String>) {
    for element in &mut template.elements {
        match element {
            TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => {
                if tag.params.is_empty() && tag.hash.is_empty() && !is_helper(&tag.name) {
                    let value = as_path(std::mem::replace(&mut tag.name, Parameter::Name(SHOW.to_owned())));
                    tag.params.push(value);
                }
                let tag = tag.clone();
                *element = TemplateElement::Expression(tag);
            }
            TemplateElement::HelperBlock(block) => {
                if block.params.is_empty() && block.hash.is_empty() && !is_helper(&block.name) {
                    let value = as_path(std::mem::replace(&mut block.name, Parameter::Name(SECTION.to_owned())));
                    block.params.push(value);
                }
                for inside in [&mut block.template, &mut block.inverse].into_iter().flatten() {
                    rewrite(inside, part);
                }
            }
            TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                let name = partial.name.as_name().unwrap_or_default().to_owned();
                if let Some(name) = part(&name) {
                    partial.name = Parameter::Name(name);
                }
                if let Some(inside) = &mut partial.template {
                    rewrite(inside, part);
                }
            }
            TemplateElement::DecoratorBlock(decorator) | TemplateElement::DecoratorExpression(decorator) => {
                if let Some(inside) = &mut decorator.template {
                    rewrite(inside, part);
                }
            }
            // Texts and comments; the library may get further kinds.
            _ => {}
        }
    }
}

fn is_helper(name: &Parameter) -> bool {
    match name {
        Parameter::Subexpression(_) => true,
        name => name.as_name().is_some_and(|name| HELPERS.contains(&name)),
    }
}

fn as_path(name: Parameter) -> Parameter {
    match name {
        Parameter::Name(name) => Path::parse(&name).map_or(Parameter::Name(name), Parameter::Path),
        other => other,
    }
}
