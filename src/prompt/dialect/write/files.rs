//! The files of each tool: header, body, and what neither can hold.

use std::collections::HashSet;

use serde_json::{Map, Value as Data, json};

use super::bodies::{self, Spelling, spell};
use super::outline::{Message, Outline, Part, joined};
use super::{Loss, LossKind, loss, place, plain_text};
use crate::prompt::dialect::{Dialect, is_name};
use crate::prompt::header::HeaderText;
use crate::prompt::id::PromptId;
use crate::prompt::template::engine::handlebars::HELPERS;
use crate::prompt::template::{Argument, Kind, Role, Takes, Template, Value};

/// A file of a tool before it is put together.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Whether the header must say the dialect, because the name does not.
    pub says_dialect: bool,
    /// For each argument of the outline, its name in the file.
    pub names: Vec<Option<String>>,
    pub losses: Vec<Loss>,
    dialect: &'static str,
    header: HeaderText,
    /// Whether the header is between lines of `---`; else the file is `whole`.
    is_whole: bool,
    body: String,
}

impl Written {
    /// The bytes of the file, with its dialect in the header or without.
    pub fn bytes(&self, says_dialect: bool) -> Vec<u8> {
        if self.is_whole {
            return self.body.clone().into_bytes();
        }
        let mut header = HeaderText::default();
        if says_dialect {
            header.text("dialect", self.dialect);
        }
        let mut text = format!("{}{}", header.fields(), self.header.fields());
        if !text.is_empty() {
            text = format!("---\n{text}---\n");
        } else if self.body.starts_with("---") {
            // What begins like a header would be taken for one.
            text = "---\n---\n".to_owned();
        }
        text.push_str(&self.body);
        text.into_bytes()
    }
}

/// Which facts of a header the target has a field for.
struct Holds {
    title: bool,
    description: bool,
    tags: bool,
    model: bool,
}

impl Holds {
    fn of(target: Dialect) -> Holds {
        let (title, description, tags, model) = match target {
            Dialect::Plain | Dialect::PromptsChat => (true, true, true, true),
            Dialect::Claude | Dialect::Copilot | Dialect::Opencode => (false, true, false, true),
            Dialect::Dotprompt | Dialect::Prompty => (false, true, false, true),
            Dialect::Skill | Dialect::Codex | Dialect::Gemini | Dialect::Cursor => (false, true, false, false),
            Dialect::Llm | Dialect::Aichat => (false, false, false, true),
            Dialect::Fabric => (false, false, false, false),
        };
        Holds { title, description, tags, model }
    }
}

/// The file of `target` for an outline of `template`.
pub(super) fn write(target: Dialect, outline: &Outline, template: &Template, id: &PromptId) -> Written {
    let mut written = Written { dialect: target.name(), ..Written::default() };
    facts(target, template, id, &mut written);
    match target {
        Dialect::Plain | Dialect::PromptsChat => plain(outline, &mut written),
        Dialect::Claude | Dialect::Skill | Dialect::Codex | Dialect::Opencode => words(target, outline, &mut written),
        Dialect::Copilot => copilot(outline, &mut written),
        Dialect::Gemini => gemini(outline, template, &mut written),
        Dialect::Dotprompt => dotprompt(outline, &mut written),
        Dialect::Prompty => prompty(outline, &mut written),
        Dialect::Fabric => fabric(outline, &mut written),
        Dialect::Llm => llm(outline, template, &mut written),
        Dialect::Aichat => aichat(outline, &mut written),
        Dialect::Cursor => cursor(outline, &mut written),
    }
    written
}

