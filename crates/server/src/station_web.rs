//! The pages of one polling station, on its own machine: HTTP around `station::pages`.
//!
//! Only this machine is listened to, and only a browser that was given the secret in the printed
//! address gets in: other programs and other sites of the same browser do not.

use std::future::Future;
use std::sync::Arc;

use axum::{
    Form as Body, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use election::{Id, refusal::Language};
use station::{
    excerpt::Excerpt,
    form::{Entry, Form, Paper, Standing, Typed, Unsigned},
    pages::{self, CarryView, EntryView, Frame, SignView},
    questions::{self, Asked},
    receipt::Receipt,
    sheet::{Heading, Sheet},
};
use tokio::{net::TcpListener, task::spawn_blocking};

use crate::reader::{self, cookie};

/// Most bytes of a form that is sent: 406 fields and the reason, with room.
const MAX_BODY_BYTES: usize = 256 * 1_024;

/// What lies in the station's directory, and what may be done there. Every call may take a
/// second: signing opens a key file.
pub trait Desk: Send + Sync + 'static {
    /// The station's part of the definition.
    fn excerpt(&self) -> &Excerpt;
    /// The round that is asked about first.
    fn current_round(&self) -> u8;
    /// What was typed and kept; of a correction, else, the figures that stand.
    fn draft(&self, paper: Paper, form: &Form) -> Result<Typed, Trouble>;
    /// Keeps what was typed.
    fn keep(&self, paper: Paper, form: &Form, typed: &Typed) -> Result<(), Trouble>;
    /// Makes the text to sign out of what was typed, if nothing is open.
    fn prepare(&self, paper: Paper, form: &Form, typed: &Typed) -> Result<(), Trouble>;
    /// The text that waits for signatures.
    fn prepared(&self, paper: Paper, round: u8) -> Result<Option<Unsigned>, Trouble>;
    /// The holders whose keys are here, and whether each has signed that text.
    fn holders(&self, paper: Paper, round: u8) -> Result<Vec<(Id, bool)>, Trouble>;
    /// Signs the text as a holder.
    fn sign(&self, paper: Paper, round: u8, text: &Unsigned, holder: Id, passphrase: String) -> Result<(), Trouble>;
    /// The last edition that two have signed.
    fn signed(&self, round: u8) -> Result<Option<Carried>, Trouble>;
    /// What a correction would replace, and why none can be made.
    fn standing(&self, round: u8) -> Result<Standing, Trouble>;
    /// The hub's address, if the directory has one.
    fn hub(&self) -> Result<Option<String>, Trouble>;
    /// Sends what is unsent there, once; what is answered is kept.
    fn send(&self) -> Result<(), Trouble>;
}

/// Why something was not done, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Français.
    pub french: String,
    /// English.
    pub english: String,
}

/// A signed report or correction, and what became of it.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its edition, 1 for a report.
    pub edition: u16,
    /// The signed note.
    pub note: Vec<u8>,
    /// Its check words.
    pub words: String,
    /// What became of it.
    pub fate: Trouble,
    /// Its receipt, if one is here and holds.
    pub receipt: Option<Receipt>,
}

/// The secrets of one run.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// In the printed address, then in a cookie.
    pub key: String,
    /// In every form.
    pub token: String,
}

struct App {
    desk: Box<dyn Desk>,
    secrets: Secrets,
}

type Shared = Arc<App>;

/// Serves the pages until `stop` is ready.
pub async fn serve(
    listener: TcpListener,
    desk: Box<dyn Desk>,
    secrets: Secrets,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(desk, secrets)).with_graceful_shutdown(stop).await
}

/// The pages as a router.
pub fn router(desk: Box<dyn Desk>, secrets: Secrets) -> Router {
    let app: Shared = Arc::new(App { desk, secrets });
    Router::new()
        .route("/", get(home))
        .route("/language/{language}/{round}", get(language))
        .route("/round/{round}", get(round))
        .route("/round/{round}/{paper}", get(shown).post(typed))
        .route("/round/{round}/{paper}/reading", post(reading))
        .route("/round/{round}/{paper}/sign", post(sign))
        .route("/round/{round}/send", post(send))
        .route("/round/{round}/sheet", get(sheet_html))
        .route("/round/{round}/sheet.pdf", get(sheet_pdf))
        .route("/round/{round}/message", get(message))
        .layer(from_fn_with_state(Arc::clone(&app), admitted))
        .route("/station.css", get(|| async { asset("text/css; charset=utf-8", pages::STYLE) }))
        .route("/station.js", get(|| async { asset("text/javascript; charset=utf-8", pages::SCRIPT) }))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(app)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache"), NO_SNIFF];
    (headers, text).into_response()
}

