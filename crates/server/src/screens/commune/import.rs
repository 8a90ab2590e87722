//! Many records from one file of the commune: a preview of every line before anything is done.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use askama::Template;
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use calamine::{Data, Reader as _, Xlsx};
use election::Id;
use ops::desk::{Channel, Desk, Unsigned};
use ops::roles::{Entering, Officer};
use ops::step::{Actor, Command};
use station::form::{Form, Typed};
use tlog::Hash;

use crate::screens::Screens;
use crate::screens::access::{Fields, Visit, from_here, is_of};
use crate::screens::confirm::shown_of;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::counted_at;

/// Longest file, bytes.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;
/// Most bytes that a spreadsheet may hold once unpacked: a zip bomb holds more.
pub const MAX_UNPACKED_BYTES: u64 = 20 * 1024 * 1024;
/// Most parts of a spreadsheet's package.
pub const MAX_PARTS: usize = 200;
/// Most lines: the stations of the largest commune.
pub const MAX_LINES: usize = 1_500;
/// Most columns.
pub const MAX_COLUMNS: usize = 420;

/// A table as it was read: texts, line by line.
type Table = Vec<Vec<String>>;

/// Why a file is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// Neither CSV in UTF-8 nor a spreadsheet.
    #[error("ni CSV en UTF-8, ni XLSX · neither CSV in UTF-8 nor XLSX")]
    Kind,
    /// Beyond a limit.
    #[error("au-delà de la limite · beyond the limit: {0}")]
    Limit(&'static str),
    /// A document type inside a spreadsheet: there is none in an honest one.
    #[error("le classeur contient une déclaration de type (DOCTYPE) · the workbook declares a document type")]
    DocumentType,
    /// The table does not read.
    #[error("illisible · unreadable: {0}")]
    Unreadable(String),
    /// A column that is not known, twice there, or missing.
    #[error("colonne · column: {0}")]
    Column(String),
}

/// One line of the preview.
struct LineView {
    number: usize,
    station: String,
    good: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    page: Page,
    commune: Id,
    lines: Vec<LineView>,
    good: usize,
    bad: usize,
    shown: Hash,
    typed: String,
    fault: Option<String>,
    columns: String,
    done: Option<usize>,
}

/// A station, and what its line would do or why it cannot.
type Read = (Id, Result<Entry, String>);

/// One line that can be entered.
enum Entry {
    First(Box<Unsigned>),
    Second(ops::room::Spot, election::message::Figures<election::Votes>),
}

/// Reads a file as a table.
pub fn table(bytes: &[u8]) -> Result<Table, BadFile> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(BadFile::Limit("MAX_FILE_BYTES"));
    }
    let table = if bytes.starts_with(b"PK\x03\x04") { workbook(bytes)? } else { separated(bytes)? };
    if table.len() > MAX_LINES + 1 {
        return Err(BadFile::Limit("MAX_LINES"));
    }
    if table.iter().any(|line| line.len() > MAX_COLUMNS) {
        return Err(BadFile::Limit("MAX_COLUMNS"));
    }
    Ok(table)
}

fn separated(bytes: &[u8]) -> Result<Table, BadFile> {
    let text = core::str::from_utf8(bytes).map_err(|_| BadFile::Kind)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    if head.trim_start().starts_with('<') || text.contains('\0') {
        return Err(BadFile::Kind);
    }
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(false).from_reader(text.as_bytes());
    let mut table = Table::new();
    for record in reader.records() {
        let record = record.map_err(|error| BadFile::Unreadable(error.to_string()))?;
        table.push(record.iter().map(str::to_owned).collect());
        if table.len() > MAX_LINES + 1 {
            return Err(BadFile::Limit("MAX_LINES"));
        }
    }
    Ok(table)
}

fn workbook(bytes: &[u8]) -> Result<Table, BadFile> {
    package_is_small(bytes)?;
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: calamine::XlsxError| unreadable(&error))?;
    let sheet = book.worksheet_range_at(0).ok_or(BadFile::Kind)?.map_err(|error| unreadable(&error))?;
    if sheet.height() > MAX_LINES + 1 {
        return Err(BadFile::Limit("MAX_LINES"));
    }
    if sheet.width() > MAX_COLUMNS {
        return Err(BadFile::Limit("MAX_COLUMNS"));
    }
    Ok(sheet.rows().map(|row| row.iter().map(cell).collect()).collect())
}

fn unreadable(error: &dyn std::fmt::Display) -> BadFile {
    BadFile::Unreadable(error.to_string())
}

/// A figure of a spreadsheet as somebody would type it. A fraction stays one, and is refused.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e9 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