/// Title, description, tags and model into the header, and what has no field there.
fn facts(target: Dialect, template: &Template, id: &PromptId, written: &mut Written) {
    const KNOWN: [&str; 17] = [
        "title",
        "name",
        "description",
        "tags",
        "model",
        "dialect",
        "args",
        "arguments",
        "argument-hint",
        "input",
        "inputs",
        "prompt",
        "system",
        "defaults",
        "sample",
        "template",
        "row",
    ];
    let holds = Holds::of(target);
    let header = template.header();
    let title = header.text("title").or_else(|| header.text("name"));
    let (description, tags, model) = (template.description(), template.tags(), template.model());
    let mut lose = |kind: &str, what: &str| {
        written.losses.push(loss(LossKind::Field, format!("{kind} is left out: {what}")));
    };
    let file = place::bare(template.id());
    let file = file.rsplit('/').next().unwrap_or_default();
    match &title {
        Some(title) if !holds.title && title != file && target != Dialect::Skill => lose("title", title),
        _ => {}
    }
    if !holds.description && !description.is_empty() {
        lose("description", description);
    }
    if !holds.tags && !tags.is_empty() {
        lose("tags", &tags.join(", "));
    }
    if let Some(model) = model.as_ref().filter(|_| !holds.model) {
        lose("model", model);
    }
    let others = header.fields().iter().map(|field| field.key.as_str()).filter(|key| !KNOWN.contains(key));
    for key in others {
        let said = header.text(key).unwrap_or_default();
        lose(key, &said);
    }
    let header = &mut written.header;
    match target {
        Dialect::Skill => {
            let folder = String::from_utf8_lossy(id.folder()).into_owned();
            header.text("name", folder.rsplit('/').next().unwrap_or(file));
            let what = if description.is_empty() { title.as_deref().unwrap_or(file) } else { description };
            header.text("description", what);
            return;
        }
        Dialect::Plain => {
            if let Some(title) = &title {
                header.text("title", title);
            }
        }
        _ => {}
    }
    let is_yaml = !matches!(target, Dialect::Gemini | Dialect::Llm | Dialect::Fabric);
    if is_yaml && holds.description && !description.is_empty() {
        header.text("description", description);
    }
    if is_yaml && holds.tags {
        header.list("tags", tags);
    }
    if let Some(model) = model.filter(|_| is_yaml && holds.model) {
        header.text("model", &model);
    }
}

/// Tells what an argument loses where the target only has its name, and its description where `hint` holds that.
fn tell_losses(argument: &Argument, written: &mut Written, hint: bool) {
    let name = &argument.name;
    let mut lose = |kind, what: String| written.losses.push(loss(kind, what));
    if let Some(default) = &argument.default {
        lose(LossKind::Default, format!("{name} has no default any more: give \"{}\"", default.text()));
    }
    if !argument.choices.is_empty() {
        let choices = argument.choices.join(", ");
        lose(LossKind::Choices, format!("{name} may be anything, not only {choices}"));
    }
    if !argument.description.is_empty() && !hint {
        lose(LossKind::Description, format!("what {name} is for is not said: {}", argument.description));
    }
    if !matches!(argument.kind, Kind::Text | Kind::Multiline | Kind::Choice) {
        lose(LossKind::Kind, format!("{name} may be any text, not only a {}", argument.kind.name()));
    }
}

/// All messages as one text; tells that the roles are lost.
fn one_text(outline: &Outline, written: &mut Written) -> Vec<Part> {
    if outline.has_roles() {
        let roles: Vec<&str> = outline.messages.iter().filter_map(|message| message.role).map(Role::name).collect();
        let what = match roles.as_slice() {
            [one] => format!("that the {one} says it is not kept"),
            several => format!("who speaks ({}) stands in the text as lines", several.join(", ")),
        };
        written.losses.push(loss(LossKind::Role, what));
    }
    outline.merged()
}

/// Names that the target can have, each once.
fn names(outline: &Outline, name: impl Fn(&Argument) -> String) -> Vec<String> {
    let mut given: HashSet<String> = HashSet::new();
    outline
        .arguments
        .iter()
        .map(|argument| {
            let name = name(argument);
            let mut unique = name.clone();
            let mut number = 2;
            while !given.insert(unique.clone()) {
                unique = format!("{name}_{number}");
                number += 1;
            }
            unique
        })
        .collect()
}

fn used(outline: &Outline, names: Vec<String>) -> Vec<Option<String>> {
    names.into_iter().enumerate().map(|(index, name)| outline.uses(index).then_some(name)).collect()
}