const NO_SNIFF: (header::HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");

/// The door: a loopback name in `Host` (another site's name may point here), and the cookie.
async fn admitted(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let inside = host.is_some_and(is_loopback) && same(cookie(request.headers(), "station"), &app.secrets.key);
    if !inside && !brings_key(&request, &app.secrets.key) {
        let title = language.say("Accès refusé", "Not admitted");
        let text = language.say(
            "Ouvrez l'adresse entière que le programme a affichée : elle contient la clé de cette session.",
            "Open the whole address that the program printed: it holds the key of this session.",
        );
        return page(StatusCode::FORBIDDEN, pages::notice(language.0, title, text));
    }
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The first visit: the printed address, on a loopback name.
fn brings_key(request: &Request, key: &str) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let given = request.uri().query().and_then(|query| query.strip_prefix("key="));
    request.uri().path() == "/" && host.is_some_and(is_loopback) && same(given, key)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(name.map_or(host, |(name, _)| name), "127.0.0.1" | "localhost" | "[::1]")
}

/// Compared without telling by its duration how much was right.
fn same(given: Option<&str>, due: &str) -> bool {
    given.is_some_and(|given| {
        given.len() == due.len() && given.bytes().zip(due.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    })
}

/// The language of a page.
#[derive(Clone, Copy)]
struct Tongue(Language);

impl Tongue {
    fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        station::wording::say(self.0, french, english)
    }
}

fn language_of(headers: &HeaderMap) -> Tongue {
    Tongue(reader::language(headers, "language"))
}

async fn home(State(app): State<Shared>, request: Request) -> Response {
    let to = Redirect::to(&format!("/round/{}", app.desk.current_round()));
    if brings_key(&request, &app.secrets.key) {
        let cookie = format!("station={}; Path=/; HttpOnly; SameSite=Strict", app.secrets.key);
        return ([(header::SET_COOKIE, cookie)], to).into_response();
    }
    to.into_response()
}

async fn language(Path((language, round)): Path<(String, u8)>) -> Response {
    let chosen = if language == "en" { "en" } else { "fr" };
    let cookie = format!("language={chosen}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    ([(header::SET_COOKIE, cookie)], Redirect::to(&format!("/round/{round}"))).into_response()
}

fn page(status: StatusCode, html: String) -> Response {
    page_under(status, html, pages::POLICY)
}

fn page_under(status: StatusCode, html: String, policy: &str) -> Response {
    let policy = HeaderValue::from_str(policy).unwrap_or_else(|_| unreachable!("policies are plain text"));
    let headers = [(header::CONTENT_SECURITY_POLICY, policy)];
    let plain = [NO_SNIFF, (header::REFERRER_POLICY, "no-referrer"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, plain, Html(html)).into_response()
}

/// Why a request gives no page.
enum Fault {
    NotFound,
    Forged,
    /// It cannot be done as things stand.
    Hindered(Trouble),
    Trouble(Trouble),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// Does what may take a while beside the network, and makes a page of what goes wrong.
async fn beside(
    app: Shared,
    headers: &HeaderMap,
    work: impl FnOnce(&App, Tongue) -> Result<Response, Fault> + Send + 'static,
) -> Response {
    let tongue = language_of(headers);
    let done = spawn_blocking(move || work(&app, tongue)).await;
    match done.unwrap_or_else(|_| Err(Trouble::of("le programme a échoué", "the program failed").into())) {
        Ok(response) => response,
        Err(Fault::NotFound) => {
            let title = tongue.say("Cette page n'existe pas", "No such page");
            page(StatusCode::NOT_FOUND, pages::notice(tongue.0, title, ""))
        }
        Err(Fault::Forged) => {
            let title = tongue.say("Demande refusée", "Request refused");
            let text = tongue.say(
                "Ce formulaire ne vient pas de cette session. Rien n'a été changé ; recommencez depuis la page.",
                "This form is not of this session. Nothing was changed; begin again from the page.",
            );
            page(StatusCode::FORBIDDEN, pages::notice(tongue.0, title, text))
        }
        Err(Fault::Hindered(trouble)) => undone(StatusCode::CONFLICT, &trouble, tongue),
        Err(Fault::Trouble(trouble)) => undone(StatusCode::INTERNAL_SERVER_ERROR, &trouble, tongue),
    }
}

fn undone(status: StatusCode, trouble: &Trouble, tongue: Tongue) -> Response {
    let title = tongue.say("Cela n'a pas été fait", "That was not done");
    page(status, pages::notice(tongue.0, title, tongue.say(&trouble.french, &trouble.english)))
}

impl Trouble {
    fn of(french: &str, english: &str) -> Self {
        Self { french: french.to_owned(), english: english.to_owned() }
    }
}

impl App {
    fn form(&self, round: u8) -> Result<Form, Fault> {
        self.desk.excerpt().form(round).map_err(|_| Fault::NotFound)
    }

    fn frame(&self, round: u8, language: Language) -> Result<Frame, Fault> {
        let excerpt = self.desk.excerpt();
        let all = excerpt.definition().rounds().iter().map(|round| round.number);
        Ok(Frame {
            language,
            heading: Heading::of(excerpt, round).map_err(|_| Fault::NotFound)?,
            rounds: all.filter(|round| excerpt.form(*round).is_ok()).collect(),
            token: self.secrets.token.clone(),
        })
    }

    fn genuine(&self, fields: &[(String, String)]) -> Result<(), Fault> {
        if same(value(fields, "token"), &self.secrets.token) { Ok(()) } else { Err(Fault::Forged) }
    }

    /// A paper of a round, and what it would replace. There is no paper that cannot be typed: no
    /// report once two have signed it, no correction before.
    fn paper(&self, round: u8, word: &str) -> Result<Open, Fault> {
        let paper = Paper::of(word).ok_or(Fault::NotFound)?;
        let form = self.form(round)?;
        let standing = match paper {
            Paper::Report => None,
            Paper::Correction => Some(self.desk.standing(round).map_err(Fault::Hindered)?),
        };
        Ok(Open { paper, form, standing })
    }

    /// Whether there is nothing to type any more: a report that two have signed.
    fn is_over(&self, open: &Open) -> Result<bool, Fault> {
        Ok(open.paper == Paper::Report && self.desk.signed(open.form.round())?.is_some())
    }

    fn shown(&self, open: &Open, edit: bool, shown: Shown, tongue: Tongue) -> Result<Response, Fault> {
        match self.desk.prepared(open.paper, open.form.round())? {
            Some(text) if !edit => self.signing(open, &text, tongue, None),
            _ => self.entry(open, &self.desk.draft(open.paper, &open.form)?, tongue, shown, None),
        }
    }

    fn entry(
        &self,
        open: &Open,
        typed: &Typed,
        tongue: Tongue,
        shown: Shown,
        wrong: Option<&str>,
    ) -> Result<Response, Fault> {
        let reading = open.form.read(typed);
        let asked = questions::about(self.desk.excerpt(), &reading, None);
        let frame = self.frame(open.form.round(), tongue.0)?;
        let (checked, kept) = (shown == Shown::Checked, shown == Shown::Kept);
        let standing = open.standing.as_ref();
        let view = EntryView { frame: &frame, typed, reading: &reading, asked: &asked, checked, kept, standing, wrong };
        let status = if checked { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(page(status, pages::entry(&view)))
    }

    fn signing(&self, open: &Open, text: &Unsigned, tongue: Tongue, wrong: Option<&str>) -> Result<Response, Fault> {
        let frame = self.frame(open.form.round(), tongue.0)?;
        let holders = self.desk.holders(open.paper, open.form.round())?;
        let (form, standing) = (&open.form, open.standing.as_ref());
        let view = SignView { frame: &frame, form, report: text, standing, holders: &holders, wrong };
        let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(page(status, pages::sign(&view)))
    }

    fn carried(&self, round: u8, carried: &Carried, tongue: Tongue, wrong: Option<&str>) -> Result<Response, Fault> {
        let frame = self.frame(round, tongue.0)?;
        let fate = tongue.say(&carried.fate.french, &carried.fate.english);
        let (note, words, receipt) = (&carried.note, carried.words.as_str(), carried.receipt.as_ref());
        let hub = self.desk.hub()?;
        let status = if wrong.is_some() { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        let (hub, edition) = (hub.as_deref(), carried.edition);
        let view = CarryView { frame: &frame, words, note, fate, receipt, hub, wrong, edition };
        Ok(page(status, pages::carry(&view)))
    }

    fn sheet(&self, round: u8) -> Result<Sheet, Fault> {
        let carried = self.desk.signed(round)?.ok_or(Fault::NotFound)?;
        let heading = Heading::of(self.desk.excerpt(), round).map_err(|_| Fault::NotFound)?;
        Sheet::of(heading, self.form(round)?, &carried.note).ok_or(Fault::NotFound)
    }
}

/// A paper that can be typed.
struct Open {
    paper: Paper,
    form: Form,
    standing: Option<Standing>,
}

impl Open {
    /// Why complete figures are no correction, in both languages.
    fn hindered(&self, entry: &Entry) -> Option<[&'static str; 2]> {
        let standing = self.standing.as_ref()?;
        if entry.figures() == &standing.figures {
            return Some([
                "Rien ne change : ces chiffres sont ceux qui ont été signés.",
                "Nothing changes: these are the figures that were signed.",
            ]);
        }
        let silent = entry.reason().is_none();
        silent.then_some(["Une rectification dit pourquoi, en une ligne.", "A correction says why, on one line."])
    }
}

/// What an entry page tells beside the fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Begun,
    Kept,
    Checked,
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// What a form brings: every field of it, also those that were emptied.
fn typed_of(form: &Form, fields: &[(String, String)]) -> Result<Typed, Trouble> {
    let mut typed = Typed::default();
    let trouble = |why: station::form::Untypable| Trouble {
        french: why.text(Language::French).to_owned(),
        english: why.text(Language::English).to_owned(),
    };
    for field in form.fields() {
        let text = value(fields, &field.to_string()).unwrap_or_default();
        typed.put(field, text).map_err(trouble)?;
    }
    typed.put_reason(value(fields, "reason").unwrap_or_default()).map_err(trouble)?;
    Ok(typed)
}

/// Where a round stands: its last signed edition, else its report as far as it is typed.
async fn round(State(app): State<Shared>, Path(round): Path<u8>, headers: HeaderMap) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.form(round)?;
        match app.desk.signed(round)? {
            Some(carried) => app.carried(round, &carried, tongue, None),
            None => app.shown(&app.paper(round, Paper::Report.word())?, false, Shown::Begun, tongue),
        }
    })
    .await
}

/// A paper as far as it is: typed, or waiting for signatures.
async fn shown(
    State(app): State<Shared>,
    Path((round, word)): Path<(u8, String)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let edit = value(&query, "edit").is_some();
    let shown = if value(&query, "kept").is_some() { Shown::Kept } else { Shown::Begun };
    beside(app, &headers, move |app, tongue| {
        let open = app.paper(round, &word)?;
        if app.is_over(&open)? { Ok(to_round(round)) } else { app.shown(&open, edit, shown, tongue) }
    })
    .await
}

/// A form that was sent: kept first, whatever it holds, then checked.
async fn typed(
    State(app): State<Shared>,
    Path((round, word)): Path<(u8, String)>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let open = app.paper(round, &word)?;
        if app.is_over(&open)? {
            return Ok(to_round(round));
        }
        let typed = typed_of(&open.form, &fields)?;
        app.desk.keep(open.paper, &open.form, &typed)?;
        if value(&fields, "do") == Some("save") {
            return Ok(Redirect::to(&format!("/round/{round}/{word}?edit=1&kept=1")).into_response());
        }
        let reading = open.form.read(&typed);
        let Asked { questions, .. } = questions::about(app.desk.excerpt(), &reading, None);
        let Ok(entry) = reading.entry(&questions) else {
            return app.entry(&open, &typed, tongue, Shown::Checked, None);
        };
        if let Some(wrong) = open.hindered(&entry) {
            return app.entry(&open, &typed, tongue, Shown::Checked, Some(tongue.say(wrong[0], wrong[1])));
        }
        app.desk.prepare(open.paper, &open.form, &typed)?;
        Ok(Redirect::to(&format!("/round/{round}/{word}")).into_response())
    })
    .await
}

/// The same while one types: kept, and answered with the running total.
async fn reading(
    State(app): State<Shared>,
    Path((round, word)): Path<(u8, String)>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let open = app.paper(round, &word)?;
        let typed = typed_of(&open.form, &fields)?;
        if !app.is_over(&open)? {
            app.desk.keep(open.paper, &open.form, &typed)?;
        }
        let json = pages::reading_json(&open.form.read(&typed), tongue.0);
        Ok(([(header::CONTENT_TYPE, "application/json"), NO_SNIFF], json).into_response())
    })
    .await
}

