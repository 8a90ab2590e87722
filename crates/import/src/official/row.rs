//! One line of an official file into one station, with everything that is wrong with it.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::rc::Rc;

use csv::StringRecord;
use election::counts::MAX_CANDIDATES;
use election::definition::Candidate;
use election::{Counts, Id};

use super::arithmetic::Figures;
use super::cells::{Ballot, Cells};
use super::header::{Ballots, Schema};
use super::roles::{self, Role};
use super::source::Line;
use super::{ResultFile, Row};
use crate::cause::Cause;
use crate::departments::Departments;
use crate::fault::{Column, Fault};
use crate::line::Splitter;

/// Reads the rows of one file in order and remembers what later rows must agree with.
pub(crate) struct Rows<'s> {
    schema: &'s Schema,
    file: &'s str,
    departments: Departments,
    /// The candidates, once a row has told them, in the order of their panel numbers.
    candidates: Option<Vec<Rc<Candidate>>>,
    // Only looked up, never walked: the order of a hash map must not reach a result.
    stations: HashSet<Id>,
    communes: HashMap<Id, Box<str>>,
    splitter: Splitter,
    text: String,
    fields: StringRecord,
    count: usize,
}

/// What one line told.
#[derive(Default)]
pub(crate) struct Told {
    /// Which station, if that much could be read.
    pub(crate) station: Option<Id>,
    /// The station with its figures, whatever is wrong with them.
    pub(crate) row: Option<Row>,
    /// What is wrong with the line, in the order it was met.
    pub(crate) faults: Vec<Fault>,
}

/// Place and names of a row.
struct Place {
    station: Id,
    commune: Id,
    department: Id,
    constituency: Option<Id>,
    department_label: Box<str>,
    commune_label: Box<str>,
}

impl<'s> Rows<'s> {
    pub(crate) fn new(schema: &'s Schema, file: &'s str) -> Self {
        let candidates = match &schema.ballots {
            Ballots::Columns { candidates, .. } => Some(candidates.clone()),
            Ballots::Blocks { .. } => None,
        };
        Self {
            schema,
            file,
            departments: Departments::new(),
            candidates,
            stations: HashSet::new(),
            communes: HashMap::new(),
            splitter: Splitter::new(schema.dialect),
            text: String::new(),
            fields: StringRecord::new(),
            count: 0,
        }
    }

