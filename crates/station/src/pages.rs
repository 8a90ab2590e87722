//! The station's own pages: the same entry as on a terminal, in a browser on the same machine.
//! Pure: what they show is given, and they give HTML.

use askama::Template;
use election::{
    Id, Votes,
    definition::Mode,
    message::{Body, Field, Figures},
    refusal::Language,
};

use crate::{
    carry::{code, split},
    form::{Cell, Form, Line, Open, Paper, Question, Reading, Standing, Typed, Unsigned, letters},
    questions::Asked,
    receipt::Receipt,
    sheet::Heading,
    wording::{number, say},
};

/// The style of all pages.
pub const STYLE: &str = include_str!("../templates/station.css");
/// What a script adds: keys, the running total, drafts kept while one types.
pub const SCRIPT: &str = include_str!("../templates/station.js");
/// The content security policy to send with every page.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What stands around every page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Language of the page.
    pub language: Language,
    /// Which station and round.
    pub heading: Heading,
    /// Rounds in which the station opens.
    pub rounds: Vec<u8>,
    /// Goes back with every form: what another site makes a browser send does not have it.
    pub token: String,
}

/// How far the report of a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Figures are typed.
    Enter,
    /// Two sign.
    Sign,
    /// Signed: it is carried.
    Carry,
}

/// The entry, as far as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct EntryView<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// What was typed, as it was typed.
    pub typed: &'a Typed,
    /// The same, read.
    pub reading: &'a Reading,
    /// Warnings and hints.
    pub asked: &'a Asked,
    /// Whether to tell everything that is open, or only what is wrong with what was typed.
    pub checked: bool,
    /// Whether the draft was kept just now.
    pub kept: bool,
    /// What a correction would replace; none where the first report is typed.
    pub standing: Option<&'a Standing>,
    /// What was wrong with the last try beside its fields, in the page's language.
    pub wrong: Option<&'a str>,
}

/// The text that waits for signatures.
#[derive(Clone, Copy, Debug)]
pub struct SignView<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// The lines of the form.
    pub form: &'a Form,
    /// What is signed, and so what is shown.
    pub report: &'a Unsigned,
    /// What a correction replaces.
    pub standing: Option<&'a Standing>,
    /// Holders whose keys are here, and whether each has signed.
    pub holders: &'a [(Id, bool)],
    /// What was wrong with the last try, in the page's language.
    pub wrong: Option<&'a str>,
}

/// A signed report, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct CarryView<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// The check words.
    pub words: &'a str,
    /// The signed note.
    pub note: &'a [u8],
    /// What became of it, in the page's language.
    pub fate: &'a str,
    /// Its receipt, if one is here and holds.
    pub receipt: Option<&'a Receipt>,
    /// Where it can be sent from this page.
    pub hub: Option<&'a str>,
    /// What was wrong with the last try, in the page's language.
    pub wrong: Option<&'a str>,
    /// Its edition, 1 for a report.
    pub edition: u16,
}

struct Texts {
    language: Language,
}

impl Texts {
    fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        say(self.language, french, english)
    }
}

#[derive(Template)]
#[template(path = "station_entry.html")]
struct EntryPage<'a> {
    t: Texts,
    frame: &'a Frame,
    step: Step,
    fixed: Vec<Row>,
    candidates: Vec<Row>,
    faults: Vec<Told>,
    hints: Vec<Told>,
    questions: Vec<Told>,
    reason: &'a str,
    asks_reason: bool,
    total: String,
    distance: String,
    off: bool,
    kept: bool,
    paper: Paper,
    wrong: Option<&'a str>,
}

/// One field on the page.
struct Row {
    name: String,
    letter: String,
    label: String,
    text: String,
    wrong: Option<String>,
    /// The figure that a correction replaces.
    before: Option<String>,
}

/// One fault or warning, with a link to the field to go to first.
struct Told {
    target: String,
    letters: String,
    text: String,
}

#[derive(Template)]
#[template(path = "station_sign.html")]
struct SignPage<'a> {
    t: Texts,
    frame: &'a Frame,
    step: Step,
    rows: Vec<Row>,
    reason: Option<&'a str>,
    words: String,
    id: String,
    holders: Vec<(Id, String, bool)>,
    wrong: Option<&'a str>,
    paper: Paper,
}

