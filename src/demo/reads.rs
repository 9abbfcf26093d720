//! The readers. What each will read is settled by the seed before it begins; only when it is read depends on the clock.

use std::time::Duration;

use super::World;
use crate::prompt::PromptId;

/// Reads are made in little heaps, as a timer that is set for each would fire late anyway.
const TICK: Duration = Duration::from_millis(20);

/// The longest time in which all phases occur once.
const ROUND: Duration = Duration::from_secs(12);

/// So many times the usual reads are made in a burst.
const BURST: f64 = 3.0;

/// A reader lets others go on after so many reads, each of which may have been answered without waiting.
const BREATH: u32 = 64;

/// What the readers are at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Some prompts often, many rarely.
    Zipf,
    /// All prompts in turn, which is what a cache likes least.
    Scan,
    /// Much at once, and other prompts are the favourites.
    Burst,
}

impl Phase {
    /// The phase at a moment of a load of this length: every load has each of them, and a long one in rounds.
    pub(super) fn at(since: Duration, length: Duration) -> Phase {
        let round = length.min(ROUND).as_millis().max(1);
        match since.as_millis() % round * 12 / round {
            0..7 => Phase::Zipf,
            7..10 => Phase::Scan,
            _ => Phase::Burst,
        }
    }
}

/// Reads until the end of the load, as reader `number`.
pub(super) async fn read(world: World, number: u32) {
    let mut plan = Plan::new(&world, number);
    let mut breath = BREATH;
    while let Some((at, reads)) = plan.next_tick() {
        tokio::time::sleep_until(world.start + at).await;
        for _ in 0..reads {
            let answered = world.library.read(plan.draw()).await.is_ok();
            world.tally.count(&world.tally.reads, answered);
            breath -= 1;
            if breath == 0 {
                breath = BREATH;
                tokio::task::yield_now().await;
            }
        }
    }
}

/// What one reader will read, and when.
struct Plan<'a> {
    world: &'a World,
    rng: fastrand::Rng,
    tick: u32,
    phase: Phase,
    /// Reads that are due, with the part of one that is not yet.
    due: f64,
    /// The next prompt of a scan.
    next: usize,
}

impl<'a> Plan<'a> {
    fn new(world: &'a World, number: u32) -> Plan<'a> {
        // Readers of one load differ, and each starts its scans elsewhere.
        let mut rng = fastrand::Rng::with_seed(world.load.seed.wrapping_add(u64::from(number) + 1));
        let next = rng.usize(..world.names.len());
        Plan { world, rng, tick: 0, phase: Phase::Zipf, due: 0.0, next }
    }

    /// When the next reads are to be made and how many, until the load has come to its end.
    fn next_tick(&mut self) -> Option<(Duration, u32)> {
        let load = &self.world.load;
        let at = TICK * self.tick;
        if at >= load.length {
            return None;
        }
        self.tick += 1;
        self.phase = Phase::at(at, load.length);
        let usual = f64::from(load.reads_per_second) / f64::from(load.readers.max(1)) * TICK.as_secs_f64();
        self.due += if self.phase == Phase::Burst { usual * BURST } else { usual };
        let reads = self.due.floor();
        self.due -= reads;
        Some((at, reads as u32))
    }

    fn draw(&mut self) -> &'a PromptId {
        let World { names, zipf, .. } = self.world;
        let rank = match self.phase {
            Phase::Zipf => zipf.draw(&mut self.rng),
            // From the other end: what was read rarely is read often now.
            Phase::Burst => names.len() - 1 - zipf.draw(&mut self.rng),
            Phase::Scan => {
                self.next += 1;
                self.next % names.len()
            }
        };
        &names[rank]
    }
}
