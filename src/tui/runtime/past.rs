//! What is known of the past of one prompt, as the screen lists it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::library::{Library, LibraryError};
use crate::prompt::{ContentHash, PromptId};
use crate::tui::model::past::{Known, Place, Row};

/// The versions of `id`, newest first: what is on disk, its history, and its last commit where there is one.
pub(super) async fn known(library: &Library, id: &PromptId) -> Result<Known, LibraryError> {
    let mut known = Known { rows: Vec::new(), texts: Vec::new() };
    if let Ok(prompt) = library.read(id).await {
        let revision = prompt.revision();
        let modified = UNIX_EPOCH + Duration::from_nanos(revision.stamp.modified_ns.max(0).unsigned_abs());
        known.rows.push(Row {
            name: "now".to_owned(),
            time: date(modified),
            made: "on disk".to_owned(),
            bytes: prompt.raw().len() as u64,
            hash: revision.hash,
            place: Place::Disk,
        });
        known.texts.push((revision.hash, prompt.shared_raw()));
    }
    known.rows.extend(library.versions(id).await?.into_iter().rev().map(|version| Row {
        name: version.number.to_string(),
        time: date(version.time),
        made: version.made.label().to_owned(),
        bytes: version.text.bytes,
        hash: version.text.hash,
        place: Place::History(version.number, version.text),
    }));
    if let Some(committed) = library.committed(id).await? {
        let hash = ContentHash::of(&committed.text);
        known.rows.push(Row {
            name: "git".to_owned(),
            time: date(committed.time),
            made: format!("commit {:.7}", committed.commit),
            bytes: committed.text.len() as u64,
            hash,
            place: Place::Git,
        });
        known.texts.push((hash, Arc::new(committed.text)));
    }
    Ok(known)
}

/// The local date and time of day: `2026-11-25 22:10`.
fn date(at: SystemTime) -> String {
    match jiff::Timestamp::try_from(at) {
        Ok(at) => at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
        // A clock so wrong that it has no date.
        Err(_) => "—".to_owned(),
    }
}
