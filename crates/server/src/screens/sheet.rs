//! The form of a record as a page: read by `station::form`, shown line by line.

use askama::Template;
use election::message::{Field, Figures};
use election::refusal::Language;
use election::{Definition, Id, Stamp, Votes};
use ops::roles::Person;
use ops::room::Spot;
use station::form::{Form, Open, Question, Reading, Typed};
use tlog::Hash;

use super::access::{Fields, Visit};
use super::fault::Fault;
use super::page::Page;

/// One step of the way, for the bar above a form.
pub struct Step {
    /// What it is called.
    pub label: String,
    /// `done`, `now` or `todo`.
    pub state: &'static str,
}

/// Where one is: path and label, from the outside in.
pub type Crumbs = Vec<(String, String)>;

/// One line of the form.
pub struct LineView {
    /// The field's name in the form.
    pub name: String,
    /// The letter on the paper.
    pub letter: String,
    /// What it is.
    pub label: String,
    /// As it was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What is still open, with the field to go to.
pub struct OpenView {
    /// The field.
    pub target: String,
    /// What it is about.
    pub about: String,
    /// What to do.
    pub text: String,
}

/// A form as it stands.
pub struct Sheet {
    /// Voters and papers.
    pub papers: Vec<LineView>,
    /// Candidates.
    pub votes: Vec<LineView>,
    /// What blocks.
    pub open: Vec<OpenView>,
    /// Warnings that a reason answers, and whether one stands there.
    pub warnings: Vec<String>,
    /// What the station counted in an earlier contest; said beside warnings only.
    pub earlier: Option<String>,
    /// The running total.
    pub total: String,
    /// Its distance to the valid votes, if they differ.
    pub distance: Option<String>,
    /// The reason as typed.
    pub reason: String,
}

/// The page of a form.
#[derive(Template)]
#[template(path = "sheet.html")]
pub struct SheetPage {
    /// The frame.
    pub page: Page,
    /// Where one is.
    pub crumbs: Crumbs,
    /// The heading.
    pub heading: String,
    /// The way.
    pub steps: Vec<Step>,
    /// What this is for.
    pub lead: String,
    /// The form.
    pub sheet: Sheet,
    /// Where it goes.
    pub action: String,
    /// The hour of the count as typed; none where it is not asked.
    pub counted: Option<String>,
    /// Where a witness's copy came from; none where it is not asked.
    pub source: Option<String>,
    /// What the button says.
    pub submit: String,
    /// What is said before anything else.
    pub notice: Option<String>,
}

/// The page of a second look.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// The frame.
    pub page: Page,
    /// Where one is.
    pub crumbs: Crumbs,
    /// The heading.
    pub heading: String,
    /// The way.
    pub steps: Vec<Step>,
    /// What will be done.
    pub lead: String,
    /// What is confirmed, line by line.
    pub rows: Vec<(String, String)>,
    /// Check words of the text; none where somebody must say them first.
    pub words: Option<String>,
    /// Whether check words heard by telephone are typed here.
    pub ask_words: bool,
    /// Hash of what is shown.
    pub shown: Hash,
    /// Whether a code of the second factor is asked for.
    pub ask_code: bool,
    /// Where it goes.
    pub action: String,
    /// What the button says.
    pub submit: String,
    /// The way back.
    pub back: String,
    /// What is said before anything else.
    pub notice: Option<String>,
}

/// The name of a field in a form.
pub fn field_name(field: Field) -> String {
    format!("f-{field}")
}

/// What was typed into the fields of a form. What cannot be kept is refused, never cut.
pub fn typed(form: &Form, fields: &Fields) -> Result<Typed, Fault> {
    let mut typed = Typed::default();
    for field in form.fields() {
        typed.put(field, fields.at(&field_name(field))).map_err(|_| Fault::Form("figure"))?;
    }
    typed.put_reason(fields.at("reason")).map_err(|_| Fault::Form("reason"))?;
    Ok(typed)
}