/// Unpacks every part of the package once, with a limit, before anybody else does: what the
/// package says of its sizes is what an attacker wrote. No part may declare a document type, so
/// that no parser is ever asked to fetch or to multiply anything.
fn package_is_small(bytes: &[u8]) -> Result<(), BadFile> {
    const END: &[u8] = b"PK\x05\x06";
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes[tail..].windows(4).rposition(|window| window == END).map(|at| tail + at).ok_or(BadFile::Kind)?;
    let (parts, mut at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    if parts > MAX_PARTS {
        return Err(BadFile::Limit("MAX_PARTS"));
    }
    let mut left = MAX_UNPACKED_BYTES;
    for _ in 0..parts {
        if bytes.get(at..at.saturating_add(4)) != Some(b"PK\x01\x02") {
            return Err(BadFile::Kind);
        }
        left -= part(bytes, at, left)?;
        let lengths = number(bytes, at + 28, 2)? + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
        at += 46 + lengths;
    }
    Ok(())
}

/// A little-endian number of the package.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize, BadFile> {
    let field = bytes.get(at..at.saturating_add(width)).ok_or(BadFile::Kind)?;
    Ok(field.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// Unpacks one part, named by its entry in the directory; gives its size.
fn part(bytes: &[u8], entry: usize, left: u64) -> Result<u64, BadFile> {
    let (method, packed, header) =
        (number(bytes, entry + 10, 2)?, number(bytes, entry + 20, 4)?, number(bytes, entry + 42, 4)?);
    let start = header + 30 + number(bytes, header + 26, 2)? + number(bytes, header + 28, 2)?;
    let data = bytes.get(start..start.saturating_add(packed)).ok_or(BadFile::Kind)?;
    let mut out = Vec::new();
    match method {
        0 => out.extend_from_slice(data),
        8 => {
            let mut inflated = flate2::read::DeflateDecoder::new(data).take(left + 1);
            inflated.read_to_end(&mut out).map_err(|error| unreadable(&error))?;
        }
        _ => return Err(BadFile::Kind),
    }
    if out.len() as u64 > left {
        return Err(BadFile::Limit("MAX_UNPACKED_BYTES"));
    }
    if out.windows(9).any(|window| window.eq_ignore_ascii_case(b"<!doctype")) {
        return Err(BadFile::DocumentType);
    }
    Ok(out.len() as u64)
}

/// The columns of the file: the station, the hour, every line of the record, a reason.
fn columns(form: &Form) -> Vec<String> {
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
    fn lines(
        &self,
        visit: &Visit,
        officer: &Officer<Entering>,
        round: u8,
        table: &Table,
    ) -> Result<Vec<Read>, BadFile> {
        let (head_line, lines) = table.split_first().ok_or(BadFile::Kind)?;
        let any = self.any_form(officer, round).ok_or(BadFile::Kind)?;
        let head = head(&any, head_line)?;
        let mut seen = std::collections::BTreeSet::new();
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

    fn any_form(&self, officer: &Officer<Entering>, round: u8) -> Option<Form> {
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
        let rooms = self.rooms();
        match rooms.room().desk(spot) {
            None if self.state(spot).is_missing() => {
                let hour = counted_at(self.definition(), spot.0, &at("counted-at"));
                let hour = hour.ok_or_else(|| {
                    visit
                        .t("counted-at : écrivez l'heure, par exemple 20:14.", "counted-at: write the hour, as 20:14.")
                        .to_owned()
                })?;
                let report = Unsigned::new(entry.report(hour).message().clone());
                report.map(|report| Entry::First(Box::new(report))).ok_or_else(|| said(Fault::NotFound))
            }
            Some(Desk::First(first)) if first.by != officer.person().account => {
                Ok(Entry::Second(spot, entry.figures().clone()))
            }
            Some(Desk::First(_)) => Err(ops::Refusal::SamePerson.text(visit.language)),
            _ => Err(visit.t("Déjà saisi ou déjà transmis.", "Typed or sent already.").to_owned()),
        }
    }
}

/// What one line would do, for its hash.
fn text_of(entry: &Entry) -> String {
    match entry {
        Entry::First(report) => report.message().to_string(),
        Entry::Second(spot, figures) => {
            let readings = ops::readings::of(figures);
            let lines: Vec<String> = readings.iter().map(|(field, votes)| format!("{field} {votes}")).collect();
            format!("second {} {}\n{}", spot.0, spot.1, lines.join("\n"))
        }
    }
}

/// `GET /hub/communes/{commune}/import`
pub async fn form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path(commune): Path<String>,
) -> Response {
    let made = own(&screens, &officer, &commune).and_then(|commune| {
        let round = screens.current_round();
        import_page(&screens, &visit, &officer, commune, round, Preview::default())
    });
    screens.answer(&visit, made)
}

fn own(screens: &Screens, officer: &Officer<Entering>, commune: &str) -> Result<Id, Fault> {
    let commune = Id::new(commune).map_err(|_| Fault::NotFound)?;
    screens.definition().place_ix(commune).ok_or(Fault::NotFound)?;
    officer.within(screens.definition(), commune)?;
    Ok(commune)
}

/// What the page shows of a file.
#[derive(Default)]
struct Preview {
    lines: Vec<LineView>,
    texts: Vec<String>,
    typed: String,
    fault: Option<String>,
    done: Option<usize>,
}

fn import_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    commune: Id,
    round: u8,
    preview: Preview,
) -> Result<Response, Fault> {
    let form = screens.any_form(officer, round).ok_or(Fault::NotFound)?;
    let good = preview.lines.iter().filter(|line| line.good).count();
    let status = if preview.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(
        status,
        &ImportPage {
            page: Page::new(screens.definition(), visit, visit.t("Importer un fichier", "Import a file")),
            commune,
            good,
            bad: preview.lines.len() - good,
            lines: preview.lines,
            shown: shown_of(&preview.texts),
            typed: preview.typed,
            fault: preview.fault,
            columns: columns(&form).join(";"),
            done: preview.done,
        },
    ))
}

