//! The text exposition format of Prometheus, version 0.0.4, read strictly: more strictly than Prometheus does.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

use promptbook::cache::{CacheState, Holder, OffReason, OldSnapshots};
use promptbook::metrics::prometheus::Exposition;
use promptbook::metrics::{Figures, Percentiles};
use promptbook::store::WatchState;
use promptbook::{Library, Options};

use crate::Home;

/// What was read.
#[derive(Debug, Default)]
struct Metrics {
    /// Kind by name.
    kinds: BTreeMap<String, String>,
    /// Value by name and labels, as written.
    samples: BTreeMap<String, f64>,
}

/// Reads `text`, or says what is wrong with which line.
fn read(text: &str) -> Result<Metrics, String> {
    if !text.ends_with('\n') || text.contains('\r') {
        return Err("every line ends with a line feed".to_owned());
    }
    let mut metrics = Metrics::default();
    let mut helped = BTreeSet::new();
    let mut current = String::new();
    for line in text.lines() {
        let fault = |why: &str| Err(format!("{why}: {line}"));
        if let Some(help) = line.strip_prefix("# HELP ") {
            let Some((name, text)) = help.split_once(' ') else { return fault("help without a text") };
            if !is_name(name) || text.trim().is_empty() || text.contains('\\') {
                return fault("no help");
            }
            if !helped.insert(name.to_owned()) {
                return fault("help a second time");
            }
            current = name.to_owned();
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let Some((name, kind)) = kind.split_once(' ') else { return fault("no type") };
            if name != current || !["counter", "gauge", "summary"].contains(&kind) {
                return fault("type apart from its help, or unknown");
            }
            if (kind == "counter") != name.ends_with("_total") {
                return fault("counters, and only they, end in _total");
            }
            if metrics.kinds.insert(name.to_owned(), kind.to_owned()).is_some() {
                return fault("type a second time");
            }
        } else {
            let Some((series, value)) = line.rsplit_once(' ') else { return fault("no sample") };
            let (name, labels) = labels(series).ok_or_else(|| format!("bad labels: {line}"))?;
            let kind = metrics.kinds.get(&current).ok_or_else(|| format!("a sample without a type: {line}"))?;
            let of_summary = kind == "summary" && name.strip_suffix("_count") == Some(current.as_str());
            if name != current && !of_summary {
                return fault("a sample apart from its metric");
            }
            if labels.contains("quantile") != (kind == "summary" && !of_summary) {
                return fault("quantiles belong to summaries");
            }
            let value: f64 = value.parse().map_err(|_| format!("no number: {line}"))?;
            if !value.is_finite() || value < 0.0 {
                return fault("no figure of ours");
            }
            if metrics.samples.insert(series.to_owned(), value).is_some() {
                return fault("a sample a second time");
            }
        }
    }
    match metrics.kinds.keys().cloned().collect::<BTreeSet<String>>() == helped {
        true => Ok(metrics),
        false => Err("help without a type".to_owned()),
    }
}

/// The name of a series and the names of its labels.
fn labels(series: &str) -> Option<(&str, BTreeSet<&str>)> {
    let Some((name, labels)) = series.split_once('{') else {
        return is_name(series).then(|| (series, BTreeSet::new()));
    };
    let mut names = BTreeSet::new();
    for label in labels.strip_suffix('}')?.split(',') {
        let (label, value) = label.split_once('=')?;
        let value = value.strip_prefix('"')?.strip_suffix('"')?;
        let is_plain = !value.is_empty() && !value.contains(['"', '\\', '{', '}']);
        if !is_plain || !is_name(label) || label.contains(':') || !names.insert(label) {
            return None;
        }
    }
    is_name(name).then_some((name, names))
}

fn is_name(name: &str) -> bool {
    let first = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    first && name.chars().all(|each| each.is_ascii_alphanumeric() || "_:".contains(each))
}

#[test]
fn every_figure_is_printed_as_prometheus_reads_it() -> io::Result<()> {
    let home = Home::with(&[("a.md", "1234"), ("写作/b.md", "56")])?;
    let said = home.run(["stats", "--prometheus"]);
    assert_eq!((said.code, said.notes.as_str()), (Some(0), ""));
    let metrics = read(said.text()).expect("it is valid");
    for (series, value) in [
        ("promptbook_prompts", 2.0),
        ("promptbook_book_bytes", 6.0),
        ("promptbook_hits_total", 0.0),
        ("promptbook_misses_total{reason=\"first_read\"}", 2.0),
        ("promptbook_misses_total{reason=\"evicted\"}", 0.0),
        ("promptbook_evictions_total{cap=\"bytes\"}", 0.0),
        ("promptbook_swaps_total{cause=\"load\"}", 2.0),
        ("promptbook_load_seconds_count", 2.0),
        ("promptbook_hit_ratio", 0.0),
        ("promptbook_cache_enabled", 1.0),
    ] {
        assert_eq!(metrics.samples.get(series), Some(&value), "{series}");
    }
    assert!(metrics.samples["promptbook_load_seconds{quantile=\"1\"}"] < 60.0, "in seconds");
    assert!(!metrics.kinds.contains_key("promptbook_save_seconds"), "nothing was saved");
    home.run(["stats", "--prometheus", "--json"]).fails(2, &["--json"]);

    let empty = Home::with(&[])?.run(["stats", "--prometheus"]);
    let metrics = read(empty.text()).expect("it is valid");
    assert!(!metrics.kinds.contains_key("promptbook_hit_ratio"), "nothing was read");
    Ok(())
}

