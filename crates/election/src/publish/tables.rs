//! CSV per level, the list of what is missing, and the list of changes. RFC 4180 with LF; a
//! field with a comma, a quote or a leading space is quoted.

use core::fmt::Write as _;

use super::{CHUNK_BYTES, Snapshot, pr17};
use crate::{
    Counts,
    board::{Change, ChangeKind},
    definition::{Level, PlaceIx},
    text::never_formula,
    total::Sums,
};

/// The tables of a round, each handed over as soon as it is made.
pub(super) fn each<E>(
    snapshot: &Snapshot<'_>,
    round: usize,
    file: &mut impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let number = snapshot.board.definition().rounds()[round].number;
    for (level, name) in LEVELS {
        file(&format!("tables/round-{number}/{name}.csv"), places(snapshot, round, level).as_bytes())?;
    }
    stations(snapshot, round, &mut |chunk| file(&format!("tables/round-{number}/stations.csv"), chunk))?;
    file(&format!("tables/round-{number}/missing.csv"), missing(snapshot, round).as_bytes())?;
    if pr17::fits_round(snapshot.board, round) {
        pr17::each_row(snapshot.board, round, &mut |chunk| file(&format!("official/BVot_T{number}_FE.txt"), chunk))?;
    }
    Ok(())
}

const LEVELS: [(Level, &str); 4] = [
    (Level::Nation, "nation"),
    (Level::Region, "regions"),
    (Level::Department, "departments"),
    (Level::Commune, "communes"),
];

const FIXED: &str = "registered,signed_in,cast,blank,void,valid";

fn candidates(snapshot: &Snapshot<'_>, round: usize) -> String {
    let candidates = &snapshot.board.definition().rounds()[round].candidates;
    candidates.iter().fold(String::new(), |head, candidate| head + ",candidate_" + &candidate.number.to_string())
}

fn places(snapshot: &Snapshot<'_>, round: usize, level: Level) -> String {
    let candidates = candidates(snapshot, round);
    let mut out =
        format!("id,name,parent,stations,counted,missing,confirmed,certified,conflict,annulled,{FIXED}{candidates}\n");
    for (ix, place) in snapshot.board.definition().places().filter(|(_, place)| place.level == level) {
        let tally = snapshot.board.tally(round, ix);
        let p = &tally.progress;
        let parent = place.parent.map_or_else(String::new, |parent| parent.to_string());
        let confirmed = p.confirmed + p.returned + p.certified;
        put(
            &mut out,
            format_args!(
                "{},{},{parent},{},{},{},{confirmed},{},{},{}",
                place.id,
                quoted(&place.name),
                p.stations,
                p.counted(),
                p.missing(),
                p.certified,
                p.conflict,
                p.annulled
            ),
        );
        let sums = Some(&tally.sums).filter(|_| p.counted() > 0);
        figures(&mut out, sums.map(Sums::row), candidates.matches(',').count());
    }
    out
}

/// The figures of a row; where nothing is known the fields are empty, not zero.
fn figures(out: &mut String, row: Option<impl Iterator<Item = u64>>, candidates: usize) {
    match row {
        Some(row) => row.for_each(|figure| put(out, format_args!(",{figure}"))),
        None => out.extend(core::iter::repeat_n(',', 6 + candidates)),
    }
    out.push('\n');
}

/// A row a station: a country's table is handed over in chunks.
fn stations<E>(snapshot: &Snapshot<'_>, round: usize, chunk: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let candidates = candidates(snapshot, round);
    let definition = snapshot.board.definition();
    let mut out = format!("station,commune,state,edition,report,log_index,{FIXED}{candidates}\n");
    for (ix, station) in definition.stations().filter(|(ix, _)| definition.registered(*ix, round).is_some()) {
        let state = snapshot.board.state(round, ix);
        put(&mut out, format_args!("{},{},{}", station.id, station.commune, state.word()));
        match state.counted() {
            Some(s) => put(&mut out, format_args!(",{},{},{}", s.edition, s.report, s.index)),
            None => out.push_str(",,,"),
        }
        let counts = state.counted().map(|standing| &standing.counts);
        figures(&mut out, counts.map(Counts::row), candidates.matches(',').count());
        if out.len() >= CHUNK_BYTES {
            chunk(out.as_bytes())?;
            out.clear();
        }
    }
    chunk(out.as_bytes())
}

fn missing(snapshot: &Snapshot<'_>, round: usize) -> String {
    let definition = snapshot.board.definition();
    let name = |place: Option<PlaceIx>| place.map_or("", |ix| definition.place(ix).name.as_str());
    let mut out = String::from("station,commune,commune_name,department_name,state\n");
    for ix in snapshot.board.missing(round) {
        let commune = definition.commune(ix);
        put(
            &mut out,
            format_args!(
                "{},{},{},{},{}\n",
                definition.station(ix).id,
                definition.place(commune).id,
                quoted(name(Some(commune))),
                quoted(name(definition.parent(commune))),
                snapshot.board.state(round, ix).word()
            ),
        );
    }
    out
}

/// Every correction, conflict and annulment, in the order of the log: why a figure may be lower
/// than it was.
pub(super) fn changes(snapshot: &Snapshot<'_>) -> String {
    let mut out = String::from("log_index,kind,round,station,cast_before,valid_before,cast_after,valid_after,reason\n");
    let shown: Vec<usize> = snapshot.rounds().collect();
    for change in snapshot.board.changes().iter().filter(|change| shown.contains(&change.round)) {
        let Change { index, round, station, kind, before, after, reason } = change;
        let round = snapshot.board.definition().rounds()[*round].number;
        let kind = match kind {
            ChangeKind::Correction => "correction",
            ChangeKind::Conflict => "conflict",
            ChangeKind::Annulment => "annulment",
        };
        let station = snapshot.board.definition().station(*station).id;
        put(&mut out, format_args!("{index},{kind},{round},{station}"));
        for counts in [before, after] {
            match counts {
                Some(counts) => put(&mut out, format_args!(",{},{}", counts.cast, counts.valid)),
                None => out.push_str(",,"),
            }
        }
        put(&mut out, format_args!(",{}\n", quoted(reason)));
    }
    out
}

/// A field of free text, none of which a spreadsheet runs as a formula: a reason is written by a
/// station, and opened by everybody.
fn quoted(text: &str) -> String {
    let text = never_formula(text);
    if text.contains([',', '"']) || text.starts_with(' ') { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn put(out: &mut String, arguments: core::fmt::Arguments<'_>) {
    out.write_fmt(arguments).unwrap_or_else(|_| unreachable!("a String takes every text"));
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn free_text_is_never_a_formula() {
        assert_eq!(quoted("=1+2"), "'=1+2");
        assert_eq!(quoted("-9,5"), "\"'-9,5\"");
        assert_eq!(quoted("-"), "-");
        assert_eq!(quoted("x;=cmd|' /C calc'!A0;y"), "x;'=cmd|' /C calc'!A0;y");
        assert_eq!(quoted("said \"so\""), "\"said \"\"so\"\"\"");
    }
}
