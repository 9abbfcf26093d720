//! Ranks of which the first are drawn often and the last rarely, as requests for prompts are.

/// Zipf's distribution with exponent 1 over a number of ranks, drawn by looking up a uniform number among the cumulative
/// weights.
#[derive(Debug)]
pub(super) struct Zipf {
    cumulative: Vec<f64>,
}

impl Zipf {
    /// Over `ranks` ranks, at least one.
    pub(super) fn new(ranks: usize) -> Zipf {
        let mut sum = 0.0;
        let mut add = |rank: usize| {
            sum += 1.0 / rank as f64;
            sum
        };
        Zipf { cumulative: (1..=ranks.max(1)).map(&mut add).collect() }
    }

    /// A rank from 0 on.
    pub(super) fn draw(&self, rng: &mut fastrand::Rng) -> usize {
        let sum = self.cumulative.last().copied().unwrap_or_default();
        let wanted = rng.f64() * sum;
        // Rounding may lead past the last one.
        self.cumulative.partition_point(|weight| *weight <= wanted).min(self.cumulative.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rank_is_drawn_twice_as_often_as_the_second_and_every_rank_at_times() {
        let zipf = Zipf::new(100);
        let mut rng = fastrand::Rng::with_seed(7);
        let mut drawn = [0_u32; 100];
        for _ in 0..100_000 {
            drawn[zipf.draw(&mut rng)] += 1;
        }
        let ratio = f64::from(drawn[0]) / f64::from(drawn[1]);
        assert!((1.9..2.1).contains(&ratio), "{ratio}");
        assert!(drawn.iter().all(|count| *count > 0));
    }

    #[test]
    fn of_one_rank_that_one_is_drawn() {
        assert_eq!(Zipf::new(1).draw(&mut fastrand::Rng::with_seed(0)), 0);
    }
}