/// `name` with every character that `fits` refuses as `_`; `arg` where nothing is left of it.
fn fitting(name: &str, fits: impl Fn(char) -> bool) -> String {
    let mut safe: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if safe.chars().all(|c| c == '_') {
        safe = "arg".to_owned();
    }
    if safe.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        safe.insert_str(0, "arg");
    }
    safe
}

fn ascii(name: &str) -> String {
    fitting(name, |c| c.is_ascii_alphanumeric() || c == '_')
}

fn plain(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "input".to_owned(),
        _ if is_name(&argument.name) => argument.name.clone(),
        _ => fitting(&argument.name, |c| c.is_alphanumeric() || matches!(c, '_' | '-')),
    });
    let parts = one_text(outline, written);
    let declared: Vec<(String, Data)> = outline
        .arguments
        .iter()
        .enumerate()
        .filter(|(index, _)| outline.uses(*index))
        .map(|(index, argument)| (names[index].clone(), declaration(argument)))
        .collect();
    written.header.map("args", &declared);
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| plain_text(text), fill: &|index, _| format!("{{{{{}}}}}", names[index]) },
    );
    written.names = used(outline, names);
}

/// What `args` of a plain prompt says of an argument.
fn declaration(argument: &Argument) -> Data {
    let mut said = Map::new();
    if !matches!((argument.kind, argument.choices.is_empty()), (Kind::Text, _) | (Kind::Choice, false)) {
        said.insert("kind".to_owned(), json!(argument.kind.name()));
    }
    if let Some(default) = &argument.default {
        said.insert("default".to_owned(), data(default));
    }
    if !argument.choices.is_empty() {
        said.insert("choices".to_owned(), json!(argument.choices));
    }
    if !argument.description.is_empty() {
        said.insert("description".to_owned(), json!(argument.description));
    }
    if let Some(placeholder) = &argument.placeholder {
        said.insert("placeholder".to_owned(), json!(placeholder));
    }
    if argument.required != argument.default.is_none() || said.is_empty() {
        said.insert("required".to_owned(), json!(argument.required));
    }
    Data::Object(said)
}

fn data(value: &Value) -> Data {
    match value {
        Value::Text(_) => json!(value.text()),
        Value::Data(data) => data.clone(),
    }
}

/// Claude, its skills, Codex and opencode: positions, and a hint that says which.
fn words(target: Dialect, outline: &Outline, written: &mut Written) {
    let parts = one_text(outline, written);
    let places: Vec<usize> = (0..outline.arguments.len()).filter(|index| outline.uses(*index)).collect();
    let counts_from_0 = matches!(target, Dialect::Claude | Dialect::Skill);
    let takes_all = match places.as_slice() {
        [only] => {
            matches!(outline.arguments[*only].takes, Takes::Rest(0) | Takes::Input | Takes::Name | Takes::Position(0))
        }
        _ => false,
    };
    // Codex has nine words; more are names.
    let has_names = target == Dialect::Codex && places.len() > 9;
    let mut spelled: Vec<Option<String>> = vec![None; outline.arguments.len()];
    let upper = names(outline, |argument| {
        let name = ascii(&argument.name).to_ascii_uppercase();
        if name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "ARGUMENTS" {
            name
        } else {
            format!("ARG_{name}")
        }
    });
    for (position, index) in places.iter().enumerate() {
        spelled[*index] = Some(match () {
            () if has_names => upper[*index].clone(),
            () if takes_all => "ARGUMENTS".to_owned(),
            () if counts_from_0 => position.to_string(),
            () => (position + 1).to_string(),
        });
        tell_losses(&outline.arguments[*index], written, false);
    }
    let hint = |index: &usize| {
        let argument = &outline.arguments[*index];
        let name = argument.name.replace(['[', ']', '<', '>', '|', '\n', '\r'], " ");
        if argument.required { format!("<{}>", name.trim()) } else { format!("[{}]", name.trim()) }
    };
    if !places.is_empty() && !has_names {
        written.header.text("argument-hint", &places.iter().map(hint).collect::<Vec<_>>().join(" "));
    }
    let name_of = |index: usize| spelled[index].clone().unwrap_or_default();
    let fill = |index: usize, behind: &str| {
        let name = name_of(index);
        let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if counts_from_0 && !takes_all && goes_on { format!("$ARGUMENTS[{name}]") } else { format!("${name}") }
    };
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| if counts_from_0 { bodies::claude(text) } else { text.to_owned() }, fill: &fill },
    );
    written.names = spelled;
}

