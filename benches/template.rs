//! What it costs to understand a prompt file and to fill it in, beside two template engines on the same text and values.
//! `cargo bench --bench template`; with `-- --quick` a short run.
//!
//! ```text
//!  a template of 10 KiB with 20 arguments, each used twice:  read, read and composed, rendered
//!  a prompt of 365 KB:                                       read, composed and rendered as its form is opened
//!  a text of 144 000 characters:                             its tokens counted, off the screen's own task
//! ```
//!
//! Candidates take turns; what is printed is the median of the rounds, and of a peer its ratio to ours. The engines'
//! templates are compiled before, as ours is read before it is rendered.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use promptbook::PromptId;
use promptbook::prompt::dialect::Dialects;
use promptbook::prompt::template::{Composition, Strictness, Template, Values};
use promptbook::tokens::Vocabulary;

/// The bytes of the template that is rendered.
const BYTES: usize = 10 * 1024;
/// The arguments that it has.
const ARGUMENTS: usize = 20;

fn main() {
    let rounds = if std::env::args().any(|argument| argument == "--quick") { 21 } else { 201 };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("the load before this run: {}\n", load.split(' ').next().unwrap_or("unknown"));
    println!("{:<56}{:>12}{:>12}   budget", "figure", "median", "of ours");
    filled_in(rounds);
    large(rounds);
    tokens();
}

fn template(text: &str) -> Arc<Template> {
    let id = PromptId::new("bench.md").expect("a plain name");
    Arc::new(Template::read(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default()))
}

/// A text of about `bytes` bytes in which each of the arguments stands twice.
fn text(bytes: usize) -> String {
    let mut text = String::new();
    let paragraph = bytes / (2 * ARGUMENTS);
    for place in 0..2 * ARGUMENTS {
        text.push_str(&format!("## 第 {place} 段\n\nWeigh {{{{argument_{}}}}} against the rest: ", place % ARGUMENTS));
        while text.len() < (place + 1) * paragraph {
            text.push_str("a sentence that is only there to be copied. ");
        }
        text.push('\n');
    }
    text
}

fn filled_in(rounds: usize) {
    let text = text(BYTES);
    let composition = Composition::alone(template(&text));
    assert_eq!(composition.arguments().len(), ARGUMENTS);
    let named: Vec<(String, String)> =
        (0..ARGUMENTS).map(|at| (format!("argument_{at}"), format!("the value {at} 值"))).collect();
    let mut values = Values::default();
    for (name, value) in &named {
        values.set(name.as_str(), value.as_str());
    }
    let named: std::collections::BTreeMap<String, String> = named.into_iter().collect();

    let mut jinja = minijinja::Environment::new();
    jinja.add_template("bench", &text).expect("it is Jinja, too");
    let mut bars = handlebars::Handlebars::new();
    bars.register_escape_fn(handlebars::no_escape);
    bars.register_template_string("bench", &text).expect("it is Handlebars, too");

    let ours = || composition.render(&values, Strictness::Usual).expect("it renders").text().0.into_owned();
    let by_jinja = || jinja.get_template("bench").and_then(|bench| bench.render(&named)).expect("it renders");
    let by_bars = || bars.render("bench", &named).expect("it renders");
    // Jinja leaves out the last line end.
    assert_eq!(String::from_utf8_lossy(&ours()).trim_end(), by_jinja().trim_end());
    assert_eq!(String::from_utf8_lossy(&ours()), by_bars());

    let times = medians(
        rounds,
        50,
        &mut [
            &mut || drop(black_box(ours())),
            &mut || drop(black_box(by_jinja())),
            &mut || drop(black_box(by_bars())),
            &mut || drop(black_box(template(&text))),
            &mut || assert!(black_box(minijinja::Environment::new().add_template("bench", &text).is_ok())),
            &mut || assert!(black_box(handlebars::Template::compile(&text).is_ok())),
        ],
    );
    let size = format!("{:.1} KiB, {ARGUMENTS} arguments", text.len() as f64 / 1024.0);
    row(&format!("render {size}"), times[0], None, "50 µs");
    row("  the same by minijinja", times[1], Some(times[0]), "");
    row("  the same by handlebars", times[2], Some(times[0]), "");
    row(&format!("read {size}"), times[3], None, "");
    row("  compile the same by minijinja", times[4], Some(times[3]), "");
    row("  compile the same by handlebars", times[5], Some(times[3]), "");
}

fn large(rounds: usize) {
    let text = text(365_000);
    let open = || {
        let composition = Composition::alone(template(&text));
        composition.render(&Values::default(), Strictness::Draft).expect("a draft renders")
    };
    let times = medians(rounds, 1, &mut [&mut || drop(black_box(open()))]);
    row(&format!("open {:.0} KB: read, compose, render", text.len() as f64 / 1e3), times[0], None, "16 ms");
}

fn tokens() {
    let first = Instant::now();
    Vocabulary::O200k.count("the first use loads the vocabulary");
    row("the vocabulary, once", first.elapsed().as_nanos() as f64, None, "");
    let mixed: String = text(200_000).chars().take(144_000).collect();
    for (name, text) in [("of text", mixed), ("of one letter", "a".repeat(144_000)), ("of 中", "中".repeat(144_000))]
    {
        let started = Instant::now();
        let tokens = Vocabulary::O200k.count(&text).tokens;
        row(&format!("tokens of 144 000 characters {name}: {tokens}"), started.elapsed().as_nanos() as f64, None, "");
    }
}

/// For each candidate the median of `rounds` rounds of `times` calls, in nanoseconds a call.
fn medians(rounds: usize, times: u32, candidates: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let mut measured = vec![Vec::new(); candidates.len()];
    for _ in 0..rounds {
        for (candidate, measured) in candidates.iter_mut().zip(&mut measured) {
            let started = Instant::now();
            (0..times).for_each(|_| candidate());
            measured.push(started.elapsed().as_nanos() as f64 / f64::from(times));
        }
    }
    for measured in &mut measured {
        measured.sort_unstable_by(f64::total_cmp);
    }
    measured.iter().map(|measured| measured[measured.len() / 2]).collect()
}

fn row(figure: &str, ns: f64, ours: Option<f64>, budget: &str) {
    let time = if ns < 1e6 { format!("{:.1} µs", ns / 1e3) } else { format!("{:.2} ms", ns / 1e6) };
    let ratio = ours.map(|ours| format!("{:.1}x", ns / ours)).unwrap_or_default();
    println!("{}", format!("{figure:<56}{time:>12}{ratio:>12}   {budget}").trim_end());
}
