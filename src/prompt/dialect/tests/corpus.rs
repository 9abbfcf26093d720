//! Every file of a folder of real prompts, where there is one beside the project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::prompt::PromptId;
use crate::prompt::dialect::{Dialect, Dialects};
use crate::prompt::parts::Values;
use crate::prompt::template::{Composition, Strictness, Template};

/// What was seen of one folder.
#[derive(Default, Debug)]
struct Seen {
    files: usize,
    with_arguments: usize,
    arguments: usize,
    sites: usize,
    findings: BTreeMap<String, usize>,
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

impl Seen {
    /// Reads, lists and renders one prompt with every argument given.
    fn see(&mut self, name: &[u8], raw: Vec<u8>, dialects: &Dialects) -> Template {
        let id = PromptId::new(name).expect("a plain name");
        let template = Template::read(id.clone(), Arc::new(raw.clone()), dialects);
        assert_eq!(template.raw(), raw, "{id}");
        let composition = Composition::alone(Arc::new(template.clone()));
        let mut values = Values::default();
        for argument in composition.arguments() {
            let value = argument.choices.first().map_or("{{x}} $1 \u{1b}[2J", String::as_str);
            values.set(argument.name.clone(), value);
        }
        if let Err(faults) = composition.render(&values, Strictness::Strict) {
            panic!("{id}: {faults}");
        }
        assert!(composition.render(&Values::default(), Strictness::Draft).is_ok(), "{id}");
        self.files += 1;
        self.with_arguments += usize::from(!template.arguments().is_empty());
        self.arguments += template.arguments().len();
        self.sites += template.sites().len();
        for found in template.diagnostics() {
            // One line for each kind: without the words that differ from file to file.
            let kind: Vec<&str> = found.what.split(' ').filter(|word| !word.contains(['$', '"', '{'])).collect();
            *self.findings.entry(format!("{:?}: {}", found.severity, kind.join(" "))).or_default() += 1;
            if std::env::var_os("PROMPTBOOK_FINDINGS").is_some() {
                eprintln!("{id}:{} {:?}: {}", found.line, found.severity, found.what);
            }
        }
        template
    }

    fn tell(&self, name: &str) {
        let findings: usize = self.findings.values().sum();
        println!(
            "{name}: {} files, {} with arguments ({} in all), {} sites, {findings} findings",
            self.files, self.with_arguments, self.arguments, self.sites
        );
        for (what, count) in &self.findings {
            println!("    {count} × {what}");
        }
    }
}

#[test]
fn every_real_prompt_beside_the_project_is_read_listed_and_rendered() {
    let project = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let corpus = Path::new(&project).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("SKIPPED: there is no corpus at {}", corpus.display());
        return;
    }
    let everything = |dialect| vec![(".".to_owned(), dialect)];
    let folders =
        [("claude-commands", everything(Dialect::Claude)), ("fabric", Vec::new()), ("cursor-rules", Vec::new())];
    for (folder, settings) in folders {
        let root = corpus.join(folder);
        let dialects = Dialects::new(&root, settings);
        let mut paths = Vec::new();
        files(&root, &mut paths);
        paths.sort();
        let mut by_dialect: BTreeMap<&str, Seen> = BTreeMap::new();
        for path in paths {
            use std::os::unix::ffi::OsStrExt;
            let name = path.strip_prefix(&root).expect("a file below it").as_os_str().as_bytes();
            let raw = std::fs::read(&path).expect("a file");
            let mut seen = Seen::default();
            let dialect = seen.see(name, raw, &dialects).dialect().name();
            by_dialect.entry(dialect).or_default().add(seen);
        }
        for (dialect, seen) in by_dialect {
            seen.tell(&format!("{folder} as {dialect}"));
        }
    }
    let mut rows = csv::Reader::from_path(corpus.join("prompts-chat/prompts.csv")).expect("a table");
    let dialects = Dialects::new(Path::new("/"), everything(Dialect::PromptsChat));
    let mut seen = Seen::default();
    for (index, row) in rows.records().enumerate() {
        let row = row.expect("a row");
        seen.see(format!("{index}.md").as_bytes(), row[1].as_bytes().to_vec(), &dialects);
    }
    seen.tell("prompts-chat");
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.files += other.files;
        self.with_arguments += other.with_arguments;
        self.arguments += other.arguments;
        self.sites += other.sites;
        for (what, count) in other.findings {
            *self.findings.entry(what).or_default() += count;
        }
    }
}