fn copilot(outline: &Outline, written: &mut Written) {
    let parts = one_text(outline, written);
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "selection".to_owned(),
        _ => argument.name.replace(['{', '}', ':', '\n', '\r'], "_").trim().to_owned(),
    });
    let hints: Vec<String> = outline
        .arguments
        .iter()
        .map(|argument| {
            let default = argument.default.as_ref().map(|default| default.text().into_owned());
            let hint = default.or_else(|| argument.placeholder.clone()).unwrap_or_else(|| argument.description.clone());
            hint.replace(['{', '}', '\n', '\r'], " ").trim().to_owned()
        })
        .collect();
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, hints[index] == argument.description);
    }
    let fill = |index: usize, _: &str| match (outline.arguments[index].takes, hints[index].as_str()) {
        (Takes::Input, _) => "${selection}".to_owned(),
        (_, "") => format!("${{input:{}}}", names[index]),
        (_, hint) => format!("${{input:{}:{hint}}}", names[index]),
    };
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &fill });
    written.names = used(outline, names);
}

/// The argument that a dialect with one input gives it to: the input, else everything, else the only one.
fn input_of(outline: &Outline) -> Option<usize> {
    let places: Vec<usize> = (0..outline.arguments.len()).filter(|index| outline.uses(*index)).collect();
    let is = |index: &&usize, wanted: fn(Takes) -> bool| wanted(outline.arguments[**index].takes);
    let input = places.iter().find(|index| is(index, |takes| takes == Takes::Input));
    let rest = places.iter().find(|index| is(index, |takes| matches!(takes, Takes::Rest(_))));
    input.or(rest).or(places.first().filter(|_| places.len() == 1)).copied()
}

/// Writes the arguments that have no place out: their default, or their name in brackets.
fn without_arguments(parts: Vec<Part>, outline: &Outline, keep: Option<usize>, written: &mut Written) -> Vec<Part> {
    for (index, argument) in outline.arguments.iter().enumerate() {
        if outline.uses(index) && Some(index) != keep {
            let instead = match &argument.default {
                Some(default) => format!("its default \"{}\" is written out", default.text()),
                None => format!("[{}] stands in the text for it", argument.name),
            };
            let what = format!("{} cannot be given: {instead}", argument.name);
            written.losses.push(loss(LossKind::Argument, what));
        }
    }
    let fixed = parts.into_iter().map(|part| match part {
        Part::Fill(index) if Some(index) != keep => {
            let argument = &outline.arguments[index];
            let default = argument.default.as_ref().map(|default| default.text().into_owned());
            Part::Text(default.unwrap_or_else(|| format!("[{}]", argument.name)))
        }
        part => part,
    });
    joined(fixed.collect())
}

fn gemini(outline: &Outline, template: &Template, written: &mut Written) {
    let input = input_of(outline);
    let parts = one_text(outline, written);
    let parts = without_arguments(parts, outline, input, written);
    if let Some(argument) = input.map(|index| &outline.arguments[index]) {
        tell_losses(argument, written, false);
    }
    let text = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &|_, _| "{{args}}".to_owned() });
    written.is_whole = true;
    if !template.description().is_empty() {
        let description = toml_line(template.description());
        written.body.push_str(&format!("description = {description}\n"));
    }
    written.body.push_str(&format!("prompt = {}\n", bodies::toml(&text)));
    written.names =
        (0..outline.arguments.len()).map(|index| (Some(index) == input).then(|| "args".to_owned())).collect();
}

