//! Hit rate, swaps, reads, evictions and what is in memory on one axis of time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::super::model::monitor::Monitor;
use super::super::super::wording::count;
use super::super::{Theme, put};
use super::{WORDY, charts, label};
use crate::cache::Cause;
use crate::metrics::Column;

/// Columns of the labels.
const LABEL: u16 = 11;

/// Columns behind the axis, for what stands at its end.
const END: u16 = 5;

/// Where the reads have a chart of their own.
const TALL: u16 = 9;

/// Where evictions and memory have more than a row.
const HIGH: u16 = 20;

/// Stands for several causes in one column.
const SEVERAL: &str = "+";

/// Rows of each chart.
struct Rows {
    rates: u16,
    reads: u16,
    evicted: u16,
    texts: u16,
    legend: u16,
}

impl Rows {
    fn of(area: Rect) -> Rows {
        let legend = u16::from(area.height >= 4 && usize::from(area.width) >= WORDY);
        let rest = area.height - 1 - legend;
        let (reads, evicted, texts) = match area.height {
            HIGH.. => (rest / 4, rest / 6, rest / 6),
            TALL.. => (rest / 4, 1, 1),
            _ => (0, 0, 0),
        };
        Rows { rates: rest - reads - evicted - texts, reads, evicted, texts, legend }
    }
}

/// Draws the axes as high as `area` is.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    if area.height < 2 || area.width <= LABEL + END {
        return;
    }
    let axis = Rect { x: area.x + LABEL, width: area.width - LABEL - END, ..area };
    let columns = monitor.history.columns(monitor.span(), axis.width.into());
    let rows = Rows::of(area);
    let seconds = monitor.span().window.seconds().div_ceil(columns.len() as u64);

    let rates: Vec<Option<f64>> = columns.iter().map(Column::hit_rate).collect();
    let name = if rows.rates == 1 { "0-100 %" } else { "hits 100 %" };
    put(frame, area, 0, Line::from(label(name, LABEL.into(), theme)));
    if rows.rates > 1 {
        put(frame, area, rows.rates - 1, Line::from(label("0 %", LABEL.into(), theme)));
    }
    charts::draw(frame, Rect { height: rows.rates, ..axis }, &rates, 1.0, theme.good(), theme);
    if monitor.span().end == monitor.second() {
        let now = Rect { x: axis.right(), width: END, ..area };
        put(frame, now, 0, Line::raw(" now"));
    }

    let mut y = rows.rates;
    put(frame, area, y, Line::from(label("swaps", LABEL.into(), theme)));
    put(frame, axis, y, Line::from(stretched(swap_axis(&columns, theme), axis.width.into(), theme)));
    y += 1;
    let mut chart = |height: u16, name: &str, top: &str, values: Vec<Option<f64>>, most: f64| {
        if height > 0 {
            let name = if height > 1 { name.to_owned() } else { format!("{name} {top}") };
            put(frame, area, y, Line::from(label(&name, LABEL.into(), theme)));
            if height > 1 {
                put(frame, area, y + 1, Line::styled(format!("to {top}"), theme.quiet()));
            }
            charts::draw(frame, Rect { y: area.y + y, height, ..axis }, &values, most, theme.plain(), theme);
            y += height;
        }
    };
    // As much per second as in the busiest column.
    let per_second = |most: u64| most.div_ceil(seconds);
    let some = |value: u64| (value > 0).then_some(value as f64);
    let most = columns.iter().map(Column::reads).max().unwrap_or(0).max(1);
    chart(
        rows.reads,
        "reads/s",
        &count(per_second(most)),
        columns.iter().map(|c| some(c.reads())).collect(),
        most as f64,
    );
    let most = columns.iter().map(|column| column.evictions).max().unwrap_or(0);
    let evicted = columns.iter().map(|column| some(column.evictions)).collect();
    chart(
        rows.evicted,
        if rows.evicted > 1 { "evicted/s" } else { "evict" },
        &short(per_second(most)),
        evicted,
        most.max(1) as f64,
    );
    let figures = monitor.shown();
    let cap = figures.max_bytes.max(1) as f64;
    let texts = columns.iter().map(|column| column.resident_bytes.map(|bytes| bytes as f64 / cap)).collect();
    let top = if rows.texts > 1 {
        "100 %".to_owned()
    } else {
        format!("{:.0} %", figures.resident_bytes as f64 / cap * 100.0)
    };
    chart(rows.texts, if rows.texts > 1 { "of the cap" } else { "cap" }, &top, texts, 1.0);
    if rows.legend > 0 {
        put(frame, area, area.height - 1, Line::styled(legend(), theme.quiet()));
    }
}

/// A count in at most four characters: `812`, `1.7k`, `23k`.
fn short(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..9_950 => format!("{:.1}k", count as f64 / 1e3),
        9_950..999_500 => format!("{:.0}k", count as f64 / 1e3),
        _ => format!("{:.0}M", count as f64 / 1e6),
    }
}

/// One bar a column, as high as the hit rate; columns without a read are dots.
pub(in super::super) fn rate_bars(columns: &[Column]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |column: &Column| match column.hit_rate() {
        // The top bar is for all, the lowest for almost none.
        Some(rate) => BARS[((rate * 7.0).floor() as usize).min(7)],
        None => '·',
    };
    columns.iter().map(bar).collect()
}

/// One letter for the swaps of each column, on the axis of [`rate_bars`].
pub(in super::super) fn swap_axis(columns: &[Column], theme: &Theme) -> Vec<Span<'static>> {
    let mark = |column: &Column| match column.causes().as_slice() {
        [] => Span::styled("·", theme.quiet()),
        [cause] => Span::styled(cause.letter().to_string(), theme.key()),
        _ => Span::styled(SEVERAL, theme.key()),
    };
    columns.iter().map(mark).collect()
}

/// Each mark in the first of the cells of its column.
fn stretched(marks: Vec<Span<'static>>, cells: usize, theme: &Theme) -> Vec<Span<'static>> {
    let columns = marks.len();
    let room = |column: usize| {
        let [from, to] = [column, column + 1].map(|column| charts::cell_of(column, columns, cells));
        "·".repeat((to - from).saturating_sub(1))
    };
    let rest = |column| Span::styled(room(column), theme.quiet());
    marks.into_iter().enumerate().flat_map(|(column, mark)| [mark, rest(column)]).collect()
}

fn legend() -> String {
    let marks: Vec<String> = Cause::ALL.iter().map(|cause| format!("{}={}", cause.letter(), cause.label())).collect();
    format!("{} {SEVERAL}=several", marks.join(" "))
}