/// `POST /hub/communes/{commune}/import`: a file, and its preview.
pub async fn preview(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path(commune): Path<String>,
    request: Request,
) -> Response {
    let made = previewed(&screens, &visit, &officer, &commune, request).await;
    screens.answer(&visit, made)
}

async fn previewed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    commune: &str,
    request: Request,
) -> Result<Response, Fault> {
    let commune = own(screens, officer, commune)?;
    let (_, bytes) = upload(visit, request).await?;
    let round = screens.current_round();
    let preview = match table(&bytes).and_then(|table| Ok((screens.lines(visit, officer, round, &table)?, table))) {
        Ok((lines, table)) => shown_lines(visit, &lines, &table),
        Err(bad) => Preview { fault: Some(bad.to_string()), ..Preview::default() },
    };
    import_page(screens, visit, officer, commune, round, preview)
}

fn shown_lines(visit: &Visit, lines: &[Read], table: &Table) -> Preview {
    let view = |(at, (id, entry)): (usize, &Read)| LineView {
        // The head is line 1 of the file.
        number: at + 2,
        station: id.to_string(),
        good: entry.is_ok(),
        text: match entry {
            Ok(Entry::First(_)) => visit.t("Première saisie", "First entry").to_owned(),
            Ok(Entry::Second(..)) => visit.t("Deuxième saisie", "Second entry").to_owned(),
            Err(why) => why.clone(),
        },
    };
    let texts = lines.iter().filter_map(|(_, entry)| entry.as_ref().ok()).map(text_of).collect();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let written = table.iter().try_for_each(|line| writer.write_record(line));
    let typed = written.ok().and_then(|()| writer.into_inner().ok()).and_then(|bytes| String::from_utf8(bytes).ok());
    Preview {
        lines: lines.iter().enumerate().map(view).collect(),
        texts,
        typed: typed.unwrap_or_default(),
        ..Preview::default()
    }
}

/// The fields and the file of an upload that comes from this session.
async fn upload(visit: &Visit, request: Request) -> Result<(Fields, Vec<u8>), Fault> {
    if !from_here(request.headers()) {
        return Err(Fault::Forged);
    }
    let (fields, file) = parts(request).await?;
    if is_of(visit, &fields) { Ok((fields, file)) } else { Err(Fault::Forged) }
}

async fn parts(request: Request) -> Result<(Fields, Vec<u8>), Fault> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Fault::Form("multipart"))?;
    let (mut fields, mut file) = (BTreeMap::new(), Vec::new());
    while let Some(mut part) = parts.next_field().await.map_err(|_| Fault::Form("multipart"))? {
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| Fault::Form("multipart"))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_FILE_BYTES {
                return Err(Fault::Form("MAX_FILE_BYTES"));
            }
        }
        if name == "file" {
            file = bytes;
        } else if fields.len() < 8 {
            fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok((Fields::of(fields), file))
}

/// `POST /hub/communes/{commune}/import/confirm`: what was previewed, and nothing else.
pub async fn confirm(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path(commune): Path<String>,
    request: Request,
) -> Response {
    let made = confirmed(&screens, &visit, &officer, &commune, request).await;
    screens.answer(&visit, made)
}

async fn confirmed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    commune: &str,
    request: Request,
) -> Result<Response, Fault> {
    let commune = own(screens, officer, commune)?;
    let (fields, _) = upload(visit, request).await?;
    let round = screens.current_round();
    let bad = |bad: BadFile| Fault::Failed(bad.to_string());
    let table = table(fields.at("typed").as_bytes()).map_err(bad)?;
    let lines = screens.lines(visit, officer, round, &table).map_err(bad)?;
    let entries: Vec<Entry> = lines.into_iter().filter_map(|(_, entry)| entry.ok()).collect();
    let texts: Vec<String> = entries.iter().map(text_of).collect();
    let person = officer.person();
    let confirmed = screens.confirmed(person, &fields, shown_of(&texts)).await?;
    let mut signatures = match person.key {
        Some(_) => confirmed.sign_each(&texts)?.into_iter().map(Some).collect(),
        None => vec![None; texts.len()],
    };
    let done = entries.len();
    for (entry, signature) in entries.into_iter().zip(signatures.drain(..)) {
        let command = match entry {
            Entry::First(report) => {
                Command::EnterFirst { channel: Channel::File, report: *report, words: None, signature }
            }
            Entry::Second(spot, figures) => Command::EnterSecond { spot, figures },
        };
        screens.act(Actor::Account(person.account), command).await?;
    }
    import_page(screens, visit, officer, commune, round, Preview { done: Some(done), ..Preview::default() })
        .map(IntoResponse::into_response)
}