fn toml_line(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn dotprompt(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| {
        let name = fitting(&argument.name, |c| c.is_alphanumeric() || c == '_');
        if HELPERS.contains(&name.as_str()) { format!("{name}_") } else { name }
    });
    let (mut schema, mut defaults) = (Map::new(), Map::new());
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        let mark = if argument.required { "" } else { "?" };
        let about = argument.description.replace([',', '(', ')', '\n', '\r'], " ");
        let key = &names[index];
        if argument.kind == Kind::Choice && !argument.choices.is_empty() {
            let about = if about.trim().is_empty() { String::new() } else { format!(", {}", about.trim()) };
            schema.insert(format!("{key}{mark}(enum{about})"), json!(argument.choices));
        } else {
            let kind = match argument.kind {
                Kind::Number => "number",
                Kind::Boolean => "boolean",
                _ => "string",
            };
            let about = if about.trim().is_empty() { String::new() } else { format!(", {}", about.trim()) };
            schema.insert(format!("{key}{mark}"), json!(format!("{kind}{about}")));
        }
        if let Some(default) = &argument.default {
            defaults.insert(key.clone(), data(default));
        }
        if matches!(argument.kind, Kind::MultiChoice | Kind::Date | Kind::File | Kind::Secret) {
            let what = format!("{} may be any text, not only a {}", argument.name, argument.kind.name());
            written.losses.push(loss(LossKind::Kind, what));
        }
    }
    let mut input = vec![("schema".to_owned(), Data::Object(schema.clone()))];
    if !defaults.is_empty() {
        input.push(("default".to_owned(), Data::Object(defaults)));
    }
    if !schema.is_empty() {
        written.header.map("input", &input);
    }
    for message in &outline.messages {
        if let Some(role) = message.role {
            let role = if role == Role::Assistant { "model" } else { role.name() };
            written.body.push_str(&format!("{{{{role \"{role}\"}}}}"));
        }
        for (at, part) in message.parts.iter().enumerate() {
            let next = message.parts.get(at + 1).and_then(|next| match next {
                Part::Fill(index) => Some(names[*index].as_str()),
                Part::Text(_) => None,
            });
            let written_part = match part {
                Part::Text(text) => bodies::handlebars(text, next),
                Part::Fill(index) => {
                    // Only a space that was put behind a brace may be taken out.
                    let is_brace = at > 0 && matches!(&message.parts[at - 1], Part::Text(text) if text.ends_with('{'));
                    bodies::handlebars_place(if is_brace { "{ " } else { "" }, &names[*index])
                }
            };
            written.body.push_str(&written_part);
        }
    }
    written.names = used(outline, names);
}

fn prompty(outline: &Outline, written: &mut Written) {
    let names = names(outline, |argument| ascii(&argument.name));
    let mut inputs: Vec<(String, Data)> = Vec::new();
    for (index, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        let mut said = Map::new();
        let kind = match argument.kind {
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            _ => "string",
        };
        said.insert("type".to_owned(), json!(kind));
        if !argument.description.is_empty() {
            said.insert("description".to_owned(), json!(argument.description));
        }
        if let Some(default) = &argument.default {
            said.insert("default".to_owned(), data(default));
        }
        if !argument.choices.is_empty() {
            said.insert("enumValues".to_owned(), json!(argument.choices));
        }
        if argument.required {
            said.insert("required".to_owned(), json!(true));
        }
        inputs.push((names[index].clone(), Data::Object(said)));
        if matches!(argument.kind, Kind::MultiChoice | Kind::Date | Kind::File | Kind::Secret) {
            let what = format!("{} may be any text, not only a {}", argument.name, argument.kind.name());
            written.losses.push(loss(LossKind::Kind, what));
        }
    }
    written.header.map("inputs", &inputs);
    let spelling = Spelling {
        text: &|text, next| bodies::jinja(text, next),
        fill: &|index, _| format!("{{{{{}}}}}", names[index]),
    };
    for (at, message) in outline.messages.iter().enumerate() {
        if at > 0 && !written.body.ends_with('\n') {
            written.body.push('\n');
        }
        if at > 0 || message.role.is_some_and(|role| role != Role::System) {
            written.body.push_str(&format!("{}:\n", message.role.unwrap_or(Role::User).name()));
        }
        written.body.push_str(&spell(&message.parts, &spelling));
    }
    written.names = used(outline, names);
}

