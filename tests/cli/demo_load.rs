//! A load on a copy of a book: what it says, what it leaves behind.

use std::collections::BTreeSet;
use std::fs;
use std::io::Result;

use rustix::process::Signal;

use crate::Home;
use crate::instances::Running;

/// What is left in the folder for temporary files, which is the home.
fn left_behind(home: &Home) -> Result<Vec<String>> {
    let names = fs::read_dir(home.folder.path())?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<Result<BTreeSet<String>>>()?;
    Ok(names.into_iter().filter(|name| name.starts_with("promptbook-demo-")).collect())
}

#[test]
fn the_same_seed_makes_the_same_reads_and_nothing_is_left_behind() -> Result<()> {
    let home = Home::new()?;
    let load = ["--seconds", "1", "--readers", "1", "--seed", "7", "--json"];
    let ends = [Running::load(&home, &load)?, Running::load(&home, &load)?].map(|mut load| load.end());
    let mut done = Vec::new();
    for end in ends {
        let (code, out, notes) = end?;
        assert_eq!((code, notes.as_str()), (Some(0), ""));
        done.push(serde_json::from_str::<serde_json::Value>(&out)?);
    }
    for figure in ["reads", "saves", "outside", "failed"] {
        assert_eq!(done[0][figure], done[1][figure], "{figure}");
    }
    assert!(done[0]["reads"].as_u64() > Some(200) && done[0]["failed"] == 0, "{done:?}");
    assert!(done[0]["hit_rate"].is_f64(), "{done:?}");
    assert!(left_behind(&home)?.is_empty());
    assert!(!home.at("data").exists());
    Ok(())
}

#[test]
fn a_signal_ends_a_load_with_what_was_done_and_nothing_left_behind() -> Result<()> {
    let home = Home::new()?;
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut load = Running::load(&home, &["--seconds", "3600"])?;
        assert_eq!(left_behind(&home)?.len(), 1);
        load.signal(signal)?;
        let (code, out, notes) = load.end()?;
        assert_eq!((code, notes.as_str()), (Some(130), ""), "{signal:?}");
        assert!(out.starts_with("reads ") && out.contains("\nhit rate "), "{out}");
        assert!(left_behind(&home)?.is_empty(), "{signal:?}");
    }
    assert_eq!(fs::read_dir(home.at("state/promptbook/run"))?.count(), 0);
    Ok(())
}

#[test]
fn a_book_of_ones_own_is_copied_and_stays_as_it_is() -> Result<()> {
    let home = Home::with(&[("a.md", "one"), ("写作/b.md", "二"), ("写作/c.md", "三")])?;
    let mut load = Running::load(&home, &["--seconds", "2", "--json", "--book", "data/promptbook/prompts"])?;
    let listed = home.run(["top", "--list", "--json"]).json();
    assert_eq!(listed[0]["book"], "demo load on a copy of ~/data/promptbook/prompts");
    let (code, out, _) = load.end()?;
    let done: serde_json::Value = serde_json::from_str(&out)?;
    assert_eq!((code, &done["prompts"]), (Some(0), &serde_json::json!(3)));
    assert!(done["saves"].as_u64() > Some(0), "{done}");
    assert_eq!(home.run(["list"]).text(), "a.md\n写作/b.md\n写作/c.md\n");
    assert_eq!(["a", "b", "c"].map(|name| home.run(["show", name]).text().to_owned()), ["one", "二", "三"]);
    home.run(["demo-load", "--book", "missing"]).fails(1, &["missing does not exist"]);
    assert!(left_behind(&home)?.is_empty());
    Ok(())
}

#[test]
fn a_load_beyond_all_measure_is_refused() -> Result<()> {
    let home = Home::new()?;
    for (option, value) in [("--seconds", "0"), ("--readers", "1000"), ("--reads-per-second", "1e9"), ("--seed", "x")] {
        home.run(["demo-load", option, value]).fails(2, &[option]);
    }
    Ok(())
}

#[test]
fn a_load_goes_on_where_it_cannot_be_looked_at() -> Result<()> {
    let home = Home::new()?;
    fs::write(home.at("state"), "a file where the folder should be")?;
    let said = home.run_with(|command| {
        command.args(["demo-load", "--seconds", "1", "--json"]).env("TMPDIR", home.folder.path());
    });
    assert!(said.notes.contains("promptbook top cannot look at this load"), "{}", said.notes);
    assert!(said.json()["reads"].as_u64() > Some(0));
    Ok(())
}
