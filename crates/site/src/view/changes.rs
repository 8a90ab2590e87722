//! The list of corrections, conflicts and annulments: the old, the new, and why.

use askama::Template;
use election::{
    Counts,
    board::{Change, ChangeKind},
    refusal::Language,
};

use super::{chrome::Chrome, text};
use crate::{
    numbers::{self, whole},
    pieces::Site,
    words::{self, Words},
};

/// Rows of one page.
const ROWS: usize = 500;

/// `templates/corrections.html`
#[derive(Template)]
#[template(path = "corrections.html")]
struct ChangesPage<'a> {
    chrome: Chrome<'a>,
    rows: Vec<Row<'a>>,
    pages_of: String,
    previous: Option<String>,
    next: Option<String>,
}

struct Row<'a> {
    index: u64,
    kind: &'static str,
    href: String,
    place: &'a str,
    station: &'a str,
    round: String,
    before: String,
    after: String,
    reason: &'a str,
}

/// The changes that may be shown, the newest first.
pub(crate) fn shown<'a>(site: &Site<'a>) -> Vec<&'a Change> {
    let rounds: Vec<usize> = site.snapshot.rounds().collect();
    let changes = site.snapshot.board.changes().iter().rev();
    changes.filter(|change| rounds.contains(&change.round)).collect()
}

/// File and text of every page of the list.
pub(crate) fn pages(site: &Site<'_>, language: Language, mut page: impl FnMut(&str, String)) {
    let changes = shown(site);
    let w = words::of(language);
    let count = changes.len().div_ceil(ROWS).max(1);
    for nth in 0..count {
        let file =
            |nth: usize| if nth == 0 { "corrections.html".to_owned() } else { format!("corrections-{}.html", nth + 1) };
        let rows = changes.iter().skip(nth * ROWS).take(ROWS).map(|change| row(site, change, language)).collect();
        let number = |n: usize| whole(n as u64, language);
        let mut chrome = Chrome::page(site.snapshot, site.settings, language, w.corrections_title, "corrections.html");
        chrome.other = format!("../{}/{}", w.other_lang, file(nth));
        let html = text(&ChangesPage {
            chrome,
            rows,
            pages_of: w.pages_of.replacen("{}", &number(nth + 1), 1).replacen("{}", &number(count), 1),
            previous: (nth > 0).then(|| file(nth - 1)),
            next: (nth + 1 < count).then(|| file(nth + 1)),
        });
        page(&file(nth), html);
    }
}

fn row<'a>(site: &Site<'a>, change: &'a Change, language: Language) -> Row<'a> {
    let definition = site.snapshot.board.definition();
    let w = words::of(language);
    let commune = definition.place(definition.commune(change.station));
    let (before, after) = figures(site, change, language);
    Row {
        index: change.index,
        kind: kind_text(change.kind, w),
        href: format!("p/{}.html#{}", commune.id, anchor(site, change)),
        place: &commune.name,
        station: definition.station(change.station).id.as_str(),
        round: numbers::round(definition.rounds()[change.round].number, language),
        before,
        after,
        reason: if change.kind == ChangeKind::Conflict { "–" } else { &change.reason },
    }
}

/// The station's address on its commune's page.
pub(crate) fn anchor(site: &Site<'_>, change: &Change) -> String {
    let definition = site.snapshot.board.definition();
    let (id, number) = (definition.station(change.station).id, definition.rounds()[change.round].number);
    if number == 1 { format!("s-{id}") } else { format!("s-{id}-{number}") }
}

pub(crate) fn kind_text(kind: ChangeKind, w: &'static Words) -> &'static str {
    match kind {
        ChangeKind::Correction => w.correction,
        ChangeKind::Conflict => w.conflict_kind,
        ChangeKind::Annulment => w.annulment,
    }
}

/// What was counted before and what is now: only the figures that differ, all of them.
pub(crate) fn figures(site: &Site<'_>, change: &Change, language: Language) -> (String, String) {
    let w = words::of(language);
    let candidates = &site.snapshot.board.definition().rounds()[change.round].candidates;
    let fixed = [w.registered, "", w.cast, w.blank, w.void, w.valid];
    let names = fixed.into_iter().chain(candidates.iter().map(|candidate| candidate.family.as_str()));
    let rows = |counts: &Option<Counts>| counts.as_ref().map(|counts| counts.row().collect::<Vec<u64>>());
    let (before, after) = (rows(&change.before), rows(&change.after));
    let mut texts = [Vec::new(), Vec::new()];
    for (at, name) in names.enumerate().filter(|(_, name)| !name.is_empty()) {
        let values = [&before, &after].map(|row| row.as_ref().and_then(|row| row.get(at).copied()));
        // With nothing on one side, the sums alone say what was taken out or put in.
        let told = values[0] != values[1] && (values.iter().all(Option::is_some) || matches!(at, 2 | 5));
        for (text, value) in texts.iter_mut().zip(values).filter(|_| told) {
            text.extend(value.map(|value| format!("{name}\u{a0}{}", whole(value, language))));
        }
    }
    let [before, after] = texts.map(|text| if text.is_empty() { "–".to_owned() } else { text.join(", ") });
    (before, after)
}
