//! The helpers of dotprompt, and Handlebars' own where JavaScript has them otherwise.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, Renderable, ScopedJson,
};
use serde_json::Value as Json;

use super::marked::Marks;
use super::{COUNT, LEAVE, SECTION, SHOW, WRITTEN_DEEP};
use crate::prompt::engine::{STEPS, too_many_steps};

/// Helpers of the library that JavaScript does not have; as values they are names like any other.
const FOREIGN: [&str; 16] = [
    "raw",
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "and",
    "or",
    "not",
    "len",
    "lowerCamelCase",
    "upperCamelCase",
    "snakeCase",
    "kebabCase",
    "trainCase",
];

/// The numbers of these names, and how they were typed.
pub(super) type Typed = HashMap<String, (Json, String)>;

pub(super) fn register(engine: &mut Handlebars<'_>, marks: Marks, typed: Typed) {
    for name in FOREIGN {
        engine.unregister_helper(name);
    }
    for name in ["shoutySnakeCase", "shoutyKebabCase", "titleCase", "log"] {
        engine.unregister_helper(name);
    }
    engine.register_helper(SHOW, Box::new(Show(typed)));
    let depth = Arc::new(AtomicUsize::new(0));
    engine.register_helper(COUNT, Box::new(Count { steps: AtomicUsize::new(0), depth: Arc::clone(&depth) }));
    engine.register_helper(LEAVE, Box::new(Leave(depth)));
    engine.register_helper("json", Box::new(ToJson));
    engine.register_helper("log", Box::new(say(|_| String::new())));
    engine.register_helper(
        "role",
        Box::new(say(move |helper| {
            let name = first_text(helper);
            if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
                marks.role(&name)
            } else {
                format!("<<<dotprompt:role:{name}>>>")
            }
        })),
    );
    engine.register_helper("history", Box::new(say(move |_| marks.role(""))));
    engine
        .register_helper("section", Box::new(say(|helper| format!("<<<dotprompt:section {}>>>", first_text(helper)))));
    engine.register_helper(
        "media",
        Box::new(say(|helper| {
            let of = |key: &str| helper.hash_get(key).map(|value| text(value.value()));
            let kind =
                of("contentType").filter(|kind| !kind.is_empty()).map_or_else(String::new, |kind| format!(" {kind}"));
            format!("<<<dotprompt:media:url {}{kind}>>>", of("url").unwrap_or_default())
        })),
    );
    engine.register_helper(
        "if",
        Box::new(choose(|helper| {
            let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
            let takes_zero = helper.hash_get("includeZero").is_some_and(|zero| zero.value().as_bool() == Some(true));
            Ok(is_true(value.value(), takes_zero))
        })),
    );
    engine.register_helper(
        "unless",
        Box::new(choose(|helper| {
            let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("unless", 0))?;
            Ok(!is_true(value.value(), false))
        })),
    );
    engine.register_helper("ifEquals", Box::new(choose(|helper| Ok(are_equal(helper)))));
    engine.register_helper("unlessEquals", Box::new(choose(|helper| Ok(!are_equal(helper)))));
    engine.register_helper(SECTION, Box::new(Section));
}

/// How JavaScript writes a value that stands in a text.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(truth) => truth.to_string(),
        Json::Number(number) => number_text(number),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Json::Object(_) => "[object Object]".to_owned(),
    }
}

fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        // Beyond that JavaScript writes exponents.
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < 1e21 => format!("{value:.0}"),
        _ => number.to_string(),
    }
}

/// As `JSON.stringify` has them, whole numbers are written without a fraction.
fn plain_numbers(value: &Json) -> Json {
    match value {
        Json::Number(number) => serde_json::from_str(&number_text(number)).unwrap_or_else(|_| value.clone()),
        Json::Array(items) => items.iter().map(plain_numbers).collect(),
        Json::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), plain_numbers(value))).collect(),
        Json::Null | Json::Bool(_) | Json::String(_) => value.clone(),
    }
}

fn is_true(value: &Json, takes_zero: bool) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::Number(number) => takes_zero || number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Bool(true) | Json::Object(_) => true,
    }
}

fn are_equal(helper: &Helper<'_>) -> bool {
    let value = |index: usize| helper.param(index).map(|value| (value.is_value_missing(), value.value()));
    match (value(0), value(1)) {
        (Some((false, Json::Number(one))), Some((false, Json::Number(other)))) => one.as_f64() == other.as_f64(),
        // Two lists or maps are never the same object.
        (_, Some((_, Json::Array(_) | Json::Object(_)))) => false,
        (one, other) => one == other,
    }
}

fn first_text(helper: &Helper<'_>) -> String {
    helper.param(0).map(|value| text(value.value())).unwrap_or_default()
}

/// Writes nothing, and stops what has been written too often or too deep. An engine renders twice, once with marks.
struct Count {
    steps: AtomicUsize,
    depth: Arc<AtomicUsize>,
}

