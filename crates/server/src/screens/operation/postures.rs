//! Postures, the threat, the phase.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use ops::operation::condition::{Condition, HIGHEST_LEVEL, Met};
use ops::operation::incident::Grade;
use ops::operation::people::People;
use ops::operation::posture::{Plan, Posture, State as Now};
use ops::operation::unit::Force;
use ops::operation::words::Word as _;
use ops::roles::{Act, ActivatingPostures, Officer, Person, PreparingPostures, SeeingOperation, SettingThreats, may};
use ops::{OperationCommand, Refusal, Room};
use serde_json::Value;
use tlog::Hash;

use super::forecast::Outlook;
use super::{Look, Top, ground_name, labels, moment};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};

/// Why a posture is proposed, as far as it is for the person; the figures of the count only for who
/// may see totals.
pub fn reasons(room: &Room, visit: &Visit, person: &Person, met: &[Met]) -> Vec<String> {
    let (definition, language) = (room.definition(), visit.language);
    let totals = may(person.role, Act::SeeTotals);
    let say = |met: &Met| {
        let figures = totals || !met.condition.tells_of_the_count();
        if figures { met.label(definition, language) } else { met.condition.label(definition, language) }
    };
    met.iter().filter(|met| !room.keeps_condition_from(person, &met.condition)).map(say).collect()
}

/// The conditions of a posture, as far as they are for the person; that some are not is said.
fn conditions(room: &Room, visit: &Visit, person: &Person, plan: &Plan) -> Vec<String> {
    let own = plan.conditions.iter().filter(|one| !room.keeps_condition_from(person, one));
    let mut told: Vec<String> = own.map(|one| one.label(room.definition(), visit.language)).collect();
    if told.len() < plan.conditions.len() {
        let kept = visit.t(
            "Conditions non publiques avant la publication du tour",
            "Conditions not public before the round's release",
        );
        told.push(kept.to_owned());
    }
    told
}

/// A posture in the list.
struct Line {
    href: String,
    title: String,
    place: String,
    badge: Badge,
    conditions: Vec<String>,
}

/// What was said of the threat somewhere.
struct ThreatLine {
    place: String,
    level: u8,
    grade: String,
    reason: String,
    at: String,
}

#[derive(Template)]
#[template(path = "operation/postures.html")]
struct ListPage {
    page: Page,
    top: Top,
    rows: Vec<Line>,
    threats: Vec<ThreatLine>,
    levels: Vec<u8>,
    outlook: Option<Outlook>,
    next: Option<String>,
    prepares: bool,
    threatens: bool,
    advances: bool,
    scope: Id,
}

/// `GET /hub/operation/postures`
pub async fn list(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let made = list_page(&screens, &visit, officer.person(), &query);
    screens.answer(&visit, made)
}

fn list_page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let top = screens.top(visit, person, &look);
    let (definition, now) = (screens.definition(), screens.now());
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let own = operation.postures().values().filter(|own| look.holds(definition, own.plan.place));
    let own = own.filter(|own| !rooms.room().keeps_from(person, own));
    let line = |own: &Posture| Line {
        href: format!("/hub/operation/postures/{}", own.plan.posture),
        title: own.plan.title.clone(),
        place: ground_name(definition, visit, own.plan.place),
        badge: labels::posture(visit, &own.state),
        conditions: conditions(rooms.room(), visit, person, &own.plan),
    };
    // The level of a place counts for what lies in it, so those around are shown as well.
    let seen = |id: &Id| look.holds(definition, *id) || definition.covers(*id, look.id);
    let threats = operation.threats().iter().filter(|(id, _)| seen(id));
    let threats = threats.map(|(id, threat)| ThreatLine {
        place: ground_name(definition, visit, *id),
        level: threat.level,
        grade: threat.grade.to_string(),
        reason: threat.reason.clone(),
        at: moment(threat.at, now),
    });
    let next = operation.phase().next(definition);
    let can = |act| may(person.role, act);
    let page = ListPage {
        page: screens.frame(visit, "Postures", "Postures"),
        top,
        rows: own.map(line).collect(),
        threats: threats.collect(),
        levels: (1..=HIGHEST_LEVEL).collect(),
        outlook: if can(Act::SeeTotals) { screens.outlook(look.round, visit.language) } else { None },
        next: next.map(|phase| labels::phase(visit, phase)),
        prepares: can(Act::PreparePosture),
        threatens: can(Act::SetThreat),
        advances: can(Act::ChangePhase),
        scope: person.scope,
    };
    Ok(show(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "operation/prepare.html")]