/// One holder signs exactly the text that the page showed.
async fn sign(
    State(app): State<Shared>,
    Path((round, word)): Path<(u8, String)>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let open = app.paper(round, &word)?;
        let Some(text) = app.desk.prepared(open.paper, round)? else { return Ok(to_round(round)) };
        if app.is_over(&open)? {
            return Ok(to_round(round));
        }
        if value(&fields, "id") != Some(text.id().to_string().as_str()) {
            let wrong = tongue.say(
                "Le relevé a changé depuis que cette page a été affichée. Relisez-le, puis signez.",
                "The report was changed since this page was shown. Read it again, then sign.",
            );
            return app.signing(&open, &text, tongue, Some(wrong));
        }
        let holder = value(&fields, "holder").and_then(|holder| Id::new(holder).ok()).ok_or(Fault::NotFound)?;
        let passphrase = value(&fields, "passphrase").unwrap_or_default().to_owned();
        match app.desk.sign(open.paper, round, &text, holder, passphrase) {
            Ok(()) if app.desk.prepared(open.paper, round)?.is_none() => Ok(to_round(round)),
            Ok(()) => Ok(Redirect::to(&format!("/round/{round}/{word}")).into_response()),
            Err(trouble) => app.signing(&open, &text, tongue, Some(tongue.say(&trouble.french, &trouble.english))),
        }
    })
    .await
}