/// The figures of a message, as if they had been typed.
pub fn as_typed(figures: &Figures<Votes>) -> Result<Typed, Fault> {
    let mut typed = Typed::default();
    for field in figures.fields() {
        let text = figures.at(field).map(|votes| votes.to_string()).unwrap_or_default();
        typed.put(field, &text).map_err(|_| Fault::Form("figure"))?;
    }
    Ok(typed)
}

impl Sheet {
    /// The form as it stands; what is open is said only once somebody asked for it.
    pub fn of(form: &Form, typed: &Typed, questions: &[Question], judged: bool, language: Language) -> Self {
        let reading = form.read(typed);
        let open = if judged { reading.open(questions) } else { Vec::new() };
        let line = |line: station::form::Line| {
            let error = open.iter().find(|open| is_of_one_field(open) && open.fields().contains(&line.field));
            LineView {
                name: field_name(line.field),
                label: line.label(language).to_owned(),
                value: typed.at(line.field).to_owned(),
                error: error.map(|open| open.text(language)),
                letter: line.letter,
            }
        };
        let (votes, papers): (Vec<_>, Vec<_>) =
            form.lines().into_iter().partition(|line| matches!(line.field, Field::Candidate(_)));
        let (total, distance) = totals(&reading, language);
        Self {
            papers: papers.into_iter().map(line).collect(),
            votes: votes.into_iter().map(line).collect(),
            open: open.iter().map(|open| open_view(form, open, language)).collect(),
            warnings: questions.iter().map(|question| question.text(language).to_owned()).collect(),
            earlier: None,
            total,
            distance,
            reason: typed.reason().to_owned(),
        }
    }
}

impl Sheet {
    /// The same with what the station counted earlier.
    #[must_use]
    pub fn beside(mut self, earlier: Option<String>) -> Self {
        self.earlier = earlier.filter(|_| !self.warnings.is_empty());
        self
    }
}

fn is_of_one_field(open: &Open) -> bool {
    matches!(open, Open::Empty(_) | Open::Mistyped(..))
}

fn totals(reading: &Reading, language: Language) -> (String, Option<String>) {
    let sum = reading.sum();
    let distance = sum.distance.filter(|distance| *distance != 0);
    let distance = distance.map(|distance| {
        let sign = if distance > 0 { '+' } else { '−' };
        format!("{sign}{}", language.number(distance.unsigned_abs()))
    });
    (language.number(sum.votes), distance)
}

fn open_view(form: &Form, open: &Open, language: Language) -> OpenView {
    let first = open.fields().first().copied();
    let about = first.filter(|_| is_of_one_field(open));
    let about = about.and_then(|field| form.lines().into_iter().find(|line| line.field == field));
    OpenView {
        target: if matches!(open, Open::Reason(_)) {
            "reason".to_owned()
        } else {
            first.map_or("reason".to_owned(), field_name)
        },
        about: about.map(|line| format!("{} {}", line.letter, line.label(language))).unwrap_or_default(),
        text: open.text(language),
    }
}

/// The lines of a count as they are confirmed.
pub fn rows(form: &Form, figures: &Figures<Votes>, language: Language) -> Vec<(String, String)> {
    let row = |line: station::form::Line| {
        let votes = figures.at(line.field)?;
        Some((format!("{} · {}", line.letter, line.label(language)), language.number(votes.wide())))
    };
    form.lines().into_iter().filter_map(row).collect()
}

/// Seconds by which the end of a count may lie ahead of the hub's clock: a station's own clock is
/// not the hub's.
pub const MAX_AHEAD: i64 = 5 * 60;

/// Why an hour that somebody typed is not the end of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHour {
    /// It is no hour.
    Unread,
    /// It has not come, by the hub's clock: at this moment, by the station's own hands.
    Ahead(Stamp),
}

impl NoHour {
    /// What is wrong and what to do.
    pub fn text(self, language: Language) -> String {
        let french = language == Language::French;
        match self {
            Self::Unread if french => {
                "Écrivez l'heure de fin du dépouillement portée au procès-verbal, par exemple 20:14.".to_owned()
            }
            Self::Unread => "Write the hour the count ended as it stands on the record, for example 20:14.".to_owned(),
            Self::Ahead(now) => {
                let now = now.to_string();
                let clock = now.get(11..16).unwrap_or_default();
                if french {
                    format!(
                        "Cette heure de fin n'est pas venue : à l'horloge du concentrateur il est {clock}. Relisez le procès-verbal."
                    )
                } else {
                    format!(
                        "This end of the count lies ahead: by the hub's clock it is {clock}. Read the record again."
                    )
                }
            }
        }
    }
}

