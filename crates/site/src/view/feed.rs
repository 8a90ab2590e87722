//! The Atom feed (RFC 4287): how far the count is, and every change of a published figure.

use askama::Template;
use election::refusal::Language;

use super::{changes, text};
use crate::{
    numbers::{self, share, whole},
    pieces::Site,
    words::{self, Words},
};

/// Changes in the feed; all are in the list of corrections.
const ENTRIES: usize = 100;

/// `templates/feed.xml`
#[derive(Template)]
#[template(path = "feed.xml", escape = "html")]
struct Feed {
    w: &'static Words,
    id: String,
    title: String,
    author: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    updated: String,
    href: String,
    text: String,
}

/// The feed in one language.
pub(crate) fn feed(site: &Site<'_>, language: Language) -> String {
    let definition = site.snapshot.board.definition();
    let (w, parts) = (words::of(language), definition.parts());
    // A tag (RFC 4151) needs a date at which the name was the publisher's: the definition's hash
    // makes it this election's alone.
    let id = format!("urn:vigie:{}:{}", definition.hash(), w.lang);
    let progress = site.snapshot.rounds().map(|round| progress(site, round, language, &id));
    let changes = changes::shown(site).into_iter().take(ENTRIES).map(|change| {
        let (before, after) = changes::figures(site, change, language);
        let commune = definition.place(definition.commune(change.station));
        let station = definition.station(change.station).id;
        Entry {
            id: format!("{id}:entry:{}", change.index),
            title: format!("{}: {}, {station}", changes::kind_text(change.kind, w), commune.name),
            // When a message was signed is not in the totals; nothing was public before its hour.
            updated: definition.rounds()[change.round].publishes.to_string(),
            href: format!("corrections.html#e{}", change.index),
            text: format!("{before} → {after}. {}: {}", w.reason, change.reason),
        }
    });
    text(&Feed {
        w,
        title: format!("{} – {}", w.feed_title, parts.title),
        author: parts.log.name().to_owned(),
        updated: site.snapshot.at.to_string(),
        entries: progress.chain(changes).collect(),
        id,
    })
}

fn progress(site: &Site<'_>, round: usize, language: Language, id: &str) -> Entry {
    let definition = site.snapshot.board.definition();
    let record = &definition.rounds()[round];
    let tally = site.snapshot.board.tally(round, definition.nation());
    let w = words::of(language);
    let (counted, stations) = (u64::from(tally.progress.counted()), u64::from(tally.progress.stations));
    let mut votes: Vec<_> = record.candidates.iter().zip(&tally.sums.candidates).collect();
    votes.sort_by_key(|(_, votes)| core::cmp::Reverse(**votes));
    let votes = votes
        .iter()
        .map(|(candidate, votes)| format!("{} {}", candidate.family, share(**votes, tally.sums.valid, language)));
    let votes: Vec<String> = votes.collect();
    let counting =
        format!("{} {} {} {}", whole(counted, language), w.counted_of, whole(stations, language), w.stations_counted);
    Entry {
        id: format!("{id}:round:{}", record.number),
        title: format!("{}: {counting}", numbers::round(record.number, language)),
        updated: site.snapshot.at.to_string(),
        href: "index.html".to_owned(),
        text: if counted == 0 { w.no_figures.to_owned() } else { votes.join(", ") },
    }
}