struct PreparePage {
    page: Page,
    posture: String,
    title: String,
    place: String,
    conditions: String,
    duties: String,
    forces: String,
    words: Vec<(String, String)>,
    notice: Option<String>,
}

const PREPARE: &str = "/hub/operation/prepare";

/// `GET /hub/operation/prepare`: a new posture, or one that is written again.
pub async fn prepare_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<PreparingPostures>,
    Query(query): Query<Value>,
) -> Response {
    let person = officer.person();
    let kept = screens.rooms().kept(person.account, PREPARE).unwrap_or_default();
    let known = Id::new(super::text(&query, "posture")).ok();
    let known = known.and_then(|id| screens.rooms().room().operation().postures().get(&id).cloned());
    let own = |own: &Posture| {
        // The form shows the conditions.
        person.covers(screens.definition(), own.plan.place) && !screens.rooms().room().keeps_reasons_from(person, own)
    };
    let known = known.filter(own);
    let fields = match (known, kept) {
        (Some(known), _) => typed(&known.plan),
        (None, kept) => Fields::parse(kept.unwrap_or_default().as_bytes()),
    };
    prepare_page(&screens, &visit, person, &fields, None)
}

/// A plan as it is typed.
fn typed(plan: &Plan) -> Fields {
    let lines = |all: Vec<String>| all.join("\n");
    let forces = plan.forces.iter().map(|(force, people)| format!("{} {people}", force.word()));
    let fields = [
        ("posture", plan.posture.to_string()),
        ("title", plan.title.clone()),
        ("place", plan.place.to_string()),
        ("conditions", lines(plan.conditions.iter().map(Condition::to_string).collect())),
        ("duties", lines(plan.duties.clone())),
        ("forces", lines(forces.collect())),
    ];
    Fields::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn prepare_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    fields: &Fields,
    notice: Option<String>,
) -> Response {
    let field = |name: &str| fields.at(name).to_owned();
    let place = if fields.at("place").is_empty() { person.scope.to_string() } else { field("place") };
    let words = Force::ALL.iter().map(|force| (force.word().to_owned(), force.label(visit.language).to_owned()));
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = PreparePage {
        page: screens.frame(visit, "Préparer une posture", "Prepare a posture"),
        posture: field("posture"),
        title: field("title"),
        place,
        conditions: field("conditions"),
        duties: field("duties"),
        forces: field("forces"),
        words: words.collect(),
        notice,
    };
    show(status, &page)
}

/// `POST /hub/operation/prepare`
pub async fn prepare(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<PreparingPostures>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match plan(&fields) {
        Ok(plan) => {
            let back = format!("/hub/operation/postures/{}", plan.posture);
            screens.operate(person, OperationCommand::Prepare(plan), &back).await
        }
        Err(fault) => Err(fault),
    };
    let made = match made {
        Err(fault @ (Fault::Refused(_) | Fault::Form(_))) => {
            Ok(prepare_page(&screens, &visit, person, &fields, Some(fault.text(visit.language))))
        }
        Ok(done) => screens.rooms().forget(person.account, PREPARE).map(|()| done).map_err(Fault::from),
        made => made,
    };
    screens.answer(&visit, made)
}

