//! Many records from one file of the commune: a preview of every line before anything is done, and
//! then all of them in one act, or none.

pub mod lines;
pub mod table;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use election::Id;
use ops::Refusal;
use ops::roles::{Entering, Officer, Person};
use ops::step::{Actor, Command, FileLine};
use tlog::Hash;

use crate::screens::Screens;
use crate::screens::access::{Fields, Visit, from_here, is_of};
use crate::screens::confirm::{Confirmed, shown_of};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use lines::{Entry, Read, columns};
use table::{BadFile, MAX_FILE_BYTES, table};

/// Longest field that carries a file through the preview: its bytes in base64, so that not one of
/// them changes on the way. Browsers rewrite the ends of lines of plain fields.
const MAX_HELD_BYTES: usize = MAX_FILE_BYTES.div_ceil(3) * 4;

/// Most fields beside the file.
const MAX_FIELDS: usize = 8;

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
    held: String,
    ask_code: bool,
    fault: Option<String>,
    columns: String,
    done: Option<usize>,
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
struct Preview {
    lines: Vec<LineView>,
    shown: Hash,
    held: String,
    fault: Option<String>,
    done: Option<usize>,
}

impl Default for Preview {
    fn default() -> Self {
        Self { lines: Vec::new(), shown: Hash([0; 32]), held: String::new(), fault: None, done: None }
    }
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
    let bad = preview.lines.len() - good;
    let status = match (&preview.fault, bad) {
        (Some(_), _) if !preview.lines.is_empty() => StatusCode::CONFLICT,
        (None, 0) => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(show(
        status,
        &ImportPage {
            page: Page::new(screens.definition(), visit, visit.t("Importer un fichier", "Import a file")),
            commune,
            good,
            bad,
            lines: preview.lines,
            shown: preview.shown,
            held: preview.held,
            ask_code: officer.person().role.needs_second_factor(),
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
    let made = async {
        let commune = own(&screens, &officer, &commune)?;
        let (_, bytes) = upload(&visit, request).await?;
        let round = screens.current_round();
        let preview = previewed(&screens, &visit, &officer, round, &bytes, None);
        import_page(&screens, &visit, &officer, commune, round, preview)
    };
    screens.answer(&visit, made.await)
}

fn read(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    round: u8,
    bytes: &[u8],
) -> Result<Vec<Read>, BadFile> {
    screens.lines(visit, officer, round, &table(bytes)?)
}

fn previewed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    round: u8,
    bytes: &[u8],
    fault: Option<String>,
) -> Preview {
    let lines = match read(screens, visit, officer, round, bytes) {
        Ok(lines) => lines,
        Err(bad) => return Preview { fault: Some(bad.to_string()), ..Preview::default() },
    };
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
    Preview {
        lines: lines.iter().enumerate().map(view).collect(),
        shown: shown_of(&bound(bytes, lines.iter().filter_map(|(_, entry)| entry.as_ref().ok()))),
        held: BASE64_STANDARD.encode(bytes),
        fault,
        done: None,
    }
}

/// What is confirmed: the file's exact bytes, and what each of its lines would do now. When a desk
/// has moved meanwhile, its line would do something else, and the confirmation is worth nothing.
fn bound<'a>(bytes: &[u8], entries: impl Iterator<Item = &'a Entry>) -> Vec<String> {
    let file = format!("file {}", Hash::of(bytes));
    core::iter::once(file).chain(entries.map(Entry::text)).collect()
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
        let limit = if name == "file" { MAX_FILE_BYTES } else { MAX_HELD_BYTES };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| Fault::Form("multipart"))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > limit {
                return Err(Fault::Form("MAX_FILE_BYTES"));
            }
        }
        if name == "file" {
            file = bytes;
        } else if fields.len() < MAX_FIELDS {
            fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok((Fields::of(fields), file))
}

/// `POST /hub/communes/{commune}/import/confirm`: what was previewed, all of it and nothing else.
pub async fn confirm(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path(commune): Path<String>,
    request: Request,
) -> Response {
    let made = async {
        let commune = own(&screens, &officer, &commune)?;
        let (fields, _) = upload(&visit, request).await?;
        let bytes = BASE64_STANDARD.decode(fields.at("held")).map_err(|_| Fault::Form("held"))?;
        let round = screens.current_round();
        let preview = match entered(&screens, &visit, &officer, (commune, round), &bytes, &fields).await {
            Ok(done) => Preview { done: Some(done), ..Preview::default() },
            // The file comes back with what it would do now: nobody has to look for it again.
            Err(fault @ Fault::Refused(_)) => {
                previewed(&screens, &visit, &officer, round, &bytes, Some(fault.text(visit.language)))
            }
            Err(fault) => return Err(fault),
        };
        import_page(&screens, &visit, &officer, commune, round, preview)
    };
    screens.answer(&visit, made.await)
}

/// Enters every line of the file in one act; gives how many.
async fn entered(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    (commune, round): (Id, u8),
    bytes: &[u8],
    fields: &Fields,
) -> Result<usize, Fault> {
    let lines = read(screens, visit, officer, round, bytes).map_err(|_| Refusal::Changed)?;
    let entries: Result<Vec<Entry>, String> = lines.into_iter().map(|(_, entry)| entry).collect();
    // One line that cannot be entered any more: what was shown is not what would be done.
    let entries = entries.map_err(|_| Refusal::Changed)?;
    let texts = bound(bytes, entries.iter());
    let person = officer.person();
    let confirmed = screens.confirmed(person, fields, shown_of(&texts)).await?;
    let lines: Result<Vec<FileLine>, Fault> =
        entries.into_iter().map(|entry| file_line(person, &confirmed, &texts, entry)).collect();
    let (lines, file) = (lines?, Hash::of(bytes));
    let done = lines.len();
    let command = Command::EnterFile { place: commune, file, lines };
    screens.act(Actor::Account(person.account), command).await?;
    Ok(done)
}

/// A clerk without a key brings a file; others sign the first entries of theirs.
fn file_line(person: &Person, confirmed: &Confirmed, texts: &[String], entry: Entry) -> Result<FileLine, Fault> {
    Ok(match entry {
        Entry::First(report) => {
            let text = report.message().to_string();
            let signature = if person.key.is_some() { Some(confirmed.sign_one_of(texts, &text)?) } else { None };
            FileLine::First { report: *report, signature }
        }
        Entry::Second(spot, figures, counted_at) => FileLine::Second { spot, figures, counted_at },
    })
}
