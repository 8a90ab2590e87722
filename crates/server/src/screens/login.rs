//! Logging in and out, one's own password, the language.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use ops::Refusal;
use ops::event::{AccountFact, Fact, Who};
use ops::roles::{Officer, Owning};
use ops::step::{Actor, Command};
use serde_json::Value;

use super::access::{Fields, Visit, encoded};
use super::fault::Fault;
use super::page::{self, Page, home, show};
use super::{NoPen, Screens, secrets};
use crate::reader::cookie;

/// The cookie of somebody who is not logged in yet: it ties the form to the browser.
pub const COOKIE: &str = "vigie-door";

/// What the log-in page shows.
#[derive(Default)]
pub struct Shown {
    /// Where to go after it; a path of this hub.
    pub back: String,
    /// What was typed into a form when the session had ended.
    pub kept: Option<String>,
    /// Why the last try failed.
    pub error: Option<String>,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LogIn {
    page: Page,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "password.html")]
struct Password {
    page: Page,
    error: Option<String>,
    first: bool,
    asks_code: bool,
    has_key: bool,
}

/// The address of the log-in page that leads back to a path.
pub fn address(back: &str) -> String {
    if back == "/hub" { "/hub/log-in".to_owned() } else { format!("/hub/log-in?back={}", encoded(back)) }
}

/// Only paths of the screens: nobody is sent elsewhere after logging in.
fn inside(back: &str) -> Option<&str> {
    let plain = back.starts_with("/hub/") && !back.contains("//") && !back.contains(['\\', '?', '#', '\r', '\n']);
    plain.then_some(back)
}

/// The log-in page. Whoever has no cookie of the door gets one.
pub fn page(screens: &Screens, mut visit: Visit, status: StatusCode, shown: Shown) -> Response {
    let mut door = None;
    if visit.person.is_some() || visit.csrf.is_empty() {
        let Ok((token, _)) = secrets::new_token() else {
            return (StatusCode::INTERNAL_SERVER_ERROR, secrets::NoChance.to_string()).into_response();
        };
        visit.csrf = secrets::csrf(&token);
        door = Some(set_cookie(screens, COOKIE, &token, 3600));
    }
    visit.person = None;
    let page = Page::new(screens.definition(), &visit, visit.t("Connexion", "Log in"));
    let mut response = show(status, &LogIn { page, shown });
    if let Some(door) = door {
        response.headers_mut().append(header::SET_COOKIE, door);
    }
    response
}

fn set_cookie(screens: &Screens, name: &str, value: &str, seconds: u32) -> HeaderValue {
    let secure = if screens.0.settings.secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| unreachable!("tokens are hexadecimal"))
}

/// `GET /hub/log-in`
pub async fn form(State(screens): State<Screens>, visit: Visit, Query(query): Query<Value>) -> Response {
    let back = query.get("back").and_then(Value::as_str).and_then(inside).unwrap_or_default().to_owned();
    page(&screens, visit, StatusCode::OK, Shown { back, ..Shown::default() })
}

/// `POST /hub/log-in`
pub async fn enter(State(screens): State<Screens>, headers: HeaderMap, visit: Visit, fields: Fields) -> Response {
    match tried(&screens, &fields).await {
        Ok(who) => welcome(&screens, &headers, who, &fields).unwrap_or_else(|fault| {
            let page = Page::new(screens.definition(), &visit, visit.t("Connexion", "Log in"));
            fault.page(page)
        }),
        Err(fault) => {
            let shown = Shown {
                back: fields.at("back").to_owned(),
                kept: Some(fields.at("kept").to_owned()).filter(|kept| !kept.is_empty()),
                error: Some(fault.text(visit.language)),
            };
            page(&screens, visit, StatusCode::UNAUTHORIZED, shown)
        }
    }
}

/// Looks at name, password and code. What failed is not said.
async fn tried(screens: &Screens, fields: &Fields) -> Result<election::Id, Fault> {
    let _turn = screens.0.guesses.acquire().await.map_err(|error| Fault::Failed(error.to_string()))?;
    let name = fields.at("account").trim().to_owned();
    let (password, code) = (fields.at("password").to_owned(), fields.at("code").to_owned());
    let inner = screens.clone();
    let done = screens.aside(move || {
        let (who, now) = (inner.rooms().room().who(&name), inner.now());
        let wait = inner.rooms().room().lockout(who).wait(now);
        if wait > 0 {
            return Err(Refusal::LogIn { wait }.into());
        }
        let (verified, code) = inner.verified(who, &password, &code);
        let command = Command::LogIn { who, verified, code };
        Ok(inner.rooms().act(now, Actor::Hub, command)?)
    });
    match done.await?.first().map(|event| &event.fact) {
        Some(Fact::Account(AccountFact::LoggedIn { account, .. })) => Ok(*account),
        _ => Err(Refusal::LogIn { wait: 0 }.into()),
    }
}

impl Screens {
    /// Whether this is the password of an account.
    pub(super) fn is_password(&self, account: election::Id, password: &str) -> bool {
        let known = self.rooms().room().accounts().get(&account).map(|own| own.password.clone());
        known.is_some_and(|known| secrets::is_password(password, &known))
    }

