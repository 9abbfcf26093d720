//! Hit rate, swaps and reads on one axis of time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Sparkline, SparklineBar};

use super::super::super::model::monitor::Monitor;
use super::super::super::wording::count;
use super::super::{Theme, put};
use super::{WORDY, label};
use crate::cache::Cause;
use crate::metrics::Column;

/// Columns of the labels.
const LABEL: u16 = 11;

/// Columns behind the axis, for what stands at its end.
const END: u16 = 5;

/// Where the reads have a chart of their own.
const TALL: u16 = 9;

/// Stands for several causes in one column.
const SEVERAL: &str = "+";

/// Draws the axes as high as `area` is.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    if area.height < 2 {
        return;
    }
    let room = area.width.saturating_sub(LABEL + END).max(1);
    let columns = monitor.history.columns(monitor.span(), room.into());
    // Where there is more room than there are seconds each gets several cells.
    let each = (room / columns.len().max(1) as u16).max(1);
    let axis = Rect { x: area.x + LABEL, width: each * columns.len() as u16, ..area };
    let has_legend = area.height >= 4 && usize::from(area.width) >= WORDY;
    let below = 1 + u16::from(has_legend);
    let reads = if area.height >= TALL { (area.height - below) / 3 } else { 0 };
    let rates = area.height - below - reads;

    if rates == 1 {
        put(frame, area, 0, Line::from(vec![label("0-100 %", LABEL.into(), theme), Span::raw("")]));
        let bars = wide(&rate_bars(&columns), each);
        put(frame, axis, 0, Line::styled(bars, theme.good()));
    } else {
        put(frame, area, 0, Line::from(label("hits 100 %", LABEL.into(), theme)));
        put(frame, area, rates - 1, Line::from(label("0 %", LABEL.into(), theme)));
        // A read that missed shows at the bottom; a second without a read is a dot.
        let least = 1000 / (8 * u64::from(rates)) + 1;
        let bar = |column: &Column| column.hit_rate().map(|rate| ((rate * 1000.0) as u64).max(least));
        chart(frame, Rect { height: rates, ..axis }, columns.iter().map(bar), each, 1000, theme);
    }
    let marks = wide_spans(swap_axis(&columns, theme), each);
    put(frame, area, rates, Line::from(label("swaps", LABEL.into(), theme)));
    put(frame, axis, rates, Line::from(marks));
    let now = Rect { x: axis.x + axis.width, width: area.right().saturating_sub(axis.x + axis.width), ..area };
    if monitor.span().end == monitor.second() {
        put(frame, now, 0, Line::raw(" now"));
    }
    if reads > 0 {
        let top = rates + 1;
        let most = columns.iter().map(Column::reads).max().unwrap_or(0);
        let per_second = most.div_ceil(monitor.span().window.seconds().div_ceil(columns.len() as u64));
        put(frame, area, top, Line::from(label("reads/s", LABEL.into(), theme)));
        put(frame, area, top + 1, Line::styled(format!("to {}", count(per_second)), theme.quiet()));
        let bars = columns.iter().map(|column| Some(column.reads()).filter(|reads| *reads > 0));
        chart(frame, Rect { y: axis.y + top, height: reads, ..axis }, bars, each, most.max(1), theme);
    }
    if has_legend {
        put(frame, area, area.height - 1, Line::styled(legend(), theme.quiet()));
    }
}

fn chart(frame: &mut Frame, area: Rect, bars: impl Iterator<Item = Option<u64>>, each: u16, most: u64, theme: &Theme) {
    let bars: Vec<Option<u64>> = bars.flat_map(|bar| std::iter::repeat_n(bar, each.into())).collect();
    let chart = Sparkline::default().data(bars.iter().copied().map(SparklineBar::from)).max(most);
    frame.render_widget(chart.absent_value_symbol(" ").style(theme.good()), area);
    // Where there is nothing to show one dot says so, at the foot of the chart.
    let foot: String = bars.iter().map(|bar| if bar.is_none() { '·' } else { ' ' }).collect();
    for (x, dot) in (0..area.width).zip(foot.chars()).filter(|(_, dot)| *dot == '·') {
        let place = Rect { x: area.x + x, y: area.bottom() - 1, width: 1, height: 1 };
        frame.render_widget(Line::styled(dot.to_string(), theme.quiet()), place);
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

/// `text` with each character as often as `each` says.
fn wide(text: &str, each: u16) -> String {
    text.chars().flat_map(|character| std::iter::repeat_n(character, each.into())).collect()
}

/// Each mark once, with room behind it.
fn wide_spans(marks: Vec<Span<'static>>, each: u16) -> Vec<Span<'static>> {
    let room = " ".repeat(usize::from(each) - 1);
    marks.into_iter().flat_map(|mark| [mark, Span::raw(room.clone())]).collect()
}

fn legend() -> String {
    let marks: Vec<String> = Cause::ALL.iter().map(|cause| format!("{}={}", cause.letter(), cause.label())).collect();
    format!("{} {SEVERAL}=several", marks.join(" "))
}
