//! The administrator: accounts, copies, integrity. No figure of any count stands here.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Id;
use election::refusal::Language;
use ops::event::NewAccount;
use ops::proposal::AccountChange;
use ops::roles::{Act, BackingUp, CheckingIntegrity, ManagingAccounts, Officer, Role, may};
use ops::step::{Actor, Command};
use serde_json::Value;
use tlog::Hash;

use super::access::{Fields, Visit, encoded};
use super::administrators::{self, AskedRow};
use super::fault::Fault;
use super::page::{Page, show};
use super::{Screens, secrets};
use crate::hub::identity;

/// Accounts of one page.
const PAGE: usize = 50;
/// Words of a first password, eight bits each, as it is printed in a letter.
const FIRST_WORDS: usize = 7;

struct AccountRow {
    account: Id,
    name: String,
    role: &'static str,
    scope: String,
    key: String,
    locked: Option<String>,
    failures: u32,
    first: bool,
}

/// Secrets that are shown once. Of an account that takes two administrators, one of the two to each.
pub(super) struct Once {
    pub(super) account: String,
    pub(super) password: Option<String>,
    pub(super) second: Option<String>,
    pub(super) qr: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    page: Page,
    rows: Vec<AccountRow>,
    total: usize,
    query: String,
    before: Option<String>,
    after: Option<String>,
    roles: Vec<(&'static str, &'static str)>,
    asked: Vec<AskedRow>,
    alone: bool,
    once: Option<Once>,
    notice: Option<String>,
}

/// What a role is called.
pub fn role_name(role: Role, language: Language) -> &'static str {
    let (french, english) = match role {
        Role::Administrator => ("Administrateur", "Administrator"),
        Role::NationalOps => ("Ministère", "Ministry"),
        Role::PrefectureOps => ("Préfecture, salle", "Prefecture, room"),
        Role::PrefectureResults => ("Préfecture, résultats", "Prefecture, results"),
        Role::Clerk => ("Commune", "Commune"),
        Role::Station => ("Bureau", "Station"),
        Role::Leader => ("Chef d'unité", "Unit leader"),
        Role::Wall => ("Écran mural", "Wall"),
        Role::Auditor => ("Auditeur", "Auditor"),
        Role::Public => ("Public", "Public"),
    };
    if language == Language::French { french } else { english }
}

/// `GET /hub/accounts`
pub async fn accounts(
    State(screens): State<Screens>,
    visit: Visit,
    _: Officer<ManagingAccounts>,
    Query(query): Query<Value>,
) -> Response {
    accounts_page(&screens, &visit, &query, None, None)
}

pub(super) fn accounts_page(
    screens: &Screens,
    visit: &Visit,
    query: &Value,
    once: Option<Once>,
    notice: Option<String>,
) -> Response {
    let text = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
    let searched = text("q");
    let rooms = screens.rooms();
    let all = rooms.room().accounts().iter();
    let found: Vec<_> = all
        .filter(|(id, account)| {
            id.as_str().to_lowercase().contains(&searched)
                || account.name.to_lowercase().contains(&searched)
                || account.scope.as_str().to_lowercase().contains(&searched)
        })
        .collect();
    let at = text("page").parse().unwrap_or(1_usize).clamp(1, found.len().div_ceil(PAGE).max(1));
    let rows = found.iter().skip((at - 1) * PAGE).take(PAGE).map(|(id, account)| AccountRow {
        account: **id,
        name: account.name.clone(),
        role: role_name(account.role, visit.language),
        scope: account.scope.to_string(),
        key: account.key.map_or_else(String::new, |key| key.to_string()),
        locked: account.locked.clone(),
        failures: account.lockout.failures,
        first: account.first_password,
    });
    let link = |page: usize| format!("/hub/accounts?q={}&page={page}", encoded(&searched));
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let given = Role::ALL.into_iter().filter(|role| *role != Role::Public);
    show(
        status,
        &AccountsPage {
            page: Page::new(screens.definition(), visit, visit.t("Comptes", "Accounts")),
            rows: rows.collect(),
            total: found.len(),
            before: (at > 1).then(|| link(at - 1)),
            after: (at * PAGE < found.len()).then(|| link(at + 1)),
            query: searched,
            roles: given.map(|role| (role.word(), role_name(role, visit.language))).collect(),
            asked: administrators::waiting(rooms.room(), visit, screens.now()),
            alone: administrators::is_alone(rooms.room()),
            once,
            notice,
        },
    )
}

