//! Fills in cases that are given as JSON on standard input, and prints as JSON who says what. `.ci/prove dialects` compares
//! this with the tools that the dialects come from: see `tests/peers/compare.py`.

use std::collections::BTreeMap;
use std::sync::Arc;

use promptbook::prompt::PromptId;
use promptbook::prompt::dialect::Dialects;
use promptbook::prompt::template::{Composition, Severity, Strictness, Template, Value, Values};
use serde_json::{Value as Json, json};

fn main() -> anyhow::Result<()> {
    let cases: Vec<Json> = serde_json::from_reader(std::io::stdin())?;
    let filled = cases.iter().map(fill_in).collect::<anyhow::Result<Vec<Json>>>()?;
    serde_json::to_writer(std::io::stdout(), &filled)?;
    Ok(())
}

/// A case has `files` by name, the `name` of the one to fill in, `named` values, `words`, and perhaps `input`.
/// What the tool would refuse counts as refused here, although it is only told and rendered as well as it can be.
fn fill_in(case: &Json) -> anyhow::Result<Json> {
    let files: BTreeMap<String, String> = serde_json::from_value(case["files"].clone())?;
    let read = |name: &str, text: &str| -> anyhow::Result<Arc<Template>> {
        Ok(Arc::new(Template::read(PromptId::new(name)?, Arc::new(text.as_bytes().to_vec()), &Dialects::default())))
    };
    let book = files.iter().map(|(name, text)| read(name, text)).collect::<anyhow::Result<Vec<_>>>()?;
    let id = PromptId::new(case["name"].as_str().unwrap_or_default())?;
    let Some(template) = book.iter().find(|template| *template.id() == id) else {
        anyhow::bail!("{id} is not among the files of its case");
    };
    let composition = Composition::with(Arc::clone(template), |part, include| {
        let ids = part.dialect().candidates(part.id(), include);
        ids.iter().find_map(|id| book.iter().find(|known| known.id() == id)).cloned()
    });
    let mut values = Values::default();
    for (name, value) in case["named"].as_object().into_iter().flatten() {
        if composition.arguments().iter().any(|argument| argument.name == *name) {
            values.set(name.clone(), Value::from(value.clone()));
        }
    }
    let words = case["words"].as_array().into_iter().flatten().filter_map(Json::as_str);
    values.positions = words.map(|word| word.as_bytes().to_vec()).collect();
    values.input = case["input"].as_str().map(|input| input.as_bytes().to_vec());
    let is_fault = |severity: Severity| severity == Severity::Fault;
    if let Some(found) = template.diagnostics().iter().find(|found| is_fault(found.severity)) {
        return Ok(json!({ "refused": found.what }));
    }
    Ok(match composition.render(&values, Strictness::Usual) {
        Err(faults) => json!({ "refused": faults.to_string() }),
        Ok(rendered) => {
            let said = rendered
                .messages
                .iter()
                .map(|message| json!([message.role.map(|role| role.name()), String::from_utf8_lossy(&message.text)]));
            json!({ "messages": said.collect::<Vec<_>>() })
        }
    })
}
