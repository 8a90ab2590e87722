//! The printed record of a signed report: figures with their letters, check words, and the codes
//! that carry the signed message, so that anyone before the door can check what the log holds.

mod face;
mod html;
mod layout;
pub mod paper;
mod pdf;

use election::{
    Id, Message,
    definition::{Level, Mode},
    evidence::Received,
    message::{Body, Report},
    refusal::{Gate, Language},
    words::{CHECK_WORDS, words},
};
use tlog::{hash::Hash, note::Note};

use crate::{
    carry::{Part, split},
    excerpt::Excerpt,
    form::Form,
    wording::{number, say},
};

/// Where and when: what stands above the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Title of the election.
    pub title: String,
    /// Live or test.
    pub mode: Mode,
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// Name and identifier of its commune.
    pub commune: (String, Id),
    /// Name of its department.
    pub department: Option<String>,
    /// Name of its building.
    pub venue: Option<String>,
}

/// The sheet of a signed report.
#[derive(Clone, Debug)]
pub struct Sheet {
    heading: Heading,
    form: Form,
    /// As it is after the correction, where the note is one.
    report: Report,
    id: Hash,
    signed_by: Vec<String>,
    parts: Vec<Part>,
}

/// One row of figures, ready to be printed.
struct Row {
    letter: String,
    label: String,
    figure: String,
}

impl Heading {
    /// Of a station in a round.
    pub fn of(excerpt: &Excerpt, round: u8) -> Result<Self, Gate> {
        // Where there is no form, there is nothing to print.
        excerpt.form(round)?;
        let definition = excerpt.definition();
        let station = excerpt.post().station;
        let ix = definition.station_ix(station).ok_or(Gate::Station(station))?;
        let commune = definition.place(definition.commune(ix));
        let mut around = definition.upwards(definition.commune(ix)).map(|place| definition.place(place));
        let department = around.find(|place| place.level == Level::Department).map(|place| place.name.clone());
        let own = definition.station(ix).venue;
        let venue = definition.parts().venues.iter().find(|venue| Some(venue.id) == own);
        Ok(Self {
            title: definition.parts().title.clone(),
            mode: definition.parts().mode,
            round,
            station,
            commune: (commune.name.clone(), commune.id),
            department,
            venue: venue.map(|venue| venue.name.clone()),
        })
    }

    /// `Tour 1` or `Round 1`.
    pub fn round_text(&self, language: Language) -> String {
        format!("{} {}", say(language, "Tour", "Round"), self.round)
    }

    /// Building, commune and department on one line.
    pub fn place_text(&self) -> String {
        let commune = format!("{} ({})", self.commune.0, self.commune.1);
        let all = [self.venue.clone(), Some(commune), self.department.clone()];
        all.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

impl Sheet {
    /// The sheet of a signed note; `None` where the note is no report or correction of this form.
    pub fn of(heading: Heading, form: Form, note: &[u8]) -> Option<Self> {
        let received = Received::parse(note).ok()?;
        let Message { body, definition, .. } = received.message().clone();
        let report = printed(body)?;
        let same = definition == form.definition()
            && (report.round, report.station) == (form.round(), form.station())
            && form.fields().eq(report.figures.fields());
        if !same {
            return None;
        }
        let signed_by = Note::parse(note).ok()?.signatures.iter().map(|signature| signature.name.to_owned()).collect();
        Some(Self { heading, id: received.id(), form, report, signed_by, parts: split(note) })
    }

    /// The words to compare.
    pub fn check_words(&self) -> String {
        words(self.id, CHECK_WORDS)
    }

    fn rows(&self, language: Language) -> Vec<Row> {
        let row = |line: &crate::form::Line| Row {
            letter: line.letter.clone(),
            label: line.label(language).to_owned(),
            figure: self.report.figures.at(line.field).map_or_else(String::new, |votes| number(language, votes.wide())),
        };
        self.form.lines().iter().map(row).collect()
    }

    /// A page to print, whole in itself.
    pub fn html(&self, language: Language) -> String {
        html::page(self, language)
    }

    /// The content security policy to send with [`Self::html`]: its own style and nothing else.
    pub fn policy() -> String {
        format!(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            html::style_hash()
        )
    }

    /// The same on A4 as PDF.
    pub fn pdf(&self, language: Language) -> Vec<u8> {
        pdf::document(self, language)
    }
}

/// What is printed of a report, or of a correction as the report that it makes.
fn printed(body: Body) -> Option<Report> {
    match body {
        Body::Report(report) => Some(report),
        Body::Correction(said) => Some(Report {
            round: said.round,
            station: said.station,
            edition: said.edition,
            figures: said.figures,
            reason: Some(said.reason),
            counted_at: said.at,
        }),
        _ => None,
    }
}

/// Texts that both forms of the sheet share.
struct Words {
    heading: &'static str,
    exercise: Option<&'static str>,
    station: &'static str,
    votes: &'static str,
    reason: &'static str,
    counted_at: &'static str,
    control: &'static str,
    signed_by: &'static str,
    codes: &'static str,
    code: &'static str,
    signatures: [&'static str; 4],
    page: &'static str,
}

fn texts(sheet: &Sheet, language: Language) -> Words {
    let corrected = sheet.report.edition > 1;
    let say = |french, english| say(language, french, english);
    Words {
        heading: if corrected {
            say("Relevé rectifié du bureau de vote", "Corrected report of the polling station")
        } else {
            say("Relevé du bureau de vote", "Report of the polling station")
        },
        exercise: (sheet.heading.mode == Mode::Test)
            .then_some(say("EXERCICE – sans valeur", "EXERCISE – of no effect")),
        station: say("Bureau", "Station"),
        votes: say("Voix par candidat, dans l'ordre des panneaux", "Votes by candidate, in panel order"),
        reason: say("Motif", "Reason"),
        counted_at: if corrected {
            say("Rectifié", "Corrected")
        } else {
            say("Fin du dépouillement", "End of the count")
        },
        control: say("Mots de contrôle", "Check words"),
        signed_by: say("Signé par", "Signed by"),
        codes: say(
            "Ces codes contiennent le relevé signé, à l'octet près. Lisez-les tous, dans n'importe quel ordre : le journal public doit contenir exactement ce relevé.",
            "These codes hold the signed report, byte for byte. Read them all, in any order: the public log must hold exactly this report.",
        ),
        code: say("Code", "Code"),
        signatures: [
            say("Président(e)", "President"),
            say("Secrétaire", "Secretary"),
            say("Assesseur(e)", "Assessor"),
            say("Assesseur(e)", "Assessor"),
        ],
        page: say("Page", "Page"),
    }
}