#[derive(Template)]
#[template(path = "station_carry.html")]
struct CarryPage<'a> {
    t: Texts,
    frame: &'a Frame,
    step: Step,
    words: &'a str,
    fate: &'a str,
    received: Vec<(&'static str, String)>,
    is_final: bool,
    hub: Option<&'a str>,
    wrong: Option<&'a str>,
    codes: Vec<String>,
    edition: u16,
}

#[derive(Template)]
#[template(path = "station_notice.html")]
struct NoticePage<'a> {
    t: Texts,
    title: &'a str,
    text: &'a str,
}

/// The page where figures are typed.
pub fn entry(view: &EntryView<'_>) -> String {
    let language = view.frame.language;
    let lines = view.reading.form().lines();
    let open = open(view);
    let mut rows: Vec<Row> = lines.iter().map(|line| row(view, line, &open)).collect();
    let candidates = rows.split_off(Field::FIXED.len());
    let (questions, faults): (Vec<&Open>, Vec<&Open>) = open.iter().partition(|open| matches!(open, Open::Reason(_)));
    let hints = view.asked.hints.iter().filter(|_| view.checked);
    let sum = view.reading.sum();
    let asks_reason = view.checked && open.iter().any(wants_reason);
    let page = EntryPage {
        t: Texts { language },
        frame: view.frame,
        step: Step::Enter,
        fixed: rows,
        candidates,
        faults: gathered(&faults, &lines, language),
        hints: hints.map(|hint| told(&hint.fields, &lines, hint.slip.says(language))).collect(),
        questions: questions.iter().map(|open| told(open.fields(), &lines, &open.text(language))).collect(),
        reason: view.typed.reason(),
        asks_reason: asks_reason || view.standing.is_some() || !view.typed.reason().is_empty(),
        total: number(language, sum.votes),
        distance: distance(view.reading, language),
        off: sum.distance.is_some_and(|distance| distance != 0),
        kept: view.kept,
        paper: paper_of(view.standing),
        wrong: view.wrong,
    };
    rendered(&page)
}

/// The state of the form for the script: the same reader, asked while one types.
///
/// `total` and `distance` are texts for people; `fields` holds what is wrong with what was typed.
pub fn reading_json(reading: &Reading, language: Language) -> String {
    let mut out = String::new();
    election::publish::json::Json::new(&mut out).object(|json| {
        json.name("total").text(&number(language, reading.sum().votes));
        json.name("distance").text(&distance(reading, language));
        json.name("off").boolean(reading.sum().distance.is_some_and(|distance| distance != 0));
        json.name("fields").object(|json| {
            for (field, cell) in reading.cells() {
                if let Cell::Refused(why) = cell {
                    json.name(&field.to_string()).text(&why.text(language));
                }
            }
        });
        json.name("rules").array(|json| {
            let lines = reading.form().lines();
            for problem in reading.problems() {
                json.text(&format!("[{}] {}", letters(&problem.fields, &lines), problem.rule.text(language)));
            }
        });
    });
    out
}

/// The page where two sign.
pub fn sign(view: &SignView<'_>) -> String {
    let language = view.frame.language;
    let (figures, reason) = match &view.report.message().body {
        Body::Report(report) => (Some(&report.figures), report.reason.as_deref()),
        Body::Correction(correction) => (Some(&correction.figures), Some(correction.reason.as_str())),
        _ => (None, None),
    };
    let figure = |figures: Option<&Figures<Votes>>, field| {
        figures.and_then(|all| all.at(field)).map_or_else(String::new, |votes| number(language, votes.wide()))
    };
    let row = |line: Line| {
        let text = figure(figures, line.field);
        let before = view.standing.map(|standing| figure(Some(&standing.figures), line.field));
        Row {
            name: line.field.to_string(),
            before: before.filter(|before| *before != text),
            text,
            label: line.label(language).to_owned(),
            letter: line.letter,
            wrong: None,
        }
    };
    rendered(&SignPage {
        t: Texts { language },
        frame: view.frame,
        step: Step::Sign,
        rows: view.form.lines().into_iter().map(row).collect(),
        reason,
        words: view.report.check_words(),
        id: view.report.id().to_string(),
        holders: view.holders.iter().map(|(holder, signed)| (*holder, title(*holder, language), *signed)).collect(),
        wrong: view.wrong,
        paper: paper_of(view.standing),
    })
}

/// What the holders of a station are called; another one by its name.
fn title(holder: Id, language: Language) -> String {
    match holder.as_str() {
        "president" => say(language, "Président(e)", "President").to_owned(),
        "secretary" => say(language, "Secrétaire", "Secretary").to_owned(),
        other => other.to_owned(),
    }
}