    /// Whether password and code are right; the counter of the code. It takes the same time for a
    /// name that no account has.
    pub(super) fn verified(&self, who: Who, password: &str, code: &str) -> (bool, u64) {
        let account = match who {
            Who::Account(id) => self.rooms().room().accounts().get(&id).cloned(),
            Who::Stranger(_) => None,
        };
        let Some(account) = account else {
            secrets::pretend(password);
            return (false, 0);
        };
        let right = secrets::is_password(password, &account.password);
        match account.second {
            None => (right, 0),
            Some(seed) => {
                let counter = secrets::code_counter(&seed, code, self.by_the_machine());
                (right && counter.is_some(), counter.unwrap_or(0))
            }
        }
    }
}

/// Begins the session, keeps what was typed before it, and leads back.
fn welcome(screens: &Screens, headers: &HeaderMap, account: election::Id, fields: &Fields) -> Result<Response, Fault> {
    let (token, hash) = secrets::new_token()?;
    screens.sessions().begin(account, hash, screens.by_the_machine());
    let person = screens.rooms().room().person(account)?;
    let back = inside(fields.at("back"));
    if let (Some(back), kept) = (back, fields.at("kept"))
        && !kept.is_empty()
    {
        // Read and written again, so that no secret field is kept whoever made the form.
        let kept = Fields::parse(kept.as_bytes()).for_keeping();
        screens.rooms().keep(account, back, &kept)?;
    }
    let to = back.map_or_else(|| home(&person), str::to_owned);
    let mut response = page::with_headers(Redirect::to(&to).into_response());
    let cookies = response.headers_mut();
    cookies.append(header::SET_COOKIE, set_cookie(screens, screens.cookie_name(), &token, 86_400));
    if cookie(headers, COOKIE).is_some() {
        cookies.append(header::SET_COOKIE, set_cookie(screens, COOKIE, "", 0));
    }
    Ok(response)
}

/// `POST /hub/log-out`
pub async fn leave(State(screens): State<Screens>, officer: Officer<Owning>, _: Fields) -> Response {
    let account = officer.person().account;
    // The session ends even where the journal cannot say so.
    let _ = screens.act(Actor::Account(account), Command::LogOut).await;
    screens.sessions().end(account);
    let mut response = Redirect::to("/hub/log-in").into_response();
    response.headers_mut().append(header::SET_COOKIE, set_cookie(&screens, screens.cookie_name(), "", 0));
    response
}

/// `GET /hub`
pub async fn start(officer: Officer<Owning>) -> Response {
    Redirect::to(&home(officer.person())).into_response()
}

/// `GET /hub/lang/{tag}`: another language, and back to the page one was at.
pub async fn language(Path(tag): Path<String>, Query(query): Query<Value>) -> Response {
    let back = query.get("back").and_then(Value::as_str).and_then(inside).unwrap_or("/hub");
    let tag = if tag == "en" { "en" } else { "fr" };
    let text = format!("vigie-lang={tag}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    let mut response = Redirect::to(back).into_response();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `GET /hub/password`
pub async fn password_form(State(screens): State<Screens>, visit: Visit, officer: Officer<Owning>) -> Response {
    password_page(&screens, &visit, &officer, None)
}

fn password_page(screens: &Screens, visit: &Visit, officer: &Officer<Owning>, error: Option<String>) -> Response {
    let page = Page::new(screens.definition(), visit, visit.t("Mon mot de passe", "My password"));
    let first = screens.has_first_password(officer.person().account);
    let has_key = officer.person().key.is_some();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let asks_code = !first && officer.person().role.needs_second_factor();
    show(status, &Password { page, error, first, asks_code, has_key })
}

/// `POST /hub/password`
pub async fn change_password(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Owning>,
    fields: Fields,
) -> Response {
    match changed(&screens, &visit, &officer, &fields).await {
        Ok(()) => Redirect::to(&home(officer.person())).into_response(),
        Err(error) => password_page(&screens, &visit, &officer, Some(error)),
    }
}

async fn changed(screens: &Screens, visit: &Visit, officer: &Officer<Owning>, fields: &Fields) -> Result<(), String> {
    let new = fields.at("new").to_owned();
    if new != fields.at("again") {
        return Err(visit
            .t("Les deux saisies du nouveau mot de passe diffèrent.", "The new passwords differ.")
            .to_owned());
    }
    if !secrets::is_fit(&new) || new == fields.at("password") {
        let text = visit.t(
            "Choisissez un autre mot de passe, de 13 caractères au moins.",
            "Choose another password, of 13 characters at least.",
        );
        return Err(text.to_owned());
    }
    let said = |fault: Fault| fault.text(visit.language);
    let person = officer.person().clone();
    let proven = if screens.has_first_password(person.account) {
        screens.check_first_password(&person, fields).await
    } else {
        screens.check_secrets(&person, fields).await
    };
    proven.map_err(said)?;
    // As log-ins: hashes and keys take their memory on purpose.
    let turn = screens.0.guesses.acquire().await;
    let _turn = turn.map_err(|error| said(Fault::Failed(error.to_string())))?;
    let (inner, old) = (screens.clone(), fields.at("password").to_owned());
    let done = screens.aside(move || {
        let password = secrets::hash_password(&new)?;
        // The key first: with the password changed and the key not, nothing could be signed.
        if person.key.is_some() {
            match inner.0.pens.change(person.account, &old, &new) {
                Ok(()) | Err(NoPen::Absent) => {}
                Err(error) => return Err(Fault::Failed(error.to_string())),
            }
        }
        let command = Command::SetPassword { account: person.account, password };
        Ok(inner.rooms().act(inner.now(), Actor::Account(person.account), command)?)
    });
    done.await.map(|_| ()).map_err(said)
}
