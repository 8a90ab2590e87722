//! `overrides.csv`: where people put their will in place of chance, one a line, and whether a plan
//! can obey. The page is `specs/plan-orders.md`.

use election::refusal::Language;
use election::text::is_phrase;

use super::round::Round;
use crate::answer::{MAX_OVERRIDES, Must, Override, Plan, circuit_id};
use crate::measure::{Clock, Seconds};
use crate::problem::Problem;

/// The header of the file.
pub const COLUMNS: [&str; 7] = ["circuit", "site", "must", "from", "to", "by", "reason"];
/// Largest file: so many lines of ordinary length.
pub const MAX_BYTES: u64 = 8 << 20;
/// Circuits or sites that a refusal names as a remedy.
const NAMED: usize = 4;

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, 1 for the header.
    pub line: u64,
    /// Why, with what would do instead.
    pub cause: Cause,
}

/// What is wrong with a line of overrides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Not text, not comma-separated values, or another header.
    Form,
    /// More lines than [`MAX_OVERRIDES`].
    TooMany,
    /// Not so many fields as the header.
    Fields(usize),
    /// No such circuit in the plan.
    Circuit(String),
    /// No such site in the problem.
    Site(String),
    /// Neither `arrive` nor `present`.
    Must(String),
    /// Not a moment as `09:05`, or the last is not after the first.
    Moment(String),
    /// `arrive` has a last moment.
    Ends,
    /// Nobody answers for it, or no reason is told, or it is no line of plain text.
    Unexplained(&'static str),
    /// No shift serves at that moment, or it ends before the crew may go.
    OutOfService(Vec<(String, Clock, Clock)>),
    /// The circuit does not come by; these do.
    NotVisited(Vec<String>),
    /// The crew would have to stay longer than its longest stop there.
    TooLong(Seconds),
    /// This circuit has an override in this shift, from this line.
    Twice(u64),
}

/// Reads the file whole: every override, or every fault.
///
/// # Panics
/// If the plan names a position that the problem does not have.
pub fn read(bytes: &[u8], problem: &Problem, plan: &Plan) -> Result<Vec<Override>, Vec<Fault>> {
    let whole = |cause| vec![Fault { line: 1, cause }];
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes).into_records();
    match rows.next() {
        // The reader of tables passes over a byte order mark: one spelling has none.
        Some(Ok(header)) if header.iter().eq(COLUMNS) && bytes.starts_with(b"circuit") => {}
        _ => return Err(whole(Cause::Form)),
    }
    let places = Places::of(problem, plan);
    let (mut found, mut faults): (Vec<(u64, Override)>, Vec<Fault>) = (Vec::new(), Vec::new());
    for (nth, row) in (2..).zip(rows) {
        let line = row.as_ref().ok().and_then(csv::StringRecord::position).map_or(nth, csv::Position::line);
        let read = row.map_err(|_| Cause::Form).and_then(|row| places.read(&row));
        let twice = |over: &Override| found.iter().find(|(_, other)| same(over, other)).map(|(line, _)| *line);
        match read.and_then(|over| twice(&over).map_or(Ok(over), |line| Err(Cause::Twice(line)))) {
            Ok(over) => found.push((line, over)),
            Err(cause) => faults.push(Fault { line, cause }),
        }
        if found.len() + faults.len() > MAX_OVERRIDES {
            return Err(whole(Cause::TooMany));
        }
    }
    let mut overrides: Vec<Override> = found.into_iter().map(|(_, over)| over).collect();
    overrides.sort_by_key(|over| (over.shift, over.circuit));
    if faults.is_empty() { Ok(overrides) } else { Err(faults) }
}

fn same(one: &Override, other: &Override) -> bool {
    (one.shift, one.circuit) == (other.shift, other.circuit)
}

struct Places<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    circuits: Vec<String>,
}

impl<'a> Places<'a> {
    fn of(problem: &'a Problem, plan: &'a Plan) -> Self {
        let circuits = (0..).take(plan.circuits.len()).map(|at| circuit_id(problem, plan, at)).collect();
        Self { problem, plan, circuits }
    }

    fn read(&self, row: &csv::StringRecord) -> Result<Override, Cause> {
        if row.len() != COLUMNS.len() {
            return Err(Cause::Fields(row.len()));
        }
        let [circuit, site, must, from, to, by, reason] = [0, 1, 2, 3, 4, 5, 6].map(|at| &row[at]);
        let circuit =
            position(self.circuits.iter().position(|id| id == circuit), || Cause::Circuit(circuit.to_owned()))?;
        let sites = &self.problem.sites;
        let site = position(sites.iter().position(|known| known.id.as_str() == site), || Cause::Site(site.to_owned()))?;
        let must = asked(must, from, to)?;
        for (name, text) in [("by", by), ("reason", reason)] {
            if !is_phrase(text) {
                return Err(Cause::Unexplained(name));
            }
        }
        let shift = self.shift(must)?;
        let over = Override { shift, circuit, site, must, by: by.to_owned(), reason: reason.to_owned() };
        self.obeyed(&over)?;
        Ok(over)
    }

    /// The shift that serves at the moment asked for.
    fn shift(&self, must: Must) -> Result<u32, Cause> {
        let shifts = &self.problem.policy.shifts;
        let (from, to) = match must {
            Must::Arrive(moment) => (moment, moment),
            Must::Be(from, to) => (from, to),
        };
        let serves =
            shifts.iter().position(|one| one.serves_from <= from && from < one.serves_to && to <= one.serves_to);
        position(serves, || {
            let hours = |one: &crate::problem::Shift| (one.name.to_string(), one.serves_from, one.serves_to);
            Cause::OutOfService(shifts.iter().map(hours).collect())
        })
    }