/// A first password of words, and its hash.
pub fn first_password() -> Result<(String, ops::account::Secret), secrets::NoChance> {
    let text = election::words::words(Hash(secrets::chance::<32>()?), FIRST_WORDS).replace(' ', "-");
    let hash = secrets::hash_password(&text)?;
    Ok((text, hash))
}

/// `POST /hub/accounts`: a new account without a key, or the wish for one that takes two; keys are given out at a terminal, where the
/// key ring is.
pub async fn make(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ManagingAccounts>,
    fields: Fields,
) -> Response {
    let made = made(&screens, &officer, &fields).await;
    shown_once(&screens, &visit, made)
}

fn shown_once(screens: &Screens, visit: &Visit, made: Result<Option<Once>, Fault>) -> Response {
    match made {
        Ok(once) => accounts_page(screens, visit, &Value::Null, once, None),
        Err(fault) => accounts_page(screens, visit, &Value::Null, None, Some(fault.text(visit.language))),
    }
}

async fn made(screens: &Screens, officer: &Officer<ManagingAccounts>, fields: &Fields) -> Result<Option<Once>, Fault> {
    screens.check_secrets(officer.person(), fields).await?;
    let account = Id::new(fields.at("new-account").trim()).map_err(|_| Fault::Form("account"))?;
    let role: Role = fields.at("role").parse().map_err(|()| Fault::Form("role"))?;
    let scope = Id::new(fields.at("scope").trim()).map_err(|_| Fault::Form("scope"))?;
    let name = fields.at("name").trim().to_owned();
    if role.takes_two_administrators() {
        let change = AccountChange::Make { account, name, role, scope };
        return administrators::ask(screens, officer, change, fields).await.map(Some);
    }
    let (text, password) = screens.aside(|| Ok(first_password()?)).await?;
    let second = if role.needs_second_factor() { Some(secrets::new_seed()?) } else { None };
    let new = NewAccount { account, name, role, scope, key: None, password, second: second.clone() };
    screens.act(Actor::Account(officer.person().account), Command::MakeAccount(new)).await?;
    Ok(Some(once(screens, account, text, second.as_ref())))
}

fn once(screens: &Screens, account: Id, password: String, second: Option<&ops::account::Secret>) -> Once {
    let qr = second.map(|seed| otpauth(screens, account, seed));
    let second = second.map(|seed| seed.expose().to_owned());
    Once { account: account.to_string(), password: Some(password), second, qr }
}

/// The address that authenticator programs read.
pub(super) fn otpauth(screens: &Screens, account: Id, seed: &ops::account::Secret) -> String {
    secrets::otpauth(screens.definition().parts().election.as_str(), account.as_str(), seed)
}

