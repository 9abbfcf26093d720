//! The way of a change through the cache, lit where something has just passed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::super::super::model::monitor::{Filter, Monitor};
use super::super::{Theme, put};
use super::{noted_text, seconds_ago, within};
use crate::library::EventKind;
use crate::metrics::{Span as Stretch, Window};

/// For so many seconds a stage stays lit.
const LIT: u64 = 2;

/// A stage that a change passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Disk,
    Watch,
    Build,
    Swap,
    Readers,
}

impl Stage {
    const ALL: [Stage; 5] = [Stage::Disk, Stage::Watch, Stage::Build, Stage::Swap, Stage::Readers];

    fn is_passed_by(self, event: &EventKind) -> bool {
        match event {
            EventKind::Loaded { .. } | EventKind::Saved { .. } | EventKind::Listed { .. } => self == Stage::Disk,
            EventKind::ChangedOnDisk { .. } => matches!(self, Stage::Disk | Stage::Watch),
            EventKind::Swapped(_) => matches!(self, Stage::Build | Stage::Swap),
            EventKind::Watch(_) => self == Stage::Watch,
            EventKind::Listing { .. } | EventKind::Skipped { .. } | EventKind::Failed { .. } => false,
        }
    }
}

/// Draws the stages, and what passed last.
pub(super) fn draw(frame: &mut Frame, area: Rect, monitor: &Monitor, theme: &Theme) {
    let end = monitor.span().end;
    let recent = || monitor.log.newest_first(Filter::All, end);
    let fresh = || recent().take_while(|noted| noted.second + LIT > end);
    // Readers are told by their counters, not by events.
    let reads: u64 = {
        let columns = monitor.history.columns(Stretch { end, window: Window::Minute }, 60);
        columns.iter().rev().take(LIT as usize).map(|column| column.reads()).sum()
    };
    let generation = monitor.shown().generation;
    let mut spans = Vec::new();
    for stage in Stage::ALL {
        let name = match stage {
            Stage::Disk => "disk".to_owned(),
            Stage::Watch => "watch".to_owned(),
            Stage::Build => "build".to_owned(),
            Stage::Swap => format!("SWAP #{generation}"),
            Stage::Readers => "readers".to_owned(),
        };
        let is_lit = match stage {
            Stage::Readers => reads > 0,
            stage => fresh().any(|noted| stage.is_passed_by(&noted.event.kind)),
        };
        if stage != Stage::Disk {
            spans.push(Span::styled(" > ", theme.quiet()));
        }
        // Lit is told by the brackets as well, for who sees no colour.
        spans.push(match is_lit {
            true => Span::styled(format!("[{name}]"), theme.focus()),
            false => Span::styled(format!(" {name} "), theme.quiet()),
        });
    }
    let last = recent().find_map(|noted| Some((noted.second, noted_text(noted)?)));
    if let Some((second, text)) = last
        && let Some(ago) = within(monitor, second)
    {
        let text = format!("   {} ago: {text}", seconds_ago(ago));
        let taken: usize = spans.iter().map(Span::width).sum();
        // Half a sentence is worse than none.
        if taken + text.width() <= area.width.into() {
            spans.push(Span::raw(text));
        }
    }
    put(frame, area, 0, Line::from(spans));
}