impl HelperDef for Count {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        let elements = helper.param(0).and_then(|elements| elements.value().as_u64()).unwrap_or(1);
        let elements = usize::try_from(elements).unwrap_or(STEPS);
        if self.steps.fetch_add(elements, Ordering::Relaxed).saturating_add(elements) > 2 * STEPS {
            return Err(RenderErrorReason::Other(too_many_steps()).into());
        }
        if self.depth.fetch_add(1, Ordering::Relaxed) >= WRITTEN_DEEP {
            let what = format!("parts and blocks are written in each other more than {WRITTEN_DEEP} deep");
            return Err(RenderErrorReason::Other(what).into());
        }
        Ok(())
    }
}

/// Writes nothing, and tells that a block or a part has ended.
struct Leave(Arc<AtomicUsize>);

impl HelperDef for Leave {
    fn call<'reg: 'rc, 'rc>(
        &self,
        _: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        self.0.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }
}

/// A value alone between braces: a number as it was typed.
struct Show(Typed);

impl HelperDef for Show {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let typed = helper.param(0).and_then(|value| {
            let name = value.relative_path()?;
            let name = ["this.", "./", "@root."].iter().find_map(|lead| name.strip_prefix(lead)).unwrap_or(name);
            let (number, text) = self.0.get(name.trim_start_matches("../"))?;
            // A field of an item may have the same name.
            let is_it = number == value.value() && value.context_path().is_none_or(|path| path.len() == 1);
            is_it.then(|| text.clone())
        });
        Ok(ScopedJson::Derived(Json::String(typed.unwrap_or_else(|| first_text(helper)))))
    }
}

/// `{{json value indent=2}}`.
struct ToJson;

impl HelperDef for ToJson {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let value = helper.param(0).filter(|value| !value.is_value_missing());
        let Some(value) = value.map(|value| plain_numbers(value.value())) else {
            return Ok(ScopedJson::Derived(Json::from("undefined")));
        };
        let indent = helper.hash_get("indent").and_then(|indent| indent.value().as_u64()).unwrap_or(0).min(10);
        if indent == 0 {
            return Ok(ScopedJson::Derived(Json::String(value.to_string())));
        }
        let indent = " ".repeat(usize::try_from(indent).unwrap_or(0));
        let mut bytes = Vec::new();
        let layout = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, layout);
        serde::Serialize::serialize(&value, &mut writer).map_err(RenderErrorReason::from)?;
        Ok(ScopedJson::Derived(Json::String(String::from_utf8_lossy(&bytes).into_owned())))
    }
}

fn say(text: impl Fn(&Helper<'_>) -> String + Send + Sync) -> impl HelperDef + Send + Sync {
    Say(text)
}

fn choose(
    is_first: impl Fn(&Helper<'_>) -> Result<bool, RenderErrorReason> + Send + Sync,
) -> impl HelperDef + Send + Sync {
    Choose(is_first)
}

/// Writes a text that is no value.
struct Say<F>(F);

impl<F: Fn(&Helper<'_>) -> String + Send + Sync> HelperDef for Say<F> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        out.write(&(self.0)(helper))?;
        Ok(())
    }
}

/// A block, or what stands behind its `{{else}}`.
struct Choose<F>(F);

impl<F: Fn(&Helper<'_>) -> Result<bool, RenderErrorReason> + Send + Sync> HelperDef for Choose<F> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let chosen = if (self.0)(helper)? { helper.template() } else { helper.inverse() };
        chosen.map_or(Ok(()), |chosen| chosen.render(engine, context, state, out))
    }
}

/// `{{#name}}…{{/name}}`: once for each item, once for a map, or just the block.
struct Section;

impl HelperDef for Section {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).map(|value| value.value().clone()).unwrap_or_default();
        let is_list = value.is_array();
        let items = match value {
            Json::Array(items) if !items.is_empty() => items,
            Json::Bool(true) => {
                return helper.template().map_or(Ok(()), |inside| inside.render(engine, context, state, out));
            }
            Json::Null | Json::Bool(false) | Json::Array(_) => {
                return helper.inverse().map_or(Ok(()), |inside| inside.render(engine, context, state, out));
            }
            other => vec![other],
        };
        let Some(inside) = helper.template() else { return Ok(()) };
        let last = items.len() - 1;
        for (index, item) in items.into_iter().enumerate() {
            let mut block = BlockContext::new();
            block.set_base_value(item);
            if is_list {
                block.set_local_var("index", Json::from(index));
                block.set_local_var("key", Json::from(index));
                block.set_local_var("first", Json::from(index == 0));
                block.set_local_var("last", Json::from(index == last));
            }
            state.push_block(block);
            let done = inside.render(engine, context, state, out);
            state.pop_block();
            done?;
        }
        Ok(())
    }
}
