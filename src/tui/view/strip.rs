//! The docked cache strip: what the cache did in the last minute, in four lines.
//!
//! ```text
//! ┌ 3 Cache ──────────────────────────────────────────────────────────────────────────┐
//! │ hit 60 s 99.2 %  ▇▇▇▇▇▇▇▁▇▇▇▇▇▇   reads/s 31 (peak 212)   214 texts, 2.3 MB of 64 MiB │
//! │ swaps 42         s······d····e·   load p99 310 us  save p99 6.0 ms  evicted 0          │
//! │ 99.2 % of reads came from memory; 15 were first reads.                                │
//! │ 12:04:31 swap #42 disk ~1   12:03:58 saved 周报.md                                      │
//! └───────────────────────────────────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::model::Model;
use super::super::model::monitor::Filter;
use super::super::wording::{bytes, cap, count, nanos, percent, plural};
use super::metrics::{noted_text, rate_bars, sentence, swap_axis};
use super::{Theme, framed, put};
use crate::metrics::Window;

/// Draws the strip.
pub(super) fn draw(frame: &mut Frame, area: Rect, model: &Model, theme: &Theme) {
    let block = framed("3 Cache", false, theme);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let (figures, history) = (&model.monitor.figures, &model.monitor.history);
    let minute = history.until_now(Window::Minute);
    // The time axis gives way to the figures.
    let axis = usize::from(inside.width).saturating_sub(80).clamp(16, 60);
    let columns = history.columns(minute, Window::Minute.seconds() as usize);
    let columns = &columns[columns.len() - axis..];
    let label = |text: String| Span::raw(format!("{text:<17}"));
    put(
        frame,
        inside,
        0,
        Line::from(vec![
            label(format!("hit 60 s {}", percent(history.sum(minute).hit_rate()))),
            Span::styled(rate_bars(columns), theme.good()),
            Span::raw(format!(
                "  reads/s {} (peak {})",
                count(history.reads_in(minute.end)),
                count(history.reads_peak(minute.end))
            )),
            Span::raw(format!(
                "  {}, {} of {}",
                plural(figures.resident, "text"),
                bytes(figures.resident_bytes),
                cap(figures.max_bytes)
            )),
        ]),
    );
    let p99 = |timing: Option<crate::metrics::Percentiles>| timing.map_or("—".to_owned(), |t| nanos(t.p99_ns));
    put(
        frame,
        inside,
        1,
        Line::from(
            [
                vec![label(format!("swaps {}", count(figures.generation)))],
                swap_axis(columns, theme),
                vec![Span::raw(format!(
                    "  load p99 {}  save p99 {}  evicted {}",
                    p99(figures.load),
                    p99(figures.save),
                    count(figures.evictions)
                ))],
            ]
            .concat(),
        ),
    );
    put(frame, inside, 2, Line::raw(sentence(&model.monitor)));
    let events = model.monitor.log.newest_first(Filter::All, minute.end);
    let last = events.filter_map(|noted| Some(format!("{} {}", noted.time, noted_text(noted)?)));
    let last: Vec<String> = last.take(3).collect();
    put(frame, inside, 3, Line::styled(last.join("   "), theme.quiet()));
}
