//! One figure over time: as a line where there is room for one, as bars where there is little.
//!
//! The values are columns of equal length in time, the oldest first, and are stretched to the width of the area: where
//! there are more cells than columns, a column gets one cell more now and then, the same ones in every chart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::Line;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Sparkline, SparklineBar};

use super::super::Theme;

/// Fewer rows are too few for a line.
const LINE: u16 = 4;

/// Dots of a line in one cell, side by side.
const DOTS: usize = 2;

/// The first of `cells` that shows the column `column` of `columns`.
pub(super) fn cell_of(column: usize, columns: usize, cells: usize) -> usize {
    (column * cells).div_ceil(columns.max(1))
}

/// Draws `values`, of which the highest can be `most`; where there is none, a dot stands at the foot.
pub(super) fn draw(frame: &mut Frame, area: Rect, values: &[Option<f64>], most: f64, style: Style, theme: &Theme) {
    if area.is_empty() || values.is_empty() {
        return;
    }
    if area.height >= LINE {
        line(frame, area, values, most, style)
    } else {
        bars(frame, area, values, most, style)
    }
    let cells = usize::from(area.width);
    for (x, cell) in (area.x..).zip(0..cells) {
        if values[cell * values.len() / cells].is_none() {
            let foot = Rect { x, y: area.bottom() - 1, width: 1, height: 1 };
            frame.render_widget(Line::styled("·", theme.quiet()), foot);
        }
    }
}

/// A line of dots, with a gap where there is no value.
fn line(frame: &mut Frame, area: Rect, values: &[Option<f64>], most: f64, style: Style) {
    let dots = usize::from(area.width) * DOTS;
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut is_open = false;
    for (column, value) in values.iter().enumerate() {
        let Some(value) = value else {
            is_open = false;
            continue;
        };
        if !is_open {
            runs.push(Vec::new());
            is_open = true;
        }
        let [from, to] = [column, column + 1].map(|column| cell_of(column, values.len(), area.width.into()) * DOTS);
        if let Some(run) = runs.last_mut() {
            run.extend([from, to.saturating_sub(1).max(from)].map(|x| (x as f64, *value)));
        }
    }
    let datasets = runs
        .iter()
        .map(|run| Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).style(style).data(run));
    // Without labels of its own the chart has all of the area, so that it stands exactly above the other axes.
    let chart = Chart::new(datasets.collect())
        .legend_position(None)
        .x_axis(Axis::default().bounds([0.0, dots.saturating_sub(1) as f64]))
        .y_axis(Axis::default().bounds([0.0, most]));
    frame.render_widget(chart, area);
}

/// Bars of blocks. What is not nothing shows, however little it is.
fn bars(frame: &mut Frame, area: Rect, values: &[Option<f64>], most: f64, style: Style) {
    const FINE: f64 = 1000.0;
    let least = (FINE / (8.0 * f64::from(area.height))).ceil() + 1.0;
    let height = |value: f64| ((value / most * FINE).clamp(0.0, FINE)).max(least) as u64;
    let cells = usize::from(area.width);
    let bars = (0..cells).map(|cell| SparklineBar::from(values[cell * values.len() / cells].map(height)));
    let chart = Sparkline::default().data(bars).max(FINE as u64);
    frame.render_widget(chart.absent_value_symbol(" ").style(style), area);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_begins_where_the_bars_and_the_marks_say() {
        for columns in 1..=120 {
            for cells in columns..200 {
                for column in 0..columns {
                    let first = cell_of(column, columns, cells);
                    assert_eq!(first * columns / cells, column, "{column} of {columns} in {cells}");
                    assert!(first == 0 || (first - 1) * columns / cells < column);
                }
            }
        }
    }
}