/// `POST /hub/accounts/{account}/{act}`: lock, unlock, reset.
pub async fn change(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ManagingAccounts>,
    Path((account, act)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let made = changed(&screens, &officer, &account, &act, &fields).await;
    shown_once(&screens, &visit, made)
}

async fn changed(
    screens: &Screens,
    officer: &Officer<ManagingAccounts>,
    account: &str,
    act: &str,
    fields: &Fields,
) -> Result<Option<Once>, Fault> {
    let account = Id::new(account).map_err(|_| Fault::NotFound)?;
    screens.check_secrets(officer.person(), fields).await?;
    let actor = Actor::Account(officer.person().account);
    match act {
        "lock" => {
            let reason = fields.at("reason").trim().to_owned();
            screens.act(actor, Command::Lock { account, reason }).await?;
            screens.sessions().end(account);
            Ok(None)
        }
        "unlock" => screens.act(actor, Command::Unlock { account }).await.map(|_| None),
        "reset" => reset(screens, officer, account, fields).await.map(Some),
        _ => Err(Fault::NotFound),
    }
}

/// A new first password and second factor. An account with a key is reset at a terminal: its key
/// lies under the password that was lost.
async fn reset(
    screens: &Screens,
    officer: &Officer<ManagingAccounts>,
    account: Id,
    fields: &Fields,
) -> Result<Once, Fault> {
    let actor = Actor::Account(officer.person().account);
    let found = screens.rooms().room().accounts().get(&account).cloned().ok_or(ops::Refusal::NoAccount)?;
    if found.key.is_some() {
        return Err(Fault::Form("vigie accounts reset"));
    }
    if found.role.takes_two_administrators() {
        return administrators::ask(screens, officer, AccountChange::Reset { account }, fields).await;
    }
    let (text, password) = screens.aside(|| Ok(first_password()?)).await?;
    screens.act(actor, Command::SetPassword { account, password }).await?;
    let second = if found.role.needs_second_factor() { Some(secrets::new_seed()?) } else { None };
    if let Some(seed) = &second {
        screens.act(actor, Command::SetSecondFactor { account, second: seed.clone() }).await?;
    }
    screens.sessions().end(account);
    Ok(once(screens, account, text, second.as_ref()))
}

#[derive(Template)]
#[template(path = "care.html")]
struct CarePage {
    page: Page,
    events: u64,
    head: String,
    entries: u64,
    root: String,
    may_back_up: bool,
    findings: Option<Vec<String>>,
    copied: Option<String>,
    notice: Option<String>,
}

fn care_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<CheckingIntegrity>,
    findings: Option<Vec<String>>,
    copied: Option<String>,
) -> Response {
    let checkpoint = screens.hub().checkpoint();
    let rooms = screens.rooms();
    show(
        StatusCode::OK,
        &CarePage {
            page: Page::new(screens.definition(), visit, visit.t("Intégrité", "Integrity")),
            events: rooms.room().size(),
            head: rooms.room().head().to_string(),
            entries: checkpoint.size,
            root: checkpoint.root.to_string(),
            may_back_up: may(officer.person().role, Act::BackUp),
            findings,
            copied,
            notice: None,
        },
    )
}

/// `GET /hub/care`
pub async fn care(State(screens): State<Screens>, visit: Visit, officer: Officer<CheckingIntegrity>) -> Response {
    care_page(&screens, &visit, &officer, None, None)
}

/// `POST /hub/care/check`: the log's journal and files, and the chain of the rooms.
pub async fn check(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<CheckingIntegrity>,
    _: Fields,
) -> Response {
    let inner = screens.clone();
    let checked = screens.aside(move || findings(&inner, visit.language)).await;
    let findings = checked.unwrap_or_else(|fault| vec![fault.text(visit.language)]);
    let command = Command::Checked { findings: findings.len() as u64 };
    let noted = screens.act(Actor::Account(officer.person().account), command).await;
    let findings = match noted {
        Ok(_) => findings,
        Err(fault) => findings.into_iter().chain([fault.text(visit.language)]).collect(),
    };
    care_page(&screens, &visit, &officer, Some(findings), None)
}

/// What is wrong, if anything: every event of the rooms, and of the log the database, every row and
/// every file. Nothing is logged meanwhile, a second for a country.
fn findings(screens: &Screens, language: Language) -> Result<Vec<String>, Fault> {
    let mut findings = screens.rooms().check(language);
    let found = screens.hub().at_the_journal(|journal| journal.fsck(identity))?;
    let found = found.map_err(|error| Fault::Failed(error.to_string()))?;
    findings.extend(found.iter().map(|finding| finding.text(language)));
    Ok(findings)
}

/// `POST /hub/care/back-up`
pub async fn back_up(State(screens): State<Screens>, visit: Visit, officer: Officer<BackingUp>, _: Fields) -> Response {
    let inner = screens.clone();
    let copied = screens.aside(move || inner.copy_all());
    let done = match copied.await {
        Ok(file) => {
            let command = Command::BackedUp { file: file.clone() };
            screens.act(Actor::Account(officer.person().account), command).await.map(|_| file)
        }
        Err(fault) => Err(fault),
    };
    match (done, Officer::<CheckingIntegrity>::of(officer.person().clone())) {
        (Ok(file), Ok(officer)) => care_page(&screens, &visit, &officer, None, Some(file)),
        (Ok(_), Err(_)) => Redirect::to("/hub").into_response(),
        (Err(fault), _) => screens.refused(&visit, &fault),
    }
}
