//! The call-back: the hub draws two lines, the sender reads them, the prefecture signs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::message::{Body, Callback, Field};
use election::{Message, Votes};
use ops::Refusal;
use ops::callback::{CallBack, choose};
use ops::desk::signed_note;
use ops::roles::{CallingBack, Officer};
use ops::room::Spot;
use ops::step::{Actor, Command};
use station::form::{Cell, read_cell};
use tlog::Hash;

use crate::screens::access::{Fields, Visit};
use crate::screens::confirm::Confirmed;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::results::field_label;
use crate::screens::sheet::{Crumbs, crumbs, field_name, station_name};
use crate::screens::{Screens, secrets};

/// One line that is read back.
struct Drawn {
    name: String,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "callback.html")]
struct CallbackPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    drawn: Vec<Drawn>,
    /// The report whose lines were drawn: what the second factor is bound to.
    report: Hash,
    ask_code: bool,
    action: String,
    back: String,
    notice: Option<String>,
}

impl Screens {
    /// The lines drawn for the report that stands; drawn now, if nobody did before.
    async fn drawn(&self, officer: &Officer<CallingBack>, spot: Spot) -> Result<(Hash, [Field; 2]), Fault> {
        let (report, _, figures) = self.standing(spot).ok_or(Refusal::Step)?;
        let before = self.rooms().room().callback(spot).map(|callback| callback.opened().report);
        if before != Some(report) {
            let nonce = secrets::chance::<32>()?;
            let command = Command::OpenCallback { spot, report, nonce };
            self.act(Actor::Account(officer.person().account), command).await?;
        }
        let rooms = self.rooms();
        match rooms.room().callback(spot) {
            Some(CallBack::Open(opened)) => Ok((report, choose(&opened.nonce, report, &figures))),
            Some(CallBack::Differed(differed)) => Ok((report, choose(&differed.opened.nonce, report, &figures))),
            Some(CallBack::Done(_)) | None => Err(Refusal::Step.into()),
        }
    }
}

type At = Path<(u8, String)>;

/// `GET /hub/dossiers/{round}/{station}/call-back`: before anything is drawn.
pub async fn form(State(screens): State<Screens>, visit: Visit, officer: Officer<CallingBack>, at: At) -> Response {
    let made = page(&screens, &visit, &officer, &at, None);
    screens.answer(&visit, made)
}

fn page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<CallingBack>,
    Path((round, station)): &At,
    shown: Option<(&Fields, String)>,
) -> Result<Response, Fault> {
    let spot = screens.spot(*round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let (report, _, figures) = screens.standing(spot).ok_or(Refusal::Step)?;
    let rooms = screens.rooms();
    let opened = match rooms.room().callback(spot) {
        Some(CallBack::Done(opened)) if opened.report == report => return Err(Refusal::Step.into()),
        Some(callback) if callback.opened().report == report => Some(callback.opened().nonce),
        _ => None,
    };
    let value = |field| shown.as_ref().map(|(fields, _)| fields.at(&field_name(field)).to_owned()).unwrap_or_default();
    let view = |field| Drawn {
        name: field_name(field),
        label: field_label(definition, spot.0, field, visit.language),
        value: value(field),
    };
    let drawn = opened.map(|nonce| choose(&nonce, report, &figures).map(view).into()).unwrap_or_default();
    let base = format!("/hub/dossiers/{}/{}", spot.0, spot.1);
    let status = if shown.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let heading = visit.t("Contre-appel", "Call-back");
    Ok(show(
        status,
        &CallbackPage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
            drawn,
            report,
            ask_code: officer.person().role.needs_second_factor(),
            action: format!("{base}/call-back"),
            back: base,
            notice: shown.map(|(_, notice)| notice),
        },
    ))
}

/// `POST /hub/dossiers/{round}/{station}/call-back`: draws, or takes what was read.
pub async fn read(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<CallingBack>,
    at: At,
    fields: Fields,
) -> Response {
    let made = match called(&screens, &visit, &officer, &at, &fields).await {
        Err(
            fault @ (Fault::Refused(Refusal::LogIn { .. } | Refusal::CodeUsed | Refusal::NotDrawn) | Fault::Message(_)),
        ) => page(&screens, &visit, &officer, &at, Some((&fields, fault.text(visit.language)))),
        made => made,
    };
    screens.answer(&visit, made)
}

async fn called(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<CallingBack>,
    at: &At,
    fields: &Fields,
) -> Result<Response, Fault> {
    let spot = screens.spot(at.0.0, &at.0.1)?;
    officer.within(screens.definition(), spot.1)?;
    let (report, drawn) = screens.drawn(officer, spot).await?;
    let base = format!("/hub/dossiers/{}/{}", spot.0, spot.1);
    if fields.at("do") == "draw" {
        return Ok(Redirect::to(&format!("{base}/call-back")).into_response());
    }
    let read = drawn.map(|field| match read_cell(fields.at(&field_name(field))) {
        Cell::Figure(votes) => Some((field, votes)),
        Cell::Empty | Cell::Refused(_) => None,
    });
    let [Some(one), Some(two)] = read else { return Err(Refusal::NotDrawn.into()) };
    let confirmed = screens.confirmed(officer.person(), fields, report).await?;
    let notice = visit.t(
        "Ce qui a été lu n'est pas ce que dit le rapport. C'est noté. Faites relire ces deux lignes, ou proposez une correction.",
        "What was read is not what the report says. It is noted. Have the two lines read again, or propose a correction.",
    );
    if confirm(screens, officer, spot, [one, two], &confirmed).await? {
        return Ok(Redirect::to(&base).into_response());
    }
    page(screens, visit, officer, at, Some((fields, notice.to_owned())))
}

/// Whether what was read is what the report says; then the call-back is signed and sent.
async fn confirm(
    screens: &Screens,
    officer: &Officer<CallingBack>,
    spot: Spot,
    read: [(Field, Votes); 2],
    confirmed: &Confirmed,
) -> Result<bool, Fault> {
    let (report, _, figures) = screens.standing(spot).ok_or(Refusal::Step)?;
    let actor = Actor::Account(officer.person().account);
    let command = Command::ReadBack { spot, report, figures, read: read.into() };
    if !screens.act(actor, command).await?.is_empty() {
        return Ok(false);
    }
    let definition = screens.definition();
    let (round, station) = spot;
    let body = Body::Callback(Callback { round, station, report, read, at: screens.now() });
    let text = Message { definition: definition.hash(), mode: definition.parts().mode, body }.to_string();
    let signature = confirmed.sign_callback(report, &text)?;
    let sent = screens.send(signed_note(&text, &[signature])).await?;
    screens.act(Actor::Hub, Command::CallbackSent { spot, sent }).await?;
    Ok(true)
}
