//! Who asks: session, table of roles, and the word that a form must carry.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::refusal::Language;
use ops::roles::{Act, LoggingIn, Officer, Permission, Person, Role, may};

use super::fault::Fault;
use super::page::{Page, with_headers};
use super::{Screens, login, secrets};

/// Longest form, bytes: four hundred candidates and a reason, many times over.
pub const MAX_FORM_BYTES: usize = 64 * 1024;

/// Fields that are never kept: they are secrets, or of one session.
pub const SECRET_FIELDS: [&str; 6] = ["password", "new", "again", "code", "csrf", "shown"];

/// Who asks for a page, and how.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who is logged in.
    pub person: Option<Person>,
    /// The word that forms of this session carry.
    pub csrf: String,
    /// The language asked for.
    pub language: Language,
    /// The path.
    pub path: String,
}

impl Visit {
    /// One of two texts.
    pub fn t<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        match self.language {
            Language::French => french,
            Language::English => english,
        }
    }
}

/// Guards a route: the table of roles decides, for a session that is alive.
pub async fn guard<P: Permission>(State(screens): State<Screens>, request: Request, next: Next) -> Response {
    let visit = screens.visit(&request);
    let refused = match &visit.person {
        _ if P::ACT == LoggingIn::ACT => None,
        None if may(Role::Public, P::ACT) => None,
        None => Some(Fault::LogIn),
        Some(person) if !may(person.role, P::ACT) => Some(Fault::Refused(ops::Refusal::NotAllowed(P::ACT))),
        Some(person) if P::ACT != Act::Own && screens.has_first_password(person.account) => Some(Fault::FirstPassword),
        Some(_) => None,
    };
    match refused {
        None => {
            let (mut parts, body) = request.into_parts();
            parts.extensions.insert(visit);
            with_headers(next.run(Request::from_parts(parts, body)).await)
        }
        Some(Fault::LogIn) if request.method() == Method::GET => {
            with_headers(Redirect::to(&login::address(request.uri().path())).into_response())
        }
        Some(Fault::LogIn) => keep_and_log_in(&screens, visit, request).await,
        Some(fault) => screens.refused(&visit, &fault),
    }
}

/// A form of a session that has ended: what was typed goes along to the log-in page and back into
/// the form. It is not acted upon, and of a form that another site sends nothing is kept: a clerk
/// would find its figures in the blind entry.
async fn keep_and_log_in(screens: &Screens, visit: Visit, request: Request) -> Response {
    let back = request.uri().path().to_owned();
    let form = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form = form.is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let is_own = is_form && from_here(request.headers());
    let body = to_bytes(request.into_body(), MAX_FORM_BYTES).await;
    let typed = body.ok().filter(|_| is_own).map(|body| Fields::parse(&body).for_keeping());
    login::page(screens, visit, StatusCode::UNAUTHORIZED, login::Shown { back, kept: typed, error: None })
}

impl<P: Permission + Send + Sync> FromRequestParts<Screens> for Officer<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, screens: &Screens) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, screens).await?;
        let person = visit.person.clone().ok_or(Fault::LogIn);
        let officer = person.and_then(|person| Officer::of(person).map_err(Fault::Refused));
        officer.map_err(|fault| screens.refused(&visit, &fault))
    }
}

impl FromRequestParts<Screens> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Screens) -> Result<Self, Response> {
        // A route that nobody guards has no visit, and gives nothing away.
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| StatusCode::FORBIDDEN.into_response())
    }
}

/// The fields of a form whose word was right.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads `name=value&…`; of two fields with one name the last counts.
    pub fn parse(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(k, v)| (decoded(k), decoded(v)))
                .collect(),
        )
    }

    /// Fields of another form of body.
    pub fn of(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
    }

    /// A field; empty where it is not there.
    pub fn at(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field that must be there.
    pub fn required(&self, name: &'static str) -> Result<&str, Fault> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or(Fault::Form(name))
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What may be kept of it, as text that [`Fields::parse`] reads.
    pub fn for_keeping(&self) -> String {
        let kept = self.0.iter().filter(|(name, _)| !SECRET_FIELDS.contains(&name.as_str()));
        let pairs: Vec<String> = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        pairs.join("&")
    }
}

fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = after;
                }
                _ => out.push(b'%'),
            },
            (byte, _) => out.push(*byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Percent-encodes what is not plain.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl FromRequest<Screens> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, screens: &Screens) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, screens).await?;
        let refuse = |fault: Fault| {
            fault.page(Page::new(screens.definition(), &visit, visit.t("Rien n'a été fait", "Nothing was done")))
        };
        if !from_here(&parts.headers) {
            return Err(refuse(Fault::Forged));
        }
        let body = whole(Request::from_parts(parts, body)).await.map_err(refuse)?;
        let fields = Self::parse(&body);
        if !is_of(&visit, &fields) {
            return Err(refuse(Fault::Forged));
        }
        Ok(fields)
    }
}

/// A body, if it is as short as forms are. One that says that it is longer is not read at all.
async fn whole(request: Request<Body>) -> Result<Bytes, Fault> {
    let said =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > MAX_FORM_BYTES) {
        return Err(Fault::TooLong);
    }
    let body = Bytes::from_request(request, &()).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLong,
        _ => Fault::Form("body"),
    })?;
    if body.len() > MAX_FORM_BYTES { Err(Fault::TooLong) } else { Ok(body) }
}

/// Whether a form carries the word of the session.
pub fn is_of(visit: &Visit, fields: &Fields) -> bool {
    !visit.csrf.is_empty() && secrets::same(fields.at("csrf").as_bytes(), visit.csrf.as_bytes())
}

/// Browsers say where a form comes from: another site is refused before its word is looked at.
pub fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}