/// As [`counted_at`], for a count that has ended by the hub's clock.
pub fn counted_by(definition: &Definition, spot: Spot, text: &str, now: Stamp) -> Result<Stamp, NoHour> {
    let at = counted_at(definition, spot, text).ok_or(NoHour::Unread)?;
    if at.instant() <= now.instant().saturating_add(MAX_AHEAD) {
        return Ok(at);
    }
    Err(NoHour::Ahead(at.at(now.instant()).unwrap_or(now)))
}

/// The moment a count ended: hours, minutes and maybe seconds, typed, on the day and by the clock
/// of the station's own doors. Before noon is after midnight: no count ends in the morning of its
/// own day.
pub fn counted_at(definition: &Definition, (round, station): Spot, text: &str) -> Option<Stamp> {
    let day = definition.hours(definition.station_ix(station)?, definition.round_ix(round)?)?.opens;
    let parts: Vec<&str> = text.trim().split([':', 'h', 'H']).collect();
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, "0"),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let number = |text: &str, below: i64| text.parse::<i64>().ok().filter(|number| (0..below).contains(number));
    let (hours, minutes, seconds) = (number(hours, 24)?, number(minutes, 60)?, number(seconds, 60)?);
    let written = day.to_string();
    let midnight = Stamp::parse(&format!("{}T00:00:00{}", written.get(..10)?, written.get(19..)?))?;
    let next_day = if hours < 12 { 86_400 } else { 0 };
    midnight.plus(next_day + hours * 3600 + minutes * 60 + seconds)
}

/// Name of a station for people: its number, and its venue where there is one.
pub fn station_name(definition: &Definition, station: Id, language: Language) -> String {
    let number = station.as_str().rsplit('-').next().unwrap_or_default().to_owned();
    let venue = definition.station_ix(station).and_then(|ix| definition.station(ix).venue);
    let venues = &definition.parts().venues;
    let venue = venue.and_then(|id| venues.binary_search_by_key(&id, |venue| venue.id).ok()).map(|at| &venues[at].name);
    let word = if language == Language::French { "Bureau" } else { "Station" };
    venue.map_or_else(|| format!("{word} {number}"), |venue| format!("{word} {number}, {venue}"))
}

/// The commune of a station: identifier and name.
pub fn commune_of(definition: &Definition, station: Id) -> Option<(Id, String)> {
    let place = definition.place(definition.commune(definition.station_ix(station)?));
    Some((place.id, place.name.clone()))
}

/// The way to a station.
pub fn crumbs(definition: &Definition, visit: &Visit, person: &Person, station: Id) -> Crumbs {
    let commune = commune_of(definition, station);
    let mut crumbs: Crumbs = Vec::new();
    if matches!(person.role, ops::Role::PrefectureResults | ops::Role::PrefectureOps) {
        let place = definition.place_ix(person.scope).map(|ix| definition.place(ix).name.clone());
        crumbs.push((format!("/hub/departments/{}", person.scope), place.unwrap_or_default()));
    }
    crumbs.extend(commune.map(|(id, name)| (format!("/hub/communes/{id}"), name)));
    crumbs.push((format!("/hub/stations/{station}"), station_name(definition, station, visit.language)));
    crumbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_back_as_typed() {
        let fields = Fields::parse(b"f-cast=1%20204&reason=%C3%A9cart+r%C3%A9el&password=secret&csrf=x");
        assert_eq!(fields.at("f-cast"), "1 204");
        assert_eq!(fields.at("reason"), "écart réel");
        let kept = fields.for_keeping();
        assert!(!kept.contains("secret") && !kept.contains("csrf"), "{kept}");
        assert_eq!(Fields::parse(kept.as_bytes()).at("reason"), "écart réel");
    }
}
