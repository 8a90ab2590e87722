//! Accounts that two administrators make or reset: one asks and hands over the second factor,
//! another confirms and hands over the first password. Nobody alone is given both.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Stamp;
use ops::proposal::{AccountChange, AccountProposal, Ask, ProposalState};
use ops::roles::{ManagingAccounts, Officer, Role};
use ops::step::{Actor, Command};
use ops::{Refusal, Room};
use serde_json::Value;
use tlog::Hash;

use super::access::{Fields, Visit};
use super::admin::{Once, accounts_page, first_password, otpauth, role_name};
use super::fault::Fault;
use super::operation::moment;
use super::page::{Page, show};
use super::{Screens, secrets};

/// How long the results desk shows what administrators asked for, seconds: a night and its day.
const SHOWN_FOR: i64 = 24 * 60 * 60;

/// Most of it that the results desk shows; the journal has all.
const MAX_SHOWN: usize = 20;

/// What one administrator asked for.
pub struct AskedRow {
    /// Number of the proposal.
    pub number: u64,
    /// What is to happen.
    pub what: &'static str,
    /// Account, name, role and place.
    pub whom: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// How far it is, and by whom.
    pub state: String,
}

fn row(room: &Room, visit: &Visit, now: Stamp, asked: &AccountProposal) -> AskedRow {
    let whom = |name: &str, role: Role, scope| format!("{name} · {} · {scope}", role_name(role, visit.language));
    let account = asked.ask.change.account();
    let (what, whom) = match &asked.ask.change {
        AccountChange::Make { name, role, scope, .. } => {
            (visit.t("Nouveau compte", "New account"), whom(name, *role, *scope))
        }
        AccountChange::Reset { .. } => {
            let found = room.accounts().get(&account);
            let whom = found.map_or_else(String::new, |own| whom(&own.name, own.role, own.scope));
            (visit.t("Nouveaux secrets", "New secrets"), whom)
        }
    };
    let state = match &asked.state {
        ProposalState::Waiting => {
            visit.t("attend un autre administrateur", "waits for another administrator").to_owned()
        }
        ProposalState::Confirmed(confirmed) => {
            format!("{} {}", visit.t("confirmé par", "confirmed by"), confirmed.by)
        }
        ProposalState::Refused(no) => format!("{} {} ({})", visit.t("refusé par", "refused by"), no.by, no.reason),
        ProposalState::Sent(_) => unreachable!("the fold sends corrections and annulments only"),
    };
    AskedRow {
        number: asked.number,
        what,
        whom: format!("{account} · {whom}"),
        by: asked.by.to_string(),
        at: moment(asked.at, now),
        reason: asked.ask.reason.clone(),
        state,
    }
}

/// What waits for an administrator.
pub fn waiting(room: &Room, visit: &Visit, now: Stamp) -> Vec<AskedRow> {
    let open = room.asked().values().filter(|asked| asked.is_open());
    open.map(|asked| row(room, visit, now, asked)).collect()
}

/// What was asked for tonight and how many more there are, for who watches the results. What was
/// done stands first, the latest before the others: a flood of wishes hides none of it.
pub fn tonight(room: &Room, visit: &Visit, now: Stamp) -> (Vec<AskedRow>, usize) {
    let recent = |asked: &&AccountProposal| now.instant() - asked.at.instant() < SHOWN_FOR;
    let mut recent: Vec<&AccountProposal> = room.asked().values().rev().filter(recent).collect();
    recent.sort_by_key(|asked| match asked.state {
        ProposalState::Confirmed(_) | ProposalState::Sent(_) => 0,
        ProposalState::Waiting => 1,
        ProposalState::Refused(_) => 2,
    });
    let rows = recent.iter().take(MAX_SHOWN).map(|asked| row(room, visit, now, asked));
    (rows.collect(), recent.len().saturating_sub(MAX_SHOWN))
}