/// The page of a signed report.
pub fn carry(view: &CarryView<'_>) -> String {
    let codes =
        split(view.note).iter().map(|part| code(part).svg(&format!("{}/{}", part.number(), part.of()))).collect();
    rendered(&CarryPage {
        t: Texts { language: view.frame.language },
        frame: view.frame,
        step: Step::Carry,
        words: view.words,
        fate: view.fate,
        received: view.receipt.map(|receipt| received(receipt, view.frame.language)).unwrap_or_default(),
        is_final: view.receipt.is_some_and(|receipt| receipt.is_final),
        hub: view.hub,
        wrong: view.wrong,
        codes,
        edition: view.edition,
    })
}

/// What a receipt says.
fn received(receipt: &Receipt, language: Language) -> Vec<(&'static str, String)> {
    vec![
        (say(language, "Numéro au journal public", "Number in the public log"), number(language, receipt.index)),
        (
            say(language, "Entrées du journal à la preuve", "Entries of the log at the proof"),
            number(language, receipt.size),
        ),
        (say(language, "Empreinte", "Fingerprint"), receipt.id.to_string()),
    ]
}

/// A page that says one thing: a refusal, or that something failed.
pub fn notice(language: Language, title: &str, text: &str) -> String {
    rendered(&NoticePage { t: Texts { language }, title, text })
}

fn rendered(page: &impl Template) -> String {
    page.render().unwrap_or_else(|error| unreachable!("the template writes into a String: {error}"))
}

/// Everything that is open once it was asked for; before, only what is wrong with what is there.
fn open(view: &EntryView<'_>) -> Vec<Open> {
    let mut open = view.reading.open(&view.asked.questions);
    if !view.checked {
        open.retain(|open| matches!(open, Open::Mistyped(..)));
    }
    open
}

fn wants_reason(open: &Open) -> bool {
    use election::refusal::Broken::{RegisteredDiffers, SignedInDiffers};
    match open {
        Open::Reason(Question { .. }) | Open::BadReason => true,
        Open::Broken(problem) => matches!(problem.rule, SignedInDiffers | RegisteredDiffers),
        Open::Empty(_) | Open::Mistyped(..) => false,
    }
}

fn row(view: &EntryView<'_>, line: &Line, open: &[Open]) -> Row {
    let language = view.frame.language;
    let own = |open: &&Open| matches!(open, Open::Empty(field) | Open::Mistyped(field, _) if *field == line.field);
    Row {
        name: line.field.to_string(),
        letter: line.letter.clone(),
        label: line.label(language).to_owned(),
        text: view.typed.at(line.field).to_owned(),
        wrong: open.iter().find(own).map(|open| open.text(language)),
        before: view
            .standing
            .and_then(|standing| standing.figures.at(line.field))
            .map(|votes| number(language, votes.wide())),
    }
}

fn paper_of(standing: Option<&Standing>) -> Paper {
    if standing.is_some() { Paper::Correction } else { Paper::Report }
}

/// Faults for the list: all empty fields in one line, the others each in its own.
fn gathered(faults: &[&Open], lines: &[Line], language: Language) -> Vec<Told> {
    let is_empty = |open: &&Open| match open {
        Open::Empty(field) => Some(*field),
        _ => None,
    };
    let empty: Vec<Field> = faults.iter().filter_map(is_empty).collect();
    let rest = faults.iter().filter(|open| !matches!(open, Open::Empty(_)));
    let mut told_all: Vec<Told> = rest.map(|open| told(open.fields(), lines, &open.text(language))).collect();
    if let Some(first) = empty.first() {
        told_all.push(told(&empty, lines, &Open::Empty(*first).text(language)));
    }
    told_all
}

fn told(fields: &[Field], lines: &[Line], text: &str) -> Told {
    let target = fields.first().map_or_else(|| "reason".to_owned(), Field::to_string);
    Told { target, letters: letters(fields, lines), text: text.to_owned() }
}

/// `+8 / exprimés`, or nothing while the valid votes are not typed.
fn distance(reading: &Reading, language: Language) -> String {
    let of = say(language, "exprimés", "valid votes");
    reading.sum().distance.map_or_else(String::new, |distance| {
        let size = number(language, distance.unsigned_abs());
        match distance {
            0 => format!("= {of}"),
            1.. => format!("+{size} / {of}"),
            _ => format!("\u{2212}{size} / {of}"),
        }
    })
}
