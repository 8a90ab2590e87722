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
    form::{Form, Typed, Unsigned},
    pages::{self, CarryView, EntryView, Frame, SignView},
    questions::{self, Asked},
    receipt::Receipt,
    sheet::{Heading, Sheet},
};
use tokio::{net::TcpListener, task::spawn_blocking};

/// Most bytes of a form that is sent: 406 fields and the reason, with room.
const MAX_BODY_BYTES: usize = 256 * 1_024;

/// What lies in the station's directory, and what may be done there. Every call may take a
/// second: signing opens a key file.
pub trait Desk: Send + Sync + 'static {
    /// The station's part of the definition.
    fn excerpt(&self) -> &Excerpt;
    /// The round that is asked about first.
    fn current_round(&self) -> u8;
    /// What was typed and kept.
    fn draft(&self, form: &Form) -> Result<Typed, Trouble>;
    /// Keeps what was typed.
    fn keep(&self, form: &Form, typed: &Typed) -> Result<(), Trouble>;
    /// Makes the text to sign out of what was typed, if nothing is open.
    fn prepare(&self, form: &Form, typed: &Typed) -> Result<(), Trouble>;
    /// The text that waits for signatures.
    fn prepared(&self, round: u8) -> Result<Option<Unsigned>, Trouble>;
    /// The holders whose keys are here, and whether each has signed that text.
    fn holders(&self, round: u8) -> Result<Vec<(Id, bool)>, Trouble>;
    /// Signs the text as a holder.
    fn sign(&self, round: u8, report: &Unsigned, holder: Id, passphrase: String) -> Result<(), Trouble>;
    /// The report that two have signed.
    fn report(&self, round: u8) -> Result<Option<Carried>, Trouble>;
    /// The hub's address, if the directory has one.
    fn hub(&self) -> Result<Option<String>, Trouble>;
    /// Sends the signed report there, once; what is answered is kept.
    fn send(&self, round: u8) -> Result<(), Trouble>;
}

/// Why something was not done, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Français.
    pub french: String,
    /// English.
    pub english: String,
}

/// A signed report and what became of it.
#[derive(Clone, Debug)]
pub struct Carried {
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
        .route("/round/{round}", get(round).post(typed))
        .route("/round/{round}/reading", post(reading))
        .route("/round/{round}/sign", post(sign))
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

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// The language of a page.
#[derive(Clone, Copy)]
struct Tongue(Language);

impl Tongue {
    fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        station::wording::say(self.0, french, english)
    }
}