/// Whether there is nobody else to confirm.
pub fn is_alone(room: &Room) -> bool {
    let acts = |own: &&ops::account::Account| own.role == Role::Administrator && own.locked.is_none();
    room.accounts().values().filter(acts).count() < 2
}

/// Asks another administrator; the second factor is shown to who asks.
pub(super) async fn ask(
    screens: &Screens,
    officer: &Officer<ManagingAccounts>,
    change: AccountChange,
    fields: &Fields,
) -> Result<Once, Fault> {
    let (account, second) = (change.account(), secrets::new_seed()?);
    let reason = fields.at("reason").trim().to_owned();
    let command = Command::AskAccount(Ask { change, reason, second: second.clone() });
    screens.act(Actor::Account(officer.person().account), command).await?;
    let qr = Some(otpauth(screens, account, &second));
    Ok(Once { account: account.to_string(), password: None, second: Some(second.expose().to_owned()), qr })
}

#[derive(Template)]
#[template(path = "asked.html")]
struct AskedPage {
    page: Page,
    row: AskedRow,
    shown: Hash,
    waits: bool,
    own: bool,
    notice: Option<String>,
}

/// `GET /hub/asked/{number}`
pub async fn asked(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ManagingAccounts>,
    Path(number): Path<u64>,
) -> Response {
    let made = asked_page(&screens, &visit, &officer, number, None);
    screens.answer(&visit, made)
}

fn asked_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<ManagingAccounts>,
    number: u64,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let rooms = screens.rooms();
    let found = rooms.room().asked().get(&number).ok_or(Refusal::Proposal)?;
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = AskedPage {
        page: Page::new(screens.definition(), visit, visit.t("Acte à deux", "Act of two")),
        row: row(rooms.room(), visit, screens.now(), found),
        shown: Hash::of(found.text().as_bytes()),
        waits: found.is_open(),
        own: found.by == officer.person().account,
        notice,
    };
    Ok(show(status, &page))
}

/// `POST /hub/asked/{number}/confirm`: the first password is shown to who confirms, once.
pub async fn confirm(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ManagingAccounts>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let made = match confirmed(&screens, &officer, number, &fields).await {
        Ok(once) => Ok(accounts_page(&screens, &visit, &Value::Null, Some(once), None)),
        Err(fault @ Fault::Refused(_)) => {
            asked_page(&screens, &visit, &officer, number, Some(fault.text(visit.language)))
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn confirmed(
    screens: &Screens,
    officer: &Officer<ManagingAccounts>,
    number: u64,
    fields: &Fields,
) -> Result<Once, Fault> {
    let person = officer.person();
    let found = screens.rooms().room().asked().get(&number).cloned().ok_or(Refusal::Proposal)?;
    // Before anybody's code is used up.
    if !found.is_open() {
        return Err(Refusal::Proposal.into());
    }
    if found.by == person.account {
        return Err(Refusal::SamePerson.into());
    }
    let confirmed = screens.confirmed(person, fields, Hash::of(found.text().as_bytes())).await?;
    let (text, password) = screens.aside(|| Ok(first_password()?)).await?;
    let command = Command::ConfirmAccount { proposal: number, shown: confirmed.shown(), password };
    screens.act(Actor::Account(person.account), command).await?;
    let account = found.ask.change.account();
    screens.sessions().end(account);
    Ok(Once { account: account.to_string(), password: Some(text), second: None, qr: None })
}

/// `POST /hub/asked/{number}/refuse`: what another asked for, or one's own.
pub async fn refuse(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ManagingAccounts>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let reason = fields.at("reason").trim().to_owned();
    let command = Command::RefuseAccount { proposal: number, reason };
    let made = match screens.act(Actor::Account(officer.person().account), command).await {
        Ok(_) => Ok(Redirect::to("/hub/accounts").into_response()),
        Err(fault) => asked_page(&screens, &visit, &officer, number, Some(fault.text(visit.language))),
    };
    screens.answer(&visit, made)
}