#[test]
fn figures_that_a_short_run_does_not_have_are_valid_too() -> io::Result<()> {
    let home = Home::with(&[("a.md", "1234")])?;
    let library = Library::open(home.book(), Options::with_state(home.at("state"))).expect("the book opens");
    let took = Percentiles { count: 3, p50_ns: 1_500_000, p99_ns: 2_000_000_000, max_ns: 60_000_000_000 };
    let figures = Figures {
        save: Some(took),
        cache: CacheState::Off(OffReason::ByHand),
        watch: WatchState::Polling { every: Duration::from_millis(2_500), reason: "too\n\"many\"".into() },
        old_snapshots: OldSnapshots {
            alive: 2,
            bytes: 10,
            oldest: Some(7),
            holders: vec![(Holder::Screen, 1), (Holder::Reader, 2)],
            by_generation: Vec::new(),
        },
        memory: None,
        ..library.metrics()
    };
    let mut text = Exposition::default();
    text.figures(&figures);
    let metrics = read(&text.finish()).expect("it is valid");
    for (series, value) in [
        ("promptbook_save_seconds{quantile=\"0.5\"}", 0.0015),
        ("promptbook_save_seconds{quantile=\"1\"}", 60.0),
        ("promptbook_save_seconds_count", 3.0),
        ("promptbook_cache_enabled", 0.0),
        ("promptbook_poll_interval_seconds", 2.5),
        ("promptbook_old_snapshots_held{holder=\"reader\"}", 2.0),
        ("promptbook_oldest_snapshot_generation", 7.0),
    ] {
        assert_eq!(metrics.samples.get(series), Some(&value), "{series}");
    }
    assert!(!metrics.kinds.contains_key("promptbook_process_resident_memory_bytes"));
    Ok(())
}

#[test]
fn a_running_promptbook_is_scraped_so_that_its_counts_go_on() -> io::Result<()> {
    let home = Home::with(&[("a.md", "1234"), ("b.md", "56")])?;
    crate::instances::while_served(&home, |library, tasks| {
        let id = promptbook::PromptId::new("a.md").expect("a name");
        for _ in 0..5 {
            tasks.block_on(library.read(&id)).expect("it can be read");
        }
        let scrape = || read(home.run(["stats", "--prometheus"]).text()).expect("it is valid").samples;
        let (first, second) = (scrape(), scrape());
        for samples in [&first, &second] {
            assert_eq!(samples["promptbook_hits_total"], 4.0);
            assert_eq!(samples["promptbook_misses_total{reason=\"first_read\"}"], 1.0);
        }
        let start = "promptbook_start_time_seconds";
        assert!(first[start] > 1.6e9 && first[start] == second[start], "of the same process");
        assert!(!first.contains_key("promptbook_book_bytes"), "the book is not read again for it");
        Ok(())
    })
}

#[test]
fn what_breaks_the_format_is_found() {
    let head = "# HELP a_total A.\n# TYPE a_total counter\n";
    assert!(read(&format!("{head}a_total{{b=\"c\",d=\"e\"}} 1\na_total 2.5\n")).is_ok());
    for broken in [
        "a 1\n",
        "# HELP a A.\n",
        "# TYPE a gauge\na 1\n",
        "# HELP a A.\n# TYPE a counter\na 1\n",
        "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
        &format!("{head}a_total 1"),
        &format!("{head}a_total 1\na_total 1\n"),
        &format!("{head}b 1\n"),
        &format!("{head}a_total one\n"),
        &format!("{head}a_total NaN\n"),
        &format!("{head}a_total{{b=c}} 1\n"),
        &format!("{head}a_total{{b=\"c}} 1\n"),
        &format!("{head}a_total{{b=\"c\",b=\"d\"}} 1\n"),
        &format!("{head}{head}a_total 1\n"),
        &format!("{head}a_total{{quantile=\"0.5\"}} 1\n"),
        "# HELP 1a A.\n# TYPE 1a gauge\n1a 1\n",
    ] {
        assert!(read(broken).is_err(), "{broken}");
    }
}