/// French unless the reader chose English: by a link, else by the browser's first language.
fn language_of(headers: &HeaderMap) -> Tongue {
    let browser = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = cookie(headers, "language").or_else(browser).unwrap_or("fr");
    Tongue(if chosen.starts_with("en") { Language::English } else { Language::French })
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
        Err(Fault::Trouble(trouble)) => {
            let title = tongue.say("Cela n'a pas été fait", "That was not done");
            let text = tongue.say(&trouble.french, &trouble.english);
            page(StatusCode::INTERNAL_SERVER_ERROR, pages::notice(tongue.0, title, text))
        }
    }
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

    fn entry(&self, form: &Form, typed: &Typed, tongue: Tongue, shown: Shown) -> Result<Response, Fault> {
        let reading = form.read(typed);
        let asked = questions::about(self.desk.excerpt(), &reading, None);
        let frame = self.frame(form.round(), tongue.0)?;
        let (checked, kept) = (shown == Shown::Checked, shown == Shown::Kept);
        let view = EntryView { frame: &frame, typed, reading: &reading, asked: &asked, checked, kept };
        let status = if checked { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(page(status, pages::entry(&view)))
    }

    fn signing(&self, form: &Form, report: &Unsigned, tongue: Tongue, wrong: Option<&str>) -> Result<Response, Fault> {
        let frame = self.frame(form.round(), tongue.0)?;
        let holders = self.desk.holders(form.round())?;
        let view = SignView { frame: &frame, form, report, holders: &holders, wrong };
        let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(page(status, pages::sign(&view)))
    }

    fn carried(&self, round: u8, carried: &Carried, tongue: Tongue, wrong: Option<&str>) -> Result<Response, Fault> {
        let frame = self.frame(round, tongue.0)?;
        let fate = tongue.say(&carried.fate.french, &carried.fate.english);
        let (note, words, receipt) = (&carried.note, carried.words.as_str(), carried.receipt.as_ref());
        let hub = self.desk.hub()?;
        let status = if wrong.is_some() { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        let view = CarryView { frame: &frame, words, note, fate, receipt, hub: hub.as_deref(), wrong };
        Ok(page(status, pages::carry(&view)))
    }

    fn sheet(&self, round: u8) -> Result<Sheet, Fault> {
        let carried = self.desk.report(round)?.ok_or(Fault::NotFound)?;
        let heading = Heading::of(self.desk.excerpt(), round).map_err(|_| Fault::NotFound)?;
        Sheet::of(heading, self.form(round)?, &carried.note).ok_or(Fault::NotFound)
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

/// Where a round stands: typed, waiting for signatures, or signed.
async fn round(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let (edit, kept) = (value(&query, "edit").is_some(), value(&query, "kept").is_some());
    beside(app, &headers, move |app, tongue| {
        let form = app.form(round)?;
        if let Some(carried) = app.desk.report(round)? {
            return app.carried(round, &carried, tongue, None);
        }
        match app.desk.prepared(round)? {
            Some(report) if !edit => app.signing(&form, &report, tongue, None),
            _ => app.entry(&form, &app.desk.draft(&form)?, tongue, if kept { Shown::Kept } else { Shown::Begun }),
        }
    })
    .await
}

/// A form that was sent: kept first, whatever it holds, then checked.
async fn typed(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let form = app.form(round)?;
        if app.desk.report(round)?.is_some() {
            return Ok(Redirect::to(&format!("/round/{round}")).into_response());
        }
        let typed = typed_of(&form, &fields)?;
        app.desk.keep(&form, &typed)?;
        if value(&fields, "do") == Some("save") {
            return Ok(Redirect::to(&format!("/round/{round}?edit=1&kept=1")).into_response());
        }
        let reading = form.read(&typed);
        let Asked { questions, .. } = questions::about(app.desk.excerpt(), &reading, None);
        if reading.entry(&questions).is_err() {
            return app.entry(&form, &typed, tongue, Shown::Checked);
        }
        app.desk.prepare(&form, &typed)?;
        Ok(Redirect::to(&format!("/round/{round}")).into_response())
    })
    .await
}

/// The same while one types: kept, and answered with the running total.
async fn reading(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let form = app.form(round)?;
        let typed = typed_of(&form, &fields)?;
        if app.desk.report(round)?.is_none() {
            app.desk.keep(&form, &typed)?;
        }
        let json = pages::reading_json(&form.read(&typed), tongue.0);
        Ok(([(header::CONTENT_TYPE, "application/json"), NO_SNIFF], json).into_response())
    })
    .await
}

/// One holder signs exactly the text that the page showed.
async fn sign(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let form = app.form(round)?;
        let back = || Ok(Redirect::to(&format!("/round/{round}")).into_response());
        let Some(report) = app.desk.prepared(round)? else { return back() };
        if app.desk.report(round)?.is_some() {
            return back();
        }
        if value(&fields, "id") != Some(report.id().to_string().as_str()) {
            let wrong = tongue.say(
                "Le relevé a changé depuis que cette page a été affichée. Relisez-le, puis signez.",
                "The report was changed since this page was shown. Read it again, then sign.",
            );
            return app.signing(&form, &report, tongue, Some(wrong));
        }
        let holder = value(&fields, "holder").and_then(|holder| Id::new(holder).ok()).ok_or(Fault::NotFound)?;
        let passphrase = value(&fields, "passphrase").unwrap_or_default().to_owned();
        match app.desk.sign(round, &report, holder, passphrase) {
            Ok(()) => back(),
            Err(trouble) => app.signing(&form, &report, tongue, Some(tongue.say(&trouble.french, &trouble.english))),
        }
    })
    .await
}

/// Sends the signed report to the hub of the directory, and shows what it answered.
async fn send(
    State(app): State<Shared>,
    Path(round): Path<u8>,
    headers: HeaderMap,
    Body(fields): Body<Vec<(String, String)>>,
) -> Response {
    beside(app, &headers, move |app, tongue| {
        app.genuine(&fields)?;
        let sent = app.desk.send(round);
        let carried = app.desk.report(round)?.ok_or(Fault::NotFound)?;
        match sent {
            Ok(()) => Ok(Redirect::to(&format!("/round/{round}")).into_response()),
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
        let carried = app.desk.report(round)?.ok_or(Fault::NotFound)?;
        let name = format!("attachment; filename=\"{}-{round}.note\"", app.desk.excerpt().post().station);
        let kind = "text/plain; charset=utf-8".to_owned();
        let about = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        Ok((about, [NO_SNIFF], carried.note).into_response())
    })
    .await
}
