//! Which sentence is said of which figures.

use super::*;
use crate::cache::MissReason;
use crate::tui::tests::World;

/// Figures of 1 000 reads, of which so many were of texts that had been evicted, with these rates of SIEVE.
fn figures(evicted: u64, [half, same, twice]: [f64; 3]) -> Figures {
    let figures = World::of(&[("写作/周报.md", "# 周报\n")]).model.monitor.figures;
    let mut what_if = figures.what_if.clone();
    for what in &mut what_if {
        what.hit_rate = Some(match what.room {
            Room::Half => half,
            Room::Same => same,
            Room::Twice => twice,
        });
        what.error = Some(0.0);
        what.max_bytes = match what.room {
            Room::Half => 500_000,
            Room::Same => 1_000_000,
            Room::Twice => 2_000_000,
        };
    }
    Figures {
        hits: 980 - evicted,
        misses: 20 + evicted,
        miss_reasons: vec![(MissReason::FirstRead, 20), (MissReason::Evicted, evicted)],
        hit_rate: Some((980 - evicted) as f64 / 1_000.0),
        prompts: 1_000,
        resident: 100,
        resident_bytes: 1_000_000,
        max_bytes: 1_000_000,
        what_if,
        ..figures
    }
}

fn said(before: Figures, now: Figures, later: u64) -> String {
    let mut monitor = Monitor::new(before);
    monitor.tick(1);
    monitor.take(now);
    monitor.tick(1 + later);
    sentences(&monitor).join(" ")
}

#[test]
fn a_cap_that_is_too_small_is_said_with_the_one_that_would_do() {
    let said = |rates| said(figures(0, rates), figures(300, rates), 0);
    let enough = said([0.5, 0.68, 0.975]);
    assert!(enough.contains("300 reads of evicted texts went to the disk"), "{enough}");
    assert!(enough.contains("2.0 MB would do, it would have hit 97.5 % instead of 68.0 %"), "{enough}");
    // Twice brings a tenth; from there two more doublings are missing to what no cap can better.
    let more = said([0.6, 0.68, 0.78]);
    assert!(more.contains("twice as much would have hit 78.0 % instead of 68.0 %"), "{more}");
    assert!(more.contains("about 8.0 MB would do (at most 98.0 %)"), "{more}");
    // All texts together are 10 MB: no more than that can help.
    let all = said([0.67, 0.68, 0.70]);
    assert!(all.contains("about 10 MB would do"), "{all}");
    let none = said([0.68, 0.68, 0.68]);
    assert!(none.contains("twice as much would not have helped"), "{none}");
}

#[test]
fn what_twice_the_cap_brings_is_no_advice_where_it_is_within_its_error() {
    let mut now = figures(300, [0.6, 0.68, 0.70]);
    now.what_if.iter_mut().for_each(|what| what.error = Some(0.03));
    let said = said(figures(0, [0.6, 0.68, 0.70]), now, 0);
    assert!(said.contains("twice as much would not have helped"), "{said}");
}

#[test]
fn evictions_that_are_long_over_are_no_reason_for_advice() {
    let rates = [0.5, 0.68, 0.97];
    let then = said(figures(0, rates), figures(300, rates), 0);
    let later = said(figures(0, rates), figures(300, rates), 61);
    assert!(then.contains("evicted texts") && !later.contains("evicted texts"), "{later}");
}

#[test]
fn polling_is_said_with_its_reason() {
    let rates = [0.9; 3];
    let every = std::time::Duration::from_secs(5);
    let watch = WatchState::Polling { every, reason: "there are too many\n folders".to_owned() };
    let said = said(figures(0, rates), Figures { watch, ..figures(0, rates) }, 0);
    assert!(said.contains("only every 5 s, because there are too many"), "{said}");
}