/// A plan as it was typed: one condition, duty or force a line.
fn plan(fields: &Fields) -> Result<Plan, Fault> {
    let id = |name: &'static str| Id::new(fields.at(name).trim()).map_err(|_| Fault::Form(name));
    let lines = |name: &str| -> Vec<String> {
        let lines = fields.at(name).lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let force = |line: String| {
        let (force, people) = line.split_once(' ')?;
        Some((Force::parse(force)?, People::parse(people.trim())?))
    };
    let conditions: Option<Vec<Condition>> = lines("conditions").iter().map(|line| Condition::parse(line)).collect();
    let forces: Option<Vec<(Force, People)>> = lines("forces").into_iter().map(force).collect();
    Ok(Plan {
        posture: id("posture")?,
        title: fields.at("title").trim().to_owned(),
        place: id("place")?,
        conditions: conditions.ok_or(Fault::Form("conditions"))?,
        duties: lines("duties"),
        forces: forces.ok_or(Fault::Form("forces"))?,
    })
}

#[expect(clippy::struct_excessive_bools, reason = "a page asks its template many yes-or-no questions")]
#[derive(Template)]
#[template(path = "operation/posture.html")]
struct PosturePage {
    page: Page,
    top: Top,
    posture: Id,
    title: String,
    place: String,
    badge: Badge,
    conditions: Vec<String>,
    reasons: Vec<String>,
    duties: Vec<String>,
    forces: Vec<(String, String)>,
    shown: Hash,
    by: Vec<String>,
    own: bool,
    ask_code: bool,
    prepared: bool,
    waits: bool,
    active: bool,
    ended: Option<String>,
    prepares: bool,
    activates: bool,
    notice: Option<String>,
}

/// `GET /hub/operation/postures/{posture}`
pub async fn posture(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Path(posture): Path<String>,
) -> Response {
    let made = posture_page(&screens, &visit, officer.person(), &posture, None);
    screens.answer(&visit, made)
}

fn posture_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    posture: &str,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let look = Look::of(screens, person, &Value::Null)?;
    let top = screens.top(visit, person, &look);
    let (definition, rooms) = (screens.definition(), screens.rooms());
    let own = found(&rooms, screens, person, posture)?;
    let plan = &own.plan;
    let say = |account: Id| rooms.room().accounts().get(&account).map_or(account.to_string(), |own| own.name.clone());
    let (by, first) = match &own.state {
        Now::Asked(asked) => (vec![say(asked.by)], Some(asked.by)),
        Now::Active(active) => (active.by.map(say).to_vec(), None),
        _ => (Vec::new(), None),
    };
    let can = |act| may(person.role, act);
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = PosturePage {
        page: Page::new(definition, visit, plan.title.clone()),
        top,
        posture: plan.posture,
        title: plan.title.clone(),
        place: ground_name(definition, visit, plan.place),
        badge: labels::posture(visit, &own.state),
        conditions: conditions(rooms.room(), visit, person, plan),
        reasons: reasons(rooms.room(), visit, person, own.reasons()),
        duties: plan.duties.clone(),
        forces: plan
            .forces
            .iter()
            .map(|(kind, people)| (kind.label(visit.language).to_owned(), people.to_string()))
            .collect(),
        shown: Hash::of(own.text().as_bytes()),
        by,
        own: first == Some(person.account),
        ask_code: person.role.needs_second_factor(),
        prepared: matches!(own.state, Now::Prepared(_)),
        waits: matches!(own.state, Now::Proposed(_) | Now::Asked(_)),
        active: matches!(own.state, Now::Active(_)),
        ended: if let Now::Ended(ended) = &own.state { Some(ended.reason.clone()) } else { None },
        prepares: can(Act::PreparePosture),
        activates: can(Act::ActivatePosture),
        notice,
    };
    Ok(show(status, &page))
}

/// A posture of the person's territory.
fn found<'a>(
    rooms: &'a crate::rooms::Rooms,
    screens: &Screens,
    person: &Person,
    posture: &str,
) -> Result<&'a Posture, Fault> {
    let id = Id::new(posture).map_err(|_| Fault::NotFound)?;
    let own = rooms.room().operation().postures().get(&id).ok_or(Fault::NotFound)?;
    if !person.covers(screens.definition(), own.plan.place) {
        return Err(Refusal::Territory(own.plan.place).into());
    }
    if rooms.room().keeps_from(person, own) {
        return Err(Refusal::NotAllowed(Act::SeeTotals).into());
    }
    Ok(own)
}