fn to_round(round: u8) -> Response {
    Redirect::to(&format!("/round/{round}")).into_response()
}

/// Sends what is unsent to the hub of the directory, and shows what it answered.
async fn send(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let sent = app.desk.send();
        let carried = app.desk.signed(round)?.ok_or(Fault::NotFound)?;
        match sent {
            Ok(()) => Ok(to_round(round)),
            Err(trouble) => {
                let wrong = tongue.say(&trouble.french, &trouble.english);
                app.carried(round, &carried, tongue, Some(wrong))
            }
        }
    })
    .await
}

async fn sheet_html(State(app): State<Shared>, Path(round): Path<u8>, headers: HeaderMap) -> Response {
    beside(app, &headers, move |app, tongue| {
        Ok(page_under(StatusCode::OK, app.sheet(round)?.html(tongue.0), &Sheet::policy()))
    })
    .await
}

async fn sheet_pdf(State(app): State<Shared>, Path(round): Path<u8>, headers: HeaderMap) -> Response {
    beside(app, &headers, move |app, tongue| {
        let name = format!("inline; filename=\"{}-{round}.pdf\"", app.desk.excerpt().post().station);
        let about = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
        Ok((about, [NO_SNIFF], app.sheet(round)?.pdf(tongue.0)).into_response())
    })
    .await
}

async fn message(State(app): State<Shared>, Path(round): Path<u8>, headers: HeaderMap) -> Response {
    beside(app, &headers, move |app, _| {
        let carried = app.desk.signed(round)?.ok_or(Fault::NotFound)?;
        let name = format!("attachment; filename=\"{}-{round}.note\"", app.desk.excerpt().post().station);
        let kind = "text/plain; charset=utf-8".to_owned();
        let about = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        Ok((about, [NO_SNIFF], carried.note).into_response())
    })
    .await
}