    /// Whether any phase of the circuit obeys.
    fn obeyed(&self, over: &Override) -> Result<(), Cause> {
        let round = Round::of(self.problem, &self.plan.circuits[over.circuit as usize]);
        let longest = round.longest_stop(over.site);
        if longest == 0 {
            return Err(Cause::NotVisited(self.visiting(over.site)));
        }
        if round.pin(over).phases() == 0 { Err(Cause::TooLong(Seconds(longest))) } else { Ok(()) }
    }

    fn visiting(&self, site: u32) -> Vec<String> {
        let comes =
            |circuit: &crate::answer::Circuit| Round::of(self.problem, circuit).stops().any(|(stop, _)| stop == site);
        let circuits = self.plan.circuits.iter().zip(&self.circuits).filter(|(circuit, _)| comes(circuit));
        circuits.map(|(_, id)| id.clone()).take(NAMED).collect()
    }
}

fn position(found: Option<usize>, cause: impl FnOnce() -> Cause) -> Result<u32, Cause> {
    found.and_then(|at| u32::try_from(at).ok()).ok_or_else(cause)
}

fn asked(must: &str, from: &str, to: &str) -> Result<Must, Cause> {
    let moment = |text: &str| Clock::parse(text).ok_or_else(|| Cause::Moment(text.to_owned()));
    match must {
        "arrive" if to.is_empty() => moment(from).map(Must::Arrive),
        "arrive" => Err(Cause::Ends),
        "present" => {
            let (from, until) = (moment(from)?, moment(to)?);
            if from < until { Ok(Must::Be(from, until)) } else { Err(Cause::Moment(to.to_owned())) }
        }
        other => Err(Cause::Must(other.to_owned())),
    }
}

impl Cause {
    /// What is wrong and what to do, in one line.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::French => self.french(),
            Language::English => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Form => format!("pas du texte CSV avec l'en-tête {}", COLUMNS.join(",")),
            Self::TooMany => format!("plus de {MAX_OVERRIDES} dérogations ; refaites plutôt le plan"),
            Self::Fields(count) => format!("{count} champs ; il en faut {}, vides compris", COLUMNS.len()),
            Self::Circuit(id) => format!("circuit {id} : pas dans ce plan ; tables/circuits.csv les donne"),
            Self::Site(id) => format!("site {id} : pas dans ce plan ; tables/sites.csv les donne"),
            Self::Must(word) => format!("« {word} » : écrivez arrive ou present"),
            Self::Moment(text) => format!("« {text} » : un moment s'écrit 09:05, et la fin suit le début"),
            Self::Ends => "arrive n'a pas de fin : laissez le champ vide, ou écrivez present".to_owned(),
            Self::Unexplained(name) => format!("{name} : une ligne de texte, qui en répond et pourquoi"),
            Self::OutOfService(shifts) => {
                format!("hors du service d'une vacation ; elles servent {}", hours(shifts))
            }
            Self::NotVisited(circuits) if circuits.is_empty() => {
                "aucun circuit ne passe par ce site ; refaites le plan avec une menace sur lui".to_owned()
            }
            Self::NotVisited(circuits) => {
                format!("ce circuit ne passe pas par ce site ; y passent : {}", circuits.join(", "))
            }
            Self::TooLong(stop) => format!(
                "plus long que l'arrêt du circuit, {} min {} s ; abrégez, ou prenez plusieurs circuits",
                stop.0 / 60,
                stop.0 % 60
            ),
            Self::Twice(line) => {
                format!("ce circuit a déjà une dérogation dans cette vacation, ligne {line} ; prenez-en un autre")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Form => format!("not CSV text with the header {}", COLUMNS.join(",")),
            Self::TooMany => format!("more than {MAX_OVERRIDES} overrides; make the plan again instead"),
            Self::Fields(count) => format!("{count} fields; {} are due, empty ones too", COLUMNS.len()),
            Self::Circuit(id) => format!("circuit {id}: not in this plan; tables/circuits.csv has them"),
            Self::Site(id) => format!("site {id}: not in this plan; tables/sites.csv has them"),
            Self::Must(word) => format!("`{word}`: write arrive or present"),
            Self::Moment(text) => format!("`{text}`: a moment is written 09:05, and the end comes after the beginning"),
            Self::Ends => "arrive has no end: leave the field empty, or write present".to_owned(),
            Self::Unexplained(name) => format!("{name}: one line of text, who answers for it and why"),
            Self::OutOfService(shifts) => format!("outside the service of a shift; they serve {}", hours(shifts)),
            Self::NotVisited(circuits) if circuits.is_empty() => {
                "no circuit comes by this site; make the plan again with a threat on it".to_owned()
            }
            Self::NotVisited(circuits) => {
                format!("this circuit does not come by this site; these do: {}", circuits.join(", "))
            }
            Self::TooLong(stop) => format!(
                "longer than the circuit's stop, {} min {} s; shorten it, or take several circuits",
                stop.0 / 60,
                stop.0 % 60
            ),
            Self::Twice(line) => {
                format!("this circuit has an override in this shift already, line {line}; take another circuit")
            }
        }
    }
}

fn hours(shifts: &[(String, Clock, Clock)]) -> String {
    let one = |(name, from, to): &(String, Clock, Clock)| format!("{name} {from}–{to}");
    shifts.iter().map(one).collect::<Vec<_>>().join(", ")
}