/// `POST /hub/operation/postures/{posture}/{act}`: look at its conditions, or set it aside.
pub async fn weigh(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<PreparingPostures>,
    Path((posture, act)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let command = Id::new(&posture).map_err(|_| Fault::NotFound).and_then(|posture| match act.as_str() {
        "propose" => Ok(OperationCommand::Propose { posture, known: screens.known() }),
        "set-aside" => Ok(OperationCommand::SetAside { posture, reason: fields.at("reason").trim().to_owned() }),
        _ => Err(Fault::NotFound),
    });
    let made = match command {
        Ok(command) => done(&screens, officer.person(), &posture, command).await,
        Err(fault) => Err(fault),
    };
    answer(&screens, &visit, officer.person(), &posture, made)
}

/// `POST /hub/operation/postures/{posture}/activate`: two people, each with password and code, for
/// exactly what was shown.
pub async fn activate(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ActivatingPostures>,
    Path(posture): Path<String>,
    fields: Fields,
) -> Response {
    let made = activated(&screens, officer.person(), &posture, &fields).await;
    answer(&screens, &visit, officer.person(), &posture, made)
}

async fn activated(screens: &Screens, person: &Person, posture: &str, fields: &Fields) -> Result<Response, Fault> {
    let (id, text) = {
        let rooms = screens.rooms();
        let own = found(&rooms, screens, person, posture)?;
        // Before anybody's code is used up.
        match &own.state {
            Now::Asked(asked) if asked.by == person.account => return Err(Refusal::SamePerson.into()),
            Now::Proposed(_) | Now::Asked(_) => (own.plan.posture, own.text()),
            _ => return Err(Refusal::Step.into()),
        }
    };
    let confirmed = screens.confirmed(person, fields, Hash::of(text.as_bytes())).await?;
    let command = OperationCommand::Activate { posture: id, shown: confirmed.shown() };
    done(screens, person, posture, command).await
}

/// `POST /hub/operation/postures/{posture}/end`
pub async fn end(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ActivatingPostures>,
    Path(posture): Path<String>,
    fields: Fields,
) -> Response {
    let made = match Id::new(&posture) {
        Ok(id) => {
            let command = OperationCommand::End { posture: id, reason: fields.at("reason").trim().to_owned() };
            done(&screens, officer.person(), &posture, command).await
        }
        Err(_) => Err(Fault::NotFound),
    };
    answer(&screens, &visit, officer.person(), &posture, made)
}

async fn done(screens: &Screens, person: &Person, posture: &str, command: OperationCommand) -> Result<Response, Fault> {
    screens.operate(person, command, &format!("/hub/operation/postures/{posture}")).await
}

/// A refusal that can be mended is said on the page of the posture.
fn answer(screens: &Screens, visit: &Visit, person: &Person, posture: &str, made: Result<Response, Fault>) -> Response {
    let made = match made {
        Err(
            fault @ Fault::Refused(
                Refusal::NotMet
                | Refusal::Step
                | Refusal::SamePerson
                | Refusal::Changed
                | Refusal::Text
                | Refusal::LogIn { .. },
            ),
        ) => posture_page(screens, visit, person, posture, Some(fault.text(visit.language))),
        made => made,
    };
    screens.answer(visit, made)
}

/// `POST /hub/operation/threat`
pub async fn threat(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SettingThreats>,
    fields: Fields,
) -> Response {
    let made = match level(&fields) {
        Ok(command) => screens.operate(officer.person(), command, "/hub/operation/postures").await,
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

fn level(fields: &Fields) -> Result<OperationCommand, Fault> {
    Ok(OperationCommand::SetThreat {
        place: Id::new(fields.required("place")?.trim()).map_err(|_| Refusal::Unknown)?,
        level: fields.required("level")?.parse().map_err(|_| Fault::Form("level"))?,
        grade: Grade::parse(&fields.required("grade")?.trim().to_uppercase()).ok_or(Fault::Form("grade"))?,
        reason: fields.at("reason").trim().to_owned(),
    })
}
