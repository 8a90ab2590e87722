//! The official layout of 2017, `PR17_BVot_T1_FE.txt`: ISO-8859-1, `;`, LF, decimal comma, no
//! quotation.
//!
//! Source: the files of the Ministère de l'Intérieur for the presidential election of 2017. They
//! have no signatures (émargements), and their percentages follow from their figures.

use core::fmt::Write as _;

use super::CHUNK_BYTES;
use crate::{
    Board, Counts, Definition, Id,
    definition::{Candidate, Sex, StationIx},
};

/// The first line: the columns of a station, then those of one candidate, of whom a row has as
/// many as stand.
pub const HEADER: &str = "Code du département;Libellé du département;\
Code de la circonscription;Libellé de la circonscription;Code de la commune;\
Libellé de la commune;Code du b.vote;Inscrits;Abstentions;% Abs/Ins;Votants;% Vot/Ins;Blancs;\
% Blancs/Ins;% Blancs/Vot;Nuls;% Nuls/Ins;% Nuls/Vot;Exprimés;% Exp/Ins;% Exp/Vot;N°Panneau;\
Sexe;Nom;Prénom;Voix;% Voix/Ins;% Voix/Exp";

/// Where a row's figures were counted, in the words of the layout.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// `75`
    pub department: &'a str,
    /// `Paris`
    pub department_name: &'a str,
    /// `04`; `None` leaves the code and the label of the constituency empty.
    pub constituency: Option<&'a str>,
    /// `056`
    pub commune: &'a str,
    /// `Paris`
    pub commune_name: &'a str,
    /// `0101`
    pub station: &'a str,
}

/// Whether a round can be written in the layout: names that fit, identifiers that are `75`,
/// `75-056`, `75-056-0101`, constituencies of one or two digits. Every station of the round is
/// asked, counted or not: a file must not vanish when a station reports.
pub fn fits_round(board: &Board, round: usize) -> bool {
    let definition = board.definition();
    let candidates = &definition.rounds()[round].candidates;
    let fits = |ix: StationIx| names(definition, ix).and_then(|names| names.check(candidates)).is_some();
    definition.stations().filter(|(ix, _)| definition.registered(*ix, round).is_some()).all(|(ix, _)| fits(ix))
}

/// The header and the stations of a round whose figures count, ordered by identifier, in chunks.
/// Only for a round that [`fits_round`]; a station that does not fit is left out.
pub fn each_row<E>(board: &Board, round: usize, chunk: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let definition = board.definition();
    let candidates = &definition.rounds()[round].candidates;
    let mut out = header();
    for (ix, _) in definition.stations() {
        if let (Some(names), Some(standing)) = (names(definition, ix), board.state(round, ix).counted()) {
            // Asked before: it fits.
            let _ = names.push_row(&standing.counts, candidates, &mut out);
        }
        if out.len() >= CHUNK_BYTES {
            chunk(&out)?;
            out.clear();
        }
    }
    chunk(&out)
}

fn names(definition: &Definition, ix: StationIx) -> Option<Names<'_>> {
    let (station, commune_ix) = (definition.station(ix), definition.commune(ix));
    let commune = definition.place(commune_ix);
    let department = definition.place(definition.parent(commune_ix)?);
    let constituency = station.constituency.as_ref().map(Id::as_str);
    constituency.is_none_or(is_constituency).then_some(Names {
        department: department.id.as_str(),
        department_name: &department.name,
        constituency,
        commune: code(commune.id.as_str(), department.id.as_str())?,
        commune_name: &commune.name,
        station: code(station.id.as_str(), commune.id.as_str())?,
    })
}

fn is_constituency(code: &str) -> bool {
    code.len() <= 2 && code.bytes().all(|b| b.is_ascii_digit()) && code.bytes().any(|b| b != b'0')
}

/// The code of an identifier that begins with its parent's: `0101` of `75-056-0101`.
pub fn code<'a>(id: &'a str, parent: &str) -> Option<&'a str> {
    let code = id.strip_prefix(parent)?.strip_prefix('-')?;
    (!code.is_empty()).then_some(code)
}

/// Whether a text can stand in the layout: printable ISO-8859-1 (and `œ`, which the ministry
/// writes `oe`), no separator, and no quotation mark, which other programs would take for one of
/// theirs.
pub fn fits(text: &str) -> bool {
    let fits = |c: char| !c.is_control() && u8::try_from(c).is_ok() && c != ';' && c != '"';
    text.chars().all(|c| fits(c) || ligature(c).is_some())
}

/// The two letters of French that ISO-8859-1 lacks, as the ministry's own files spell them.
fn ligature(c: char) -> Option<&'static [u8]> {
    match c {
        'œ' => Some(b"oe"),
        'Œ' => Some(b"Oe"),
        _ => None,
    }
}

/// The header and its end of line.
pub fn header() -> Vec<u8> {
    let mut out = Vec::new();
    push_latin1(HEADER, &mut out);
    out
}

