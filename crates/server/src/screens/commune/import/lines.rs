//! What each line of a table would do, or why it cannot.

use std::collections::{BTreeMap, BTreeSet};

use election::{Id, Stamp};
use ops::desk::{Desk, Unsigned};
use ops::roles::{Entering, Officer};
use station::form::{Form, Typed};

use super::table::{BadFile, Table};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::sheet::counted_by;

/// A station, and what its line would do or why it cannot.
pub type Read = (Id, Result<Entry, String>);

/// One line that can be entered.
pub enum Entry {
    /// Nobody has typed this record.
    First(Box<Unsigned>),
    /// Somebody else has.
    Second(ops::room::Spot, election::message::Figures<election::Votes>, Stamp),
}

impl Entry {
    /// What the line would do, as text: it goes into the hash that is confirmed.
    pub fn text(&self) -> String {
        match self {
            Self::First(report) => report.message().to_string(),
            Self::Second(spot, figures, counted_at) => {
                let readings = ops::readings::of(figures);
                let lines: Vec<String> = readings.iter().map(|(field, votes)| format!("{field} {votes}")).collect();
                format!("second {} {} {counted_at}\n{}", spot.0, spot.1, lines.join("\n"))
            }
        }
    }
}

/// The columns of the file: the station, the hour, every line of the record, a reason.
pub fn columns(form: &Form) -> Vec<String> {
    let fields = form.fields().map(|field| field.to_string());
    let mut columns: Vec<String> = ["station", "counted-at"].map(str::to_owned).to_vec();
    columns.extend(fields);
    columns.push("reason".to_owned());
    columns
}

/// Which column is which; a column nobody knows is a file of something else.
fn head(form: &Form, line: &[String]) -> Result<BTreeMap<String, usize>, BadFile> {
    let mut found = BTreeMap::new();
    for (at, name) in line.iter().enumerate() {
        let name = name.trim();
        let known = match name {
            "station" | "counted-at" | "reason" => name.to_owned(),
            _ => form.field(name).ok_or_else(|| BadFile::Column(name.to_owned()))?.to_string(),
        };
        if found.insert(known, at).is_some() {
            return Err(BadFile::Column(name.to_owned()));
        }
    }
    let missing = columns(form).into_iter().find(|due| due != "reason" && !found.contains_key(due));
    missing.map_or(Ok(found), |missing| Err(BadFile::Column(missing)))
}

impl Screens {
    /// Every line read, with what is wrong with it.
    pub(super) fn lines(
        &self,
        visit: &Visit,
        officer: &Officer<Entering>,
        round: u8,
        table: &Table,
    ) -> Result<Vec<Read>, BadFile> {
        let (head_line, lines) = table.split_first().ok_or(BadFile::Kind)?;
        let any = self.any_form(officer, round).ok_or(BadFile::Kind)?;
        let head = head(&any, head_line)?;
        let mut seen = BTreeSet::new();
        let mut read = Vec::with_capacity(lines.len());
        for line in lines {
            let at = |name: &str| {
                head.get(name).and_then(|at| line.get(*at)).map_or(String::new(), |text| text.trim().to_owned())
            };
            let id = Id::new(&at("station")).map_err(|_| BadFile::Column(format!("station: {}", at("station"))))?;
            let entry = if seen.insert(id) {
                self.line(visit, officer, (round, id), &at)
            } else {
                Err(visit.t("Ce bureau figure deux fois.", "This station stands there twice.").to_owned())
            };
            read.push((id, entry));
        }
        Ok(read)
    }

    /// The form of any station of the commune: all have the same lines.
    pub(super) fn any_form(&self, officer: &Officer<Entering>, round: u8) -> Option<Form> {
        let definition = self.definition();
        let place = definition.place_ix(officer.person().scope)?;
        let mut stations = definition.stations_of(place).iter();
        stations.find_map(|ix| Form::new(definition, round, definition.station(*ix).id).ok())
    }

    fn line(
        &self,
        visit: &Visit,
        officer: &Officer<Entering>,
        spot: ops::room::Spot,
        at: &dyn Fn(&str) -> String,
    ) -> Result<Entry, String> {
        let said = |fault: Fault| fault.text(visit.language);
        self.spot(spot.0, spot.1.as_str()).map_err(said)?;
        officer.within(self.definition(), spot.1).map_err(|refusal| refusal.text(visit.language))?;
        let form = Form::new(self.definition(), spot.0, spot.1).map_err(|gate| gate.text(visit.language))?;
        let mut typed = Typed::default();
        for field in form.fields() {
            typed.put(field, &at(&field.to_string())).map_err(|why| why.text(visit.language).to_owned())?;
        }
        typed.put_reason(&at("reason")).map_err(|why| why.text(visit.language).to_owned())?;
        let reading = form.read(&typed);
        let questions = reading.figures().map(|figures| self.questions(&form, &figures)).unwrap_or_default();
        let entry = reading.entry(&questions).map_err(|open| {
            let texts: Vec<String> = open
                .iter()
                .map(|open| {
                    let field = open.fields().first().map(|field| format!("{field} : ")).unwrap_or_default();
                    format!("{field}{}", open.text(visit.language))
                })
                .collect();
            texts.join(" ")
        })?;
        let hour = counted_by(self.definition(), spot, &at("counted-at"), self.now());
        let hour = hour.map_err(|none| format!("counted-at{} {}", visit.language.colon(), none.text(visit.language)));
        let rooms = self.rooms();
        match rooms.room().desk(spot) {
            None if self.state(spot).is_missing() => {
                let report = Unsigned::new(entry.report(hour?).message().clone());
                report.map(|report| Entry::First(Box::new(report))).ok_or_else(|| said(Fault::NotFound))
            }
            Some(Desk::First(first)) if first.by != officer.person().account => {
                Ok(Entry::Second(spot, entry.figures().clone(), hour?))
            }
            Some(Desk::First(_)) => Err(ops::Refusal::SamePerson.text(visit.language)),
            _ => Err(visit.t("Déjà saisi ou déjà transmis.", "Typed or sent already.").to_owned()),
        }
    }
}