    /// Lines read so far.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn fault_of_line(&self, line: u64, cause: Cause, found: String) -> Fault {
        Fault { file: self.file.to_owned(), line: Some(line), column: None, cause, found }
    }

    pub(crate) fn finish(self, rows: Vec<Row>) -> ResultFile {
        let candidates = self.candidates.unwrap_or_default();
        ResultFile {
            layout: self.schema.layout,
            candidates: candidates.iter().map(|told| Candidate::clone(told)).collect(),
            rows,
        }
    }

    /// The station of a line, and everything that is wrong with the line.
    pub(crate) fn read(&mut self, line: &Line<'_>) -> Told {
        self.count += 1;
        let (mut text, mut fields) = (mem::take(&mut self.text), mem::take(&mut self.fields));
        let told = self.read_text(line, &mut text, &mut fields);
        (self.text, self.fields) = (text, fields);
        told
    }

    fn read_text(&mut self, line: &Line<'_>, text: &mut String, fields: &mut StringRecord) -> Told {
        let mut told = Told::default();
        if !line.ended {
            told.faults.push(self.fault_of_line(line.number, Cause::Truncated, String::new()));
            return told;
        }
        if let Err(cause) = self.schema.encoding.decode(line.bytes, text) {
            told.faults.push(self.fault_of_line(line.number, cause, String::new()));
            return told;
        }
        if let Err(bad) = self.splitter.split(text, fields) {
            let column = Some(Column { number: bad.0, name: self.schema.name(bad.0 - 1).to_owned() });
            told.faults.push(Fault { column, ..self.fault_of_line(line.number, Cause::Quoting, String::new()) });
            return told;
        }
        let (schema, file) = (self.schema, self.file);
        let mut cells = Cells { schema, file, line: line.number, fields, faults: &mut told.faults };
        if self.has_right_width(&mut cells) && !cells.is_subtotal() {
            let place = self.place(&mut cells);
            told.station = place.as_ref().map(|place| place.station);
            told.row = self.station(cells, place);
        }
        told
    }

    fn station(&mut self, mut cells: Cells<'_>, place: Option<Place>) -> Option<Row> {
        if let Some(place) = &place {
            self.check_place(&mut cells, place);
        }
        let figures = cells.figures();
        let mut ballots = self.ballots(&mut cells)?;
        ballots.sort_by_key(|ballot| ballot.candidate.number);
        if !self.same_candidates(&mut cells, &ballots) {
            return None;
        }
        let figures = figures?;
        cells.check_sums(&figures, &ballots);
        Some(row(place?, &figures, &ballots))
    }

    fn has_right_width(&self, cells: &mut Cells<'_>) -> bool {
        let (found, named) = (cells.fields.len(), self.schema.names.len());
        let (right, another_contest) = match &self.schema.ballots {
            Ballots::Blocks { start, cells: block } if self.schema.layout == super::Layout::Unnumbered => {
                let blocks = found.saturating_sub(*start) / block.len();
                let whole = found > *start && (found - start).is_multiple_of(block.len());
                let known = self.candidates.as_ref().is_none_or(|candidates| candidates.len() == blocks);
                (whole && known && blocks <= MAX_CANDIDATES, whole && !known)
            }
            Ballots::Blocks { .. } | Ballots::Columns { .. } => (found == named, false),
        };
        if !right {
            let cause = if another_contest { Cause::OtherContest } else { Cause::ColumnCount };
            cells.fault_of_line(cause, format!("{found}"));
        }
        right
    }

    fn place(&mut self, cells: &mut Cells<'_>) -> Option<Place> {
        let code = cells.cell(Role::Department)?;
        let Some(department) = self.departments.find(code) else {
            cells.fault(Role::Department, Cause::UnknownDepartment);
            return None;
        };
        let commune_text = cells.cell(Role::Commune)?;
        let commune = roles::commune(code, commune_text);
        let station = cells.cell(Role::Station)?;
        if commune.is_none() {
            cells.fault(Role::Commune, Cause::BadCommune);
        }
        if !roles::is_station(station) {
            cells.fault(Role::Station, Cause::BadStation);
        }
        let constituency = cells.constituency();
        let commune_label = cells.label(Role::CommuneLabel);
        let department_label = match self.schema.column(Role::DepartmentLabel) {
            Some(_) => cells.label(Role::DepartmentLabel),
            None => Some(department.label.as_str().into()),
        };
        let commune = format!("{code}-{}", commune?);
        Some(Place {
            station: Id::new(&format!("{commune}-{station}")).ok()?,
            commune: Id::new(&commune).ok()?,
            department: Id::new(code).ok()?,
            constituency: constituency.ok()?,
            department_label: department_label?,
            commune_label: commune_label?,
        })
    }

    fn check_place(&mut self, cells: &mut Cells<'_>, place: &Place) {
        if !self.stations.insert(place.station) {
            cells.fault_of(Role::Station, Cause::DuplicateStation, place.station.to_string());
        }
        let name = self.communes.entry(place.commune).or_insert_with(|| place.commune_label.clone());
        if *name != place.commune_label {
            let found = format!("{}: {} ≠ {name}", place.commune, place.commune_label);
            cells.fault_of(Role::CommuneLabel, Cause::TwoNames, found);
        }
    }

    fn ballots(&self, cells: &mut Cells<'_>) -> Option<Vec<Ballot>> {
        match &self.schema.ballots {
            Ballots::Blocks { start, cells: block } => cells.blocks(*start, block),
            Ballots::Columns { candidates, columns } => {
                let votes = columns.iter().map(|column| cells.number(*column)).collect::<Vec<_>>();
                let votes = votes.into_iter().collect::<Option<Vec<_>>>()?;
                let entries = candidates.iter().zip(columns).zip(votes);
                Some(
                    entries
                        .map(|((candidate, start), votes)| Ballot {
                            candidate: candidate.clone(),
                            start: *start,
                            votes,
                        })
                        .collect(),
                )
            }
        }
    }

    /// The first row says who stands; every other row must name the same, in any order.
    fn same_candidates(&mut self, cells: &mut Cells<'_>, ballots: &[Ballot]) -> bool {
        if let Some(twice) = ballots.windows(2).find(|pair| pair[0].candidate.number == pair[1].candidate.number) {
            cells.fault_at(twice[1].start, Cause::BadCandidate, twice[1].candidate.number.to_string());
            return false;
        }
        let known =
            self.candidates.get_or_insert_with(|| ballots.iter().map(|ballot| ballot.candidate.clone()).collect());
        let stranger = ballots.iter().find(|ballot| !known.contains(&ballot.candidate));
        if let Some(ballot) = stranger {
            let found = format!("{} {}", ballot.candidate.number, ballot.candidate.family);
            cells.fault_at(ballot.start, Cause::OtherContest, found);
        } else if ballots.len() != known.len() {
            cells.fault_of_line(Cause::OtherContest, format!("{} ≠ {}", ballots.len(), known.len()));
        }
        stranger.is_none() && ballots.len() == known.len()
    }
}

fn row(place: Place, figures: &Figures, ballots: &[Ballot]) -> Row {
    let counts = Counts {
        registered: figures.registered,
        signed_in: figures.cast,
        cast: figures.cast,
        blank: figures.blank,
        void: figures.void,
        valid: figures.valid,
        candidates: ballots.iter().map(|ballot| ballot.votes).collect(),
    };
    let Place { station, commune, department, constituency, department_label, commune_label } = place;
    Row { station, commune, department, constituency, department_label, commune_label, counts }
}
