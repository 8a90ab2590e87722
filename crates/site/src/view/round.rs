//! One place in one round: progress first, then the table with its bars.

use askama::Template;
use election::{
    definition::PlaceIx,
    publish::Snapshot,
    refusal::Language,
    total::{Progress, Sums},
};

use super::standing::Count;
use crate::{
    Settings,
    numbers::{self, difference, share, thousandths, whole},
    words::{self, Words},
};

/// `templates/round.html`
#[derive(Template)]
#[template(path = "round.html")]
pub(crate) struct RoundView {
    w: &'static Words,
    number: u8,
    label: String,
    status: &'static str,
    /// Provisional, and until when.
    standing: &'static str,
    counted: String,
    stations: String,
    share: String,
    done: u64,
    moment: Option<String>,
    notes: Vec<String>,
    /// Where the list of what is missing is.
    missing: Option<String>,
    totals: Option<Totals>,
}

struct Totals {
    candidates: Vec<CandidateRow>,
    figures: Vec<FigureRow>,
    compared: Option<String>,
}

struct CandidateRow {
    name: String,
    votes: String,
    share: String,
    change: String,
    colour: usize,
    bar: u64,
}

struct FigureRow {
    name: &'static str,
    figure: String,
    of_registered: String,
    of_cast: String,
    change: String,
}

/// What a view of a round is made from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) snapshot: &'a Snapshot<'a>,
    pub(crate) settings: &'a Settings<'a>,
    pub(crate) colours: &'a [Vec<usize>],
    pub(crate) language: Language,
}

/// What a place is compared with.
struct Before<'a> {
    sums: &'a Sums,
    /// Position of each candidate's votes in `sums`, by position now.
    candidates: Vec<Option<usize>>,
    name: String,
}

