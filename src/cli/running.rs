//! What is asked of a cache that is at work.

use std::path::PathBuf;

use clap::Args;

/// `promptbook stats`
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Print an object, with --watch one on each line
    #[arg(long)]
    pub json: bool,
    /// Print again each second
    #[arg(long)]
    pub watch: bool,
    /// Print what Prometheus reads
    #[arg(long, conflicts_with_all = ["json", "watch"])]
    pub prometheus: bool,
}

/// `promptbook top`
#[derive(Debug, Args)]
pub struct TopArgs {
    /// Which one: its number, or its book
    #[arg(value_name = "INSTANCE")]
    pub instance: Option<PathBuf>,
    /// Print an object on each line, with --list an array of objects
    #[arg(long)]
    pub json: bool,
    /// Print those that are running: number, book, since when, hit rate
    #[arg(long, conflicts_with = "instance")]
    pub list: bool,
}

/// `promptbook demo-load`
#[derive(Debug, Args)]
pub struct DemoLoadArgs {
    /// How long it goes on
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: u64,
    /// How many read at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub readers: u32,
    /// How many save at the same time, each about twice a second
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=64))]
    pub writers: u32,
    /// How often all of them together read; three times as often in a burst
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub reads_per_second: u32,
    /// The same number makes the same choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print an object at the end
    #[arg(long)]
    pub json: bool,
}