/// The line in ISO-8859-1 and its end.
fn push_latin1(line: &str, out: &mut Vec<u8>) {
    for c in line.chars() {
        match (ligature(c), u8::try_from(c)) {
            (Some(letters), _) => out.extend(letters),
            (None, Ok(byte)) => out.push(byte),
            (None, Err(_)) => unreachable!("every name was asked whether it fits"),
        }
    }
    out.push(b'\n');
}

impl Names<'_> {
    /// Appends one row; `None`, and nothing appended, when a name does not fit.
    pub fn push_row(&self, counts: &Counts, candidates: &[Candidate], out: &mut Vec<u8>) -> Option<()> {
        self.check(candidates)?;
        let mut line = String::new();
        self.push_names(&mut line);
        push_figures(counts, &mut line);
        for (candidate, votes) in candidates.iter().zip(&counts.candidates) {
            push_candidate(candidate, &mut line);
            let wholes = [counts.registered.wide(), counts.valid.wide()];
            push_figure(votes.wide(), &wholes, &mut line);
        }
        push_latin1(&line, out);
        Some(())
    }

    fn check(&self, candidates: &[Candidate]) -> Option<()> {
        let own = [
            self.department,
            self.department_name,
            self.constituency.unwrap_or_default(),
            self.commune,
            self.commune_name,
            self.station,
        ];
        let standing = |candidate: &Candidate| fits(&candidate.family) && fits(&candidate.given);
        (own.into_iter().all(fits) && candidates.iter().all(standing)).then_some(())
    }

    fn push_names(&self, line: &mut String) {
        let Names { department, department_name, constituency, commune, commune_name, station } = self;
        let code = constituency.unwrap_or_default();
        let label = constituency.map_or_else(String::new, constituency_label);
        put(line, format_args!("{department};{department_name};{code};{label};{commune};{commune_name};{station}"));
    }
}

/// `4ème circonscription`, as the ministry writes it.
fn constituency_label(code: &str) -> String {
    match code.trim_start_matches('0') {
        "1" => "1ère circonscription".to_owned(),
        number => format!("{number}ème circonscription"),
    }
}

fn push_figures(counts: &Counts, line: &mut String) {
    let (registered, cast) = (counts.registered.wide(), counts.cast.wide());
    push_figure(registered, &[], line);
    push_figure(registered.saturating_sub(cast), &[registered], line);
    push_figure(cast, &[registered], line);
    for figure in [counts.blank, counts.void, counts.valid] {
        push_figure(figure.wide(), &[registered, cast], line);
    }
}

fn push_candidate(candidate: &Candidate, line: &mut String) {
    let Candidate { number, sex, family, given } = candidate;
    let sex = match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unstated => "",
    };
    put(line, format_args!(";{number};{sex};{family};{given}"));
}

fn push_figure(figure: u64, wholes: &[u64], line: &mut String) {
    put(line, format_args!(";{figure}"));
    for whole in wholes {
        let share = hundredths(figure, *whole);
        put(line, format_args!(";{},{:02}", share / 100, share % 100));
    }
}

/// Hundredths of a percent, 10,000 for the whole.
///
/// The published figures are rounded to the nearest one; an exact half goes to the even
/// neighbour (3.125 % is written `3,12`, 9.375 % `9,38`). A share of nothing is 0.
pub fn hundredths(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let (floor, rest) = (part * 10_000 / whole, part * 10_000 % whole);
    let up = 2 * rest > whole || (2 * rest == whole && floor % 2 == 1);
    floor + u64::from(up)
}

fn put(line: &mut String, arguments: core::fmt::Arguments<'_>) {
    line.write_fmt(arguments).unwrap_or_else(|_| unreachable!("a String takes every text"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(part: u64, whole: u64) -> String {
        let mut line = String::new();
        push_figure(part, &[whole], &mut line);
        line
    }

    #[test]
    fn halves_go_to_the_even_neighbour() {
        assert_eq!(share(8, 256), ";8;3,12");
        assert_eq!(share(3, 32), ";3;9,38");
        assert_eq!(share(2, 506), ";2;0,40");
        assert_eq!(share(5, 5), ";5;100,00");
        assert_eq!(share(0, 0), ";0;0,00");
    }

    #[test]
    fn the_ministry_writes_oe_for_the_letter_the_layout_lacks() {
        let mut out = Vec::new();
        push_latin1("Cœuvres-et-Valsery;Œuilly;Évry", &mut out);
        assert_eq!(out, b"Coeuvres-et-Valsery;Oeuilly;\xc9vry\n");
        assert!(fits("Cœuvres") && !fits("Łódź") && !fits("a;b") && !fits("a\"b"));
    }

    #[test]
    fn constituencies_are_counted_in_french() {
        assert_eq!(constituency_label("01"), "1ère circonscription");
        assert_eq!(constituency_label("10"), "10ème circonscription");
        for (code, is_one) in [("4", true), ("04", true), ("00", false), ("IV", false)] {
            assert_eq!(is_constituency(code), is_one, "{code}");
        }
    }
}