impl Source<'_> {
    /// The view of a place; `moment` where the page is made anew for every snapshot.
    pub(crate) fn round(&self, round: usize, place: PlaceIx, moment: bool) -> RoundView {
        let (w, language) = (words::of(self.language), self.language);
        let tally = self.snapshot.board.tally(round, place);
        let progress = tally.progress;
        let (counted, stations) = (u64::from(progress.counted()), u64::from(progress.stations));
        let definition = self.snapshot.board.definition();
        let number = definition.rounds()[round].number;
        RoundView {
            w,
            number,
            label: numbers::round(number, language),
            status: status(&progress, w),
            standing: Count::of(&progress).text(definition.parts().quorum, w),
            counted: whole(counted, language),
            stations: whole(stations, language),
            share: share(counted, stations, language),
            done: thousandths(counted, stations),
            moment: moment.then(|| numbers::moment(self.snapshot.at, language)),
            notes: notes(&progress, w, language),
            missing: (progress.missing() > 0).then(|| {
                let up = if definition.nation() == place { "../../" } else { "../../../" };
                format!("{up}tables/round-{number}/missing.csv")
            }),
            totals: (counted > 0).then(|| self.totals(round, place, &tally.sums)),
        }
    }

    fn totals(&self, round: usize, place: PlaceIx, sums: &Sums) -> Totals {
        let before = self.before(round, place);
        let candidates = &self.snapshot.board.definition().rounds()[round].candidates;
        let best = sums.candidates.iter().copied().max().unwrap_or(0);
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|at| core::cmp::Reverse(sums.candidates[*at]));
        let row = |at: usize| {
            let (candidate, votes) = (&candidates[at], sums.candidates[at]);
            let earlier = before
                .as_ref()
                .and_then(|before| Some([before.sums.candidates[before.candidates[at]?], before.sums.valid]));
            CandidateRow {
                name: full_name(candidate),
                votes: whole(votes, self.language),
                share: share(votes, sums.valid, self.language),
                change: self.change([votes, sums.valid], earlier),
                colour: self.colours[round][at],
                bar: thousandths(votes, best),
            }
        };
        Totals {
            candidates: order.into_iter().map(row).collect(),
            figures: self.figures(sums, before.as_ref().map(|before| before.sums)),
            compared: before.map(|before| words::of(self.language).compared_with.replace("{}", &before.name)),
        }
    }

    fn change(&self, now: [u64; 2], before: Option<[u64; 2]>) -> String {
        before.and_then(|before| difference(now, before, self.language)).unwrap_or_else(|| "–".to_owned())
    }

    fn figures(&self, sums: &Sums, before: Option<&Sums>) -> Vec<FigureRow> {
        let (w, language) = (words::of(self.language), self.language);
        let away = |sums: &Sums| sums.registered.saturating_sub(sums.cast);
        let row = |name, figure: fn(&Sums, u64) -> u64, of_registered: bool, of_cast: bool| {
            let now = figure(sums, away(sums));
            let part = |show: bool, whole: u64| if show { share(now, whole, language) } else { String::new() };
            let whole_of = |sums: &Sums| if of_cast { sums.cast } else { sums.registered };
            let earlier = before.map(|before| [figure(before, away(before)), whole_of(before)]);
            let change = if of_registered { self.change([now, whole_of(sums)], earlier) } else { String::new() };
            FigureRow {
                name,
                figure: whole(now, language),
                of_registered: part(of_registered, sums.registered),
                of_cast: part(of_cast, sums.cast),
                change,
            }
        };
        vec![
            row(w.registered, |sums, _| sums.registered, false, false),
            row(w.abstention, |_, away| away, true, false),
            row(w.cast, |sums, _| sums.cast, true, false),
            row(w.blank, |sums, _| sums.blank, true, true),
            row(w.void, |sums, _| sums.void, true, true),
            row(w.valid, |sums, _| sums.valid, true, true),
        ]
    }

    /// The round before, or for the first one the earlier election of the settings.
    fn before(&self, round: usize, place: PlaceIx) -> Option<Before<'_>> {
        let definition = self.snapshot.board.definition();
        let (board, other, at, name) = if let Some(last) = round.checked_sub(1) {
            let name = numbers::round(definition.rounds()[last].number, self.language);
            (self.snapshot.board, last, Some(place), name)
        } else {
            let earlier = self.settings.earlier.as_ref()?;
            let name = earlier.name[usize::from(self.language == Language::English)].to_owned();
            (earlier.board, earlier.round, earlier.board.definition().place_ix(definition.place(place).id), name)
        };
        let tally = board.tally(other, at?);
        let known = &board.definition().rounds()[other].candidates;
        let same = |candidate: &election::definition::Candidate| {
            known.iter().position(|other| (&other.family, &other.given) == (&candidate.family, &candidate.given))
        };
        let candidates = definition.rounds()[round].candidates.iter().map(same).collect();
        (tally.progress.counted() > 0).then_some(Before { sums: &tally.sums, candidates, name })
    }
}

/// `Emmanuel MACRON`
pub(crate) fn full_name(candidate: &election::definition::Candidate) -> String {
    if candidate.given.is_empty() {
        candidate.family.clone()
    } else {
        format!("{} {}", candidate.given, candidate.family)
    }
}

/// Certified where all of it is, confirmed where all of it was read back, else provisional.
pub(crate) fn status(progress: &Progress, w: &'static Words) -> &'static str {
    let there = progress.counted();
    let whole = there > 0 && progress.missing() == 0 && progress.conflict == 0;
    match () {
        () if there == 0 => w.nothing_yet,
        () if whole && progress.certified == there => w.certified,
        () if whole && progress.confirmed + progress.returned + progress.certified == there => w.confirmed,
        () => w.provisional,
    }
}

fn notes(progress: &Progress, w: &'static Words, language: Language) -> Vec<String> {
    let kinds = [
        (progress.missing(), w.missing_one, w.missing_many),
        (progress.conflict, w.conflict_one, w.conflict_many),
        (progress.annulled, w.annulled_one, w.annulled_many),
    ];
    let some = kinds.into_iter().filter(|(count, ..)| *count > 0);
    some.map(
        |(count, one, many)| {
            if count == 1 { one.to_owned() } else { many.replace("{}", &whole(count.into(), language)) }
        },
    )
    .collect()
}