fn fabric(outline: &Outline, written: &mut Written) {
    let parts = match outline.messages.as_slice() {
        // A pattern is what the system says.
        [Message { role: Some(Role::System), parts }] => parts.clone(),
        _ => one_text(outline, written),
    };
    let names = names(outline, |argument| match argument.takes {
        Takes::Input => "input".to_owned(),
        _ if is_name(&argument.name) => argument.name.clone(),
        _ => fitting(&argument.name, |c| c.is_alphanumeric() || matches!(c, '_' | '-')),
    });
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, false);
    }
    written.body = spell(
        &parts,
        &Spelling { text: &|text, _| text.to_owned(), fill: &|index, _| format!("{{{{{}}}}}", names[index]) },
    );
    written.is_whole = true;
    written.names = used(outline, names);
}

fn llm(outline: &Outline, template: &Template, written: &mut Written) {
    let names = names(
        outline,
        |argument| if argument.takes == Takes::Input { "input".to_owned() } else { ascii(&argument.name) },
    );
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        // A default has its field.
        tell_losses(&Argument { default: None, ..argument.clone() }, written, false);
    }
    let fill = |index: usize, behind: &str| {
        let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if goes_on { format!("${{{}}}", names[index]) } else { format!("${}", names[index]) }
    };
    let spelling = Spelling { text: &|text, _| text.replace('$', "$$"), fill: &fill };
    let said: Vec<(&str, String)> = match outline.messages.as_slice() {
        [Message { role: Some(Role::System), parts }] => vec![("system", spell(parts, &spelling))],
        [Message { role: Some(Role::User) | None, parts }] => vec![("prompt", spell(parts, &spelling))],
        [Message { role: Some(Role::System), parts }, Message { role: Some(Role::User), parts: asked }] => {
            vec![("system", spell(parts, &spelling)), ("prompt", spell(asked, &spelling))]
        }
        _ => vec![("prompt", spell(&one_text(outline, written), &spelling))],
    };
    let mut file = HeaderText::default();
    if let Some(model) = template.model() {
        file.text("model", &model);
    }
    for (key, text) in said {
        match bodies::yaml_block(&text) {
            Some(block) => file.line(key, &block),
            None => file.text(key, &text),
        };
    }
    let defaults = outline
        .arguments
        .iter()
        .enumerate()
        .filter(|(index, _)| outline.uses(*index))
        .filter_map(|(index, argument)| Some((names[index].clone(), json!(argument.default.as_ref()?.text()))));
    file.map("defaults", &defaults.collect::<Vec<_>>());
    written.body = file.fields().to_owned();
    written.is_whole = true;
    written.names = used(outline, names);
}

fn aichat(outline: &Outline, written: &mut Written) {
    let input = input_of(outline);
    let mut position = 0;
    let names: Vec<String> = (0..outline.arguments.len())
        .map(|index| match outline.uses(index) {
            true if Some(index) == input => "input".to_owned(),
            true => {
                position += 1;
                format!("ARG{position}")
            }
            false => String::new(),
        })
        .collect();
    for (_, argument) in outline.arguments.iter().enumerate().filter(|(index, _)| outline.uses(*index)) {
        tell_losses(argument, written, false);
    }
    let parts = match (outline.messages.as_slice(), input) {
        // Without an input the text is what the system says, with one it is what the person says.
        ([Message { role: Some(Role::System), parts }], None)
        | ([Message { role: Some(Role::User), parts }], Some(_)) => parts.clone(),
        _ => one_text(outline, written),
    };
    let fill = |index: usize, _: &str| match names[index].as_str() {
        "input" => "__INPUT__".to_owned(),
        name => format!("__{name}__"),
    };
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &fill });
    written.names = used(outline, names);
}

fn cursor(outline: &Outline, written: &mut Written) {
    let parts = one_text(outline, written);
    let parts = without_arguments(parts, outline, None, written);
    written.header.line("alwaysApply", "false");
    written.body = spell(&parts, &Spelling { text: &|text, _| text.to_owned(), fill: &|_, _| String::new() });
    written.names = vec![None; outline.arguments.len()];
}
