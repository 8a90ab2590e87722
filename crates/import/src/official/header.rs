//! The first line of a file says which layout it is and where each figure stands.

use std::rc::Rc;

use csv::StringRecord;
use election::counts::MAX_CANDIDATES;
use election::definition::Candidate;

use super::Layout;
use super::encoding::Encoding;
use super::known;
use super::roles::{BLOCK_2017, BLOCK_2024, Cell, FIXED_2017, FIXED_2024, FIXED_COLUMNS, REQUIRED, Role};
use crate::cause::Cause;
use crate::line::{BadQuote, Dialect, Splitter};

/// Where the candidates stand in a row.
#[derive(Clone, Debug)]
pub(crate) enum Ballots {
    /// One block of cells per candidate from column `start`; as many as the row holds.
    Blocks { start: usize, cells: Vec<Cell> },
    /// The header names the candidates: `candidates[i]` has the votes of column `columns[i]`.
    Columns { candidates: Vec<Rc<Candidate>>, columns: Vec<usize> },
}

/// What the header says.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) layout: Layout,
    pub(crate) encoding: Encoding,
    pub(crate) dialect: Dialect,
    /// Names of the columns of the header.
    pub(crate) names: Vec<String>,
    /// The role of each column before the candidates.
    pub(crate) roles: Vec<Role>,
    pub(crate) ballots: Ballots,
}

/// A header that is no header of ours: cause, column from 1 (0 for the line), what was found.
#[derive(Debug)]
pub(crate) struct BadHeader(pub(crate) Cause, pub(crate) usize, pub(crate) String);

impl Schema {
    /// Recognises the layout of a header.
    pub(crate) fn of(line: &[u8]) -> Result<Self, BadHeader> {
        let encoding = Encoding::of(line);
        let mut text = String::new();
        encoding.decode(line, &mut text).map_err(|cause| BadHeader(cause, 0, String::new()))?;
        let (dialect, names) = split(&text).map_err(|bad| BadHeader(Cause::Quoting, bad.0, String::new()))?;
        let (layout, roles, ballots) = match names[0].as_str() {
            "departement" => columns(&names)?,
            UNNUMBERED => unnumbered(&names)?,
            "Code département" | "Code localisation" => numbered(&names)?,
            other => {
                return Err(BadHeader(Cause::UnknownHeader, 0, other.chars().take(60).collect()));
            }
        };
        complete(&roles, layout)?;
        Ok(Self { layout, encoding, dialect, names, roles, ballots })
    }

    /// The column of a role, if the layout has it.
    pub(crate) fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|there| *there == role)
    }

    /// Name of a column, also inside the blocks the header does not name.
    pub(crate) fn name(&self, column: usize) -> &str {
        let shown = match &self.ballots {
            Ballots::Blocks { start, cells } if column >= self.names.len() => start + (column - start) % cells.len(),
            _ => column,
        };
        self.names.get(shown).map_or("", String::as_str)
    }
}

/// The first column of the layout of 2017 to 2022, and of no other.
const UNNUMBERED: &str = "Code du département";

/// The names of the columns; the first of them says whether the layout has quotation.
fn split(text: &str) -> Result<(Dialect, Vec<String>), BadQuote> {
    let separator = if text.contains(';') { b';' } else { b',' };
    let quoted = Dialect { separator, quoted: true };
    let names = names(text, quoted)?;
    if names[0] != UNNUMBERED {
        return Ok((quoted, names));
    }
    let plain = Dialect { separator, quoted: false };
    Ok((plain, self::names(text, plain)?))
}

fn names(text: &str, dialect: Dialect) -> Result<Vec<String>, BadQuote> {
    let mut fields = StringRecord::new();
    Splitter::new(dialect).split(text, &mut fields)?;
    Ok(fields.iter().map(str::to_owned).collect())
}

type Parts = (Layout, Vec<Role>, Ballots);

/// The fixed columns up to the first that `is_block` says is a candidate's.
fn fixed(names: &[String], table: &[(&str, Role)], is_block: impl Fn(&str) -> bool) -> Result<Vec<Role>, BadHeader> {
    let mut roles: Vec<Role> = Vec::new();
    for (at, name) in names.iter().take_while(|name| !is_block(name)).enumerate() {
        let role = table.iter().find(|(known, _)| known == name).map(|(_, role)| *role);
        let role = role.filter(|role| *role == Role::Ignored || !roles.contains(role));
        roles.push(role.ok_or_else(|| BadHeader(Cause::HeaderColumn, at + 1, name.clone()))?);
    }
    Ok(roles)
}

fn complete(roles: &[Role], layout: Layout) -> Result<(), BadHeader> {
    let missing =
        REQUIRED.iter().find(|role| !(roles.contains(role) || (layout == Layout::Columns && role.is_derived())));
    missing.map_or(Ok(()), |role| Err(BadHeader(Cause::HeaderColumn, 0, format!("{role:?}?"))))
}

fn cells(names: &[&str], start: usize, table: &[(&str, Cell)]) -> Result<Vec<Cell>, BadHeader> {
    let mut cells: Vec<Cell> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let cell = table.iter().find(|(known, _)| known == name).map(|(_, cell)| *cell);
        let cell = cell.filter(|cell| *cell == Cell::Ignored || !cells.contains(cell));
        cells.push(cell.ok_or_else(|| BadHeader(Cause::HeaderColumn, start + at + 1, (*name).to_owned()))?);
    }
    let needed = [Cell::Panel, Cell::Family, Cell::Votes].iter().find(|cell| !cells.contains(cell));
    needed.map_or(Ok(cells), |cell| Err(BadHeader(Cause::HeaderColumn, 0, format!("{cell:?}?"))))
}

/// 2017 to 2022: the header names one block, the rows carry one for each candidate.
fn unnumbered(names: &[String]) -> Result<Parts, BadHeader> {
    let roles = fixed(names, FIXED_2017, |name| name == BLOCK_2017[0].0)?;
    let start = roles.len();
    let block: Vec<&str> = names[start..].iter().map(String::as_str).collect();
    let cells = cells(&block, start, BLOCK_2017)?;
    Ok((Layout::Unnumbered, roles, Ballots::Blocks { start, cells }))
}

/// From 2024: the header names every block, `Voix 1`, `Voix 2`, …
fn numbered(names: &[String]) -> Result<Parts, BadHeader> {
    let roles = fixed(names, FIXED_2024, |name| name.ends_with(" 1"))?;
    let start = roles.len();
    let block: Vec<&str> = names[start..].iter().map_while(|name| name.strip_suffix(" 1")).collect();
    let cells = cells(&block, start, BLOCK_2024)?;
    for (at, name) in names[start..].iter().enumerate() {
        if *name != format!("{} {}", block[at % block.len()], at / block.len() + 1) {
            return Err(BadHeader(Cause::HeaderColumn, start + at + 1, name.clone()));
        }
    }
    let named = names.len() - start;
    if !named.is_multiple_of(block.len()) {
        return Err(BadHeader(Cause::HeaderColumn, names.len(), names[names.len() - 1].clone()));
    }
    if named / block.len() > MAX_CANDIDATES {
        return Err(BadHeader(Cause::TooManyCandidates, 0, (named / block.len()).to_string()));
    }
    Ok((Layout::Numbered, roles, Ballots::Blocks { start, cells }))
}

/// The csv with one column per candidate, named in the header.
fn columns(names: &[String]) -> Result<Parts, BadHeader> {
    let start = FIXED_COLUMNS.len();
    for (at, (known, _)) in FIXED_COLUMNS.iter().enumerate() {
        let name = names.get(at).map_or("", String::as_str);
        if name != *known {
            return Err(BadHeader(Cause::HeaderColumn, at + 1, format!("{name} ≠ {known}")));
        }
    }
    let families: Vec<&str> = names[start..].iter().map(String::as_str).collect();
    if families.len() > MAX_CANDIDATES {
        return Err(BadHeader(Cause::TooManyCandidates, 0, families.len().to_string()));
    }
    let unknown = || BadHeader(Cause::UnknownCandidates, start + 1, families.join(", ").chars().take(200).collect());
    let mut entries: Vec<(Candidate, usize)> =
        candidates(&families).ok_or_else(unknown)?.into_iter().zip(start..).collect();
    entries.sort_by_key(|(candidate, _)| candidate.number);
    if entries.is_empty() || entries.windows(2).any(|pair| pair[0].0.number == pair[1].0.number) {
        return Err(unknown());
    }
    let (candidates, columns) = entries.into_iter().map(|(candidate, column)| (Rc::new(candidate), column)).unzip();
    let roles = FIXED_COLUMNS.iter().map(|(_, role)| *role).collect();
    Ok((Layout::Columns, roles, Ballots::Columns { candidates, columns }))
}

/// The candidates in the order of the columns: by their own numbers, or by the known facts.
fn candidates(families: &[&str]) -> Option<Vec<Candidate>> {
    let numbered: Option<Vec<Candidate>> = families.iter().map(|name| own_number(name)).collect();
    numbered.or_else(|| {
        let facts = known::contest_of(families)?.candidates();
        families.iter().map(|family| facts.iter().find(|fact| known::same(&fact.family, family)).cloned()).collect()
    })
}

/// `3:MACRON`
fn own_number(name: &str) -> Option<Candidate> {
    let (number, family) = name.split_once(':')?;
    let number = super::roles::panel(number)?;
    let family = super::roles::label(family)?.to_owned();
    Some(Candidate { number, sex: election::definition::Sex::Unstated, family, given: String::new() })
}
