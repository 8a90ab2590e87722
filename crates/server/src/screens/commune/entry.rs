//! Typing a record: first, second and blind, by telephone, and the lines that differ.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Stamp;
use ops::Refusal;
use ops::desk::{Channel, Desk, Unsigned};
use ops::roles::{Entering, Officer, Person, Resolving};
use ops::room::Spot;
use ops::step::{Actor, Command};
use station::form::{Cell, Form, read_cell};

use super::steps;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{
    ConfirmPage, NoHour, Sheet, SheetPage, counted_by, crumbs, field_name, rows, station_name, typed,
};

/// A form and where it stands.
struct Typing<'a> {
    screens: &'a Screens,
    visit: &'a Visit,
    person: &'a Person,
    spot: Spot,
    channel: Channel,
}

type At = Path<(u8, String)>;

impl<'a> Typing<'a> {
    fn new(
        screens: &'a Screens,
        visit: &'a Visit,
        officer: &'a Officer<Entering>,
        (round, station): (u8, &str),
        channel: Channel,
    ) -> Result<Self, Fault> {
        let spot = screens.spot(round, station)?;
        officer.within(screens.definition(), spot.1)?;
        Ok(Self { screens, visit, person: officer.person(), spot, channel })
    }

    fn form(&self) -> Result<Form, Fault> {
        Form::new(self.screens.definition(), self.spot.0, self.spot.1).map_err(|_| Fault::NotFound)
    }

    /// Whether this is the second entry: somebody else has typed the first.
    fn is_second(&self) -> Result<bool, Fault> {
        let rooms = self.screens.rooms();
        match rooms.room().desk(self.spot) {
            None if !self.screens.state(self.spot).is_missing() => Err(Refusal::Step.into()),
            None => Ok(false),
            Some(Desk::First(first)) if first.by == self.person.account => Err(Refusal::SamePerson.into()),
            Some(Desk::First(_)) if self.channel == Channel::Paper => Ok(true),
            Some(_) => Err(Refusal::Step.into()),
        }
    }

    fn base(&self) -> String {
        format!("/hub/stations/{}/{}", self.spot.0, self.spot.1)
    }

    /// Where the form is: also the name of its draft.
    fn path(&self) -> String {
        let tail = if self.channel == Channel::Telephone { "telephone" } else { "entry" };
        format!("{}/{tail}", self.base())
    }

    fn kept(&self) -> Result<Fields, Fault> {
        let kept = self.screens.rooms().kept(self.person.account, &self.path())?;
        Ok(Fields::parse(kept.unwrap_or_default().as_bytes()))
    }

    fn page(&self, fields: &Fields, judged: bool, notice: Option<String>) -> Result<Response, Fault> {
        let second = self.is_second()?;
        let (form, visit) = (self.form()?, self.visit);
        let typed = typed(&form, fields)?;
        let questions = form.read(&typed).figures().map(|figures| self.screens.questions(&form, &figures));
        let sheet = Sheet::of(&form, &typed, &questions.unwrap_or_default(), judged, visit.language)
            .beside(self.screens.earlier(self.spot.1, visit.language));
        let status = if judged { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let definition = self.screens.definition();
        let rooms = self.screens.rooms();
        let steps = steps(visit, rooms.room().desk(self.spot), &self.screens.state(self.spot));
        let lead = match (self.channel, second) {
            (Channel::Telephone, _) => visit.t(
                "Saisissez ce que le bureau vous lit. Il vous lira ensuite ses mots de contrôle : si les deux textes sont les mêmes, les mots le sont aussi.",
                "Type what the station reads to you. It then reads its check words: if the two texts are the same, so are the words.",
            ),
            (_, true) => visit.t(
                "Deuxième saisie du même procès-verbal. La première ne vous est pas montrée : c'est voulu.",
                "Second entry of the same record. The first is not shown to you, on purpose.",
            ),
            (_, false) => visit.t(
                "Recopiez le procès-verbal, dans son ordre. Un champ vide n'est pas zéro : tapez 0.",
                "Copy the record, in its order. An empty field is not zero: type 0.",
            ),
        };
        let heading = if second {
            visit.t("Deuxième saisie", "Second entry")
        } else {
            visit.t("Saisie du procès-verbal", "Entry of the record")
        };
        let heading = format!("{} · {heading}", station_name(definition, self.spot.1, visit.language));
        Ok(show(
            status,
            &SheetPage {
                page: Page::new(definition, visit, heading.clone()),
                crumbs: crumbs(definition, visit, self.person, self.spot.1),
                heading,
                steps,
                lead: lead.to_owned(),
                sheet,
                action: self.path(),
                counted: Some(fields.at("counted").to_owned()),
                source: None,
                submit: visit.t("Vérifier et continuer", "Check and continue").to_owned(),
                notice,
            },
        ))
    }

    /// The report that the fields make, or the page that says what is open.
    fn report(&self, fields: &Fields) -> Result<Result<Unsigned, Response>, Fault> {
        let form = self.form()?;
        let typed = typed(&form, fields)?;
        let reading = form.read(&typed);
        let questions = reading.figures().map(|figures| self.screens.questions(&form, &figures)).unwrap_or_default();
        let Ok(entry) = reading.entry(&questions) else { return Ok(Err(self.page(fields, true, None)?)) };
        let at = match self.counted(fields) {
            Ok(at) => at,
            Err(none) => return Ok(Err(self.page(fields, true, Some(none.text(self.visit.language)))?)),
        };
        let report = Unsigned::new(entry.report(at).message().clone());
        Ok(Ok(report.unwrap_or_else(|| unreachable!("an entry makes a report"))))
    }

    /// When the count ended, as it was typed.
    fn counted(&self, fields: &Fields) -> Result<Stamp, NoHour> {
        counted_by(self.screens.definition(), self.spot, fields.at("counted"), self.screens.now())
    }

    /// The second look at a first entry.
    fn confirm_page(&self, report: &Unsigned, notice: Option<String>) -> Result<Response, Fault> {
        let (visit, definition) = (self.visit, self.screens.definition());
        let mut rows = rows(&self.form()?, &report.report().figures, visit.language);
        let told = |label: &str, value: String| (label.to_owned(), value);
        rows.push(told(visit.t("Fin du dépouillement", "Count ended"), report.report().counted_at.to_string()));
        if let Some(reason) = &report.report().reason {
            rows.push(told(visit.t("Raison", "Reason"), reason.clone()));
        }
        let telephone = self.channel == Channel::Telephone;
        let heading =
            visit.t("Relisez avec le procès-verbal, puis confirmez", "Read again with the record, then confirm");
        let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
        let steps = steps(visit, None, &self.screens.state(self.spot));
        let words = election::words::words(report.id(), election::words::CHECK_WORDS);
        Ok(show(
            status,
            &ConfirmPage {
                page: Page::new(definition, visit, heading),
                crumbs: crumbs(definition, visit, self.person, self.spot.1),
                heading: heading.to_owned(),
                steps,
                lead: visit
                    .t(
                        "Votre signature ne vaut que pour ce texte, au caractère près.",
                        "Your signature is good for exactly this text.",
                    )
                    .to_owned(),
                rows,
                words: (!telephone).then_some(words),
                ask_words: telephone,
                shown: report.id(),
                ask_code: self.person.role.needs_second_factor(),
                action: format!("{}/confirm", self.path()),
                submit: visit.t("Confirmer et signer", "Confirm and sign").to_owned(),
                back: self.path(),
                notice,
            },
        ))
    }
}

/// `GET /hub/stations/{round}/{station}/entry`
pub async fn form(State(screens): State<Screens>, visit: Visit, officer: Officer<Entering>, at: At) -> Response {
    screens.answer(&visit, shown(&screens, &visit, &officer, &at, Channel::Paper))
}

/// `GET /hub/stations/{round}/{station}/telephone`
pub async fn telephone(State(screens): State<Screens>, visit: Visit, officer: Officer<Entering>, at: At) -> Response {
    screens.answer(&visit, shown(&screens, &visit, &officer, &at, Channel::Telephone))
}

fn shown(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    Path((round, station)): &At,
    channel: Channel,
) -> Result<Response, Fault> {
    let typing = Typing::new(screens, visit, officer, (*round, station), channel)?;
    let kept = typing.kept()?;
    typing.page(&kept, false, None)
}

/// `POST /hub/stations/{round}/{station}/entry`
pub async fn check(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    at: At,
    fields: Fields,
) -> Response {
    screens.answer(&visit, checked(&screens, &visit, &officer, &at, &fields, Channel::Paper).await)
}

/// `POST /hub/stations/{round}/{station}/telephone`
pub async fn check_telephone(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    at: At,
    fields: Fields,
) -> Response {
    screens.answer(&visit, checked(&screens, &visit, &officer, &at, &fields, Channel::Telephone).await)
}

/// What was typed is kept before anything is said about it.
async fn checked(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    Path((round, station)): &At,
    fields: &Fields,
    channel: Channel,
) -> Result<Response, Fault> {
    let typing = Typing::new(screens, visit, officer, (*round, station), channel)?;
    screens.rooms().keep(typing.person.account, &typing.path(), &fields.for_keeping())?;
    if fields.at("do") == "keep" {
        let notice = visit.t("Brouillon enregistré.", "Draft kept.").to_owned();
        return typing.page(fields, false, Some(notice));
    }
    if typing.is_second()? {
        return second(&typing, fields).await;
    }
    match typing.report(fields)? {
        Ok(report) => typing.confirm_page(&report, None),
        Err(open) => Ok(open),
    }
}

async fn second(typing: &Typing<'_>, fields: &Fields) -> Result<Response, Fault> {
    let form = typing.form()?;
    let typed = typed(&form, fields)?;
    let reading = form.read(&typed);
    let questions = reading.figures().map(|figures| typing.screens.questions(&form, &figures)).unwrap_or_default();
    let Ok(entry) = reading.entry(&questions) else { return typing.page(fields, true, None) };
    let counted_at = match typing.counted(fields) {
        Ok(at) => at,
        Err(none) => return typing.page(fields, true, Some(none.text(typing.visit.language))),
    };
    let command = Command::EnterSecond { spot: typing.spot, figures: entry.figures().clone(), counted_at };
    typing.screens.act(Actor::Account(typing.person.account), command).await?;
    typing.screens.rooms().forget(typing.person.account, &typing.path())?;
    let agreed = matches!(typing.screens.rooms().room().desk(typing.spot), Some(Desk::Agreed(_)));
    let next = if agreed && typing.person.key.is_some() { format!("{}/sign", typing.base()) } else { typing.base() };
    Ok(Redirect::to(&next).into_response())
}

/// `POST /hub/stations/{round}/{station}/entry/confirm`
pub async fn confirm(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    at: At,
    fields: Fields,
) -> Response {
    screens.answer(&visit, confirmed(&screens, &visit, &officer, &at, &fields, Channel::Paper).await)
}

/// `POST /hub/stations/{round}/{station}/telephone/confirm`
pub async fn confirm_telephone(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    at: At,
    fields: Fields,
) -> Response {
    screens.answer(&visit, confirmed(&screens, &visit, &officer, &at, &fields, Channel::Telephone).await)
}

/// The report is made again from what was kept, and must be the one that was shown.
async fn confirmed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    Path((round, station)): &At,
    fields: &Fields,
    channel: Channel,
) -> Result<Response, Fault> {
    let typing = Typing::new(screens, visit, officer, (*round, station), channel)?;
    let report = match typing.report(&typing.kept()?)? {
        Ok(report) => report,
        Err(open) => return Ok(open),
    };
    let done = first(&typing, fields, &report).await;
    match done {
        Ok(()) => Ok(Redirect::to(&typing.base()).into_response()),
        Err(fault @ Fault::Refused(Refusal::LogIn { .. } | Refusal::Words | Refusal::CodeUsed)) => {
            typing.confirm_page(&report, Some(fault.text(visit.language)))
        }
        Err(fault) => Err(fault),
    }
}

async fn first(typing: &Typing<'_>, fields: &Fields, report: &Unsigned) -> Result<(), Fault> {
    let confirmed = typing.screens.confirmed(typing.person, fields, report.id()).await?;
    // A clerk without a key types; others sign.
    let signature = match typing.person.key {
        Some(_) => Some(confirmed.sign(&report.message().to_string())?),
        None => None,
    };
    let words = (typing.channel == Channel::Telephone).then(|| fields.at("words").to_owned());
    let command = Command::EnterFirst { channel: typing.channel, report: report.clone(), words, signature };
    typing.screens.act(Actor::Account(typing.person.account), command).await?;
    typing.screens.rooms().forget(typing.person.account, &typing.path())?;
    Ok(())
}

/// `GET /hub/stations/{round}/{station}/differences`
pub async fn differences(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Resolving>,
    at: At,
) -> Response {
    let made = differences_page(&screens, &visit, &officer, &at, &Fields::default(), None);
    screens.answer(&visit, made)
}

/// Only the lines in question, and no figure that anybody typed.
fn differences_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Resolving>,
    Path((round, station)): &At,
    fields: &Fields,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let spot = screens.spot(*round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let form = Form::new(definition, spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    let rooms = screens.rooms();
    let Some(Desk::Differing(differing)) = rooms.room().desk(spot) else { return Err(Refusal::Step.into()) };
    if [differing.first.by, differing.second_by].contains(&officer.person().account) {
        return Err(Refusal::SamePerson.into());
    }
    let asked = typed(&form, fields)?;
    let mut sheet = Sheet::of(&form, &asked, &[], false, visit.language);
    let due = |name: &str| differing.fields.iter().any(|field| field_name(*field) == name);
    sheet.papers.retain(|line| due(&line.name));
    sheet.votes.retain(|line| due(&line.name));
    let heading = visit.t("Lignes à départager", "Lines to settle");
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(show(status, &SheetPage {
        page: Page::new(definition, visit, heading),
        crumbs: crumbs(definition, visit, officer.person(), spot.1),
        heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
        steps: steps(visit, rooms.room().desk(spot), &screens.state(spot)),
        lead: visit.t(
            "Relisez ces seules lignes sur le procès-verbal. Ce que les deux autres ont saisi ne vous est pas montré.",
            "Read these lines only, on the record. What the two others typed is not shown to you.",
        ).to_owned(),
        sheet,
        action: format!("/hub/stations/{}/{}/differences", spot.0, spot.1),
        counted: differing.hours().map(|_| fields.at("counted").to_owned()),
        source: None,
        submit: visit.t("Départager", "Settle").to_owned(),
        notice,
    }))
}

/// `POST /hub/stations/{round}/{station}/differences`
pub async fn resolve(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Resolving>,
    at: At,
    fields: Fields,
) -> Response {
    let made = match resolved(&screens, &officer, &at, &fields).await {
        Ok(base) => Ok(Redirect::to(&base).into_response()),
        Err(fault @ Fault::Refused(Refusal::ThirdReading(_) | Refusal::ThirdHour | Refusal::Lines)) => {
            let notice = Some(fault.text(visit.language));
            differences_page(&screens, &visit, &officer, &at, &fields, notice)
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn resolved(
    screens: &Screens,
    officer: &Officer<Resolving>,
    Path((round, station)): &At,
    fields: &Fields,
) -> Result<String, Fault> {
    let spot = screens.spot(*round, station)?;
    let form = Form::new(screens.definition(), spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    let read = form.fields().filter_map(|field| match read_cell(fields.at(&field_name(field))) {
        Cell::Figure(votes) => Some((field, votes)),
        Cell::Empty | Cell::Refused(_) => None,
    });
    let counted_at = counted_by(screens.definition(), spot, fields.at("counted"), screens.now()).ok();
    let command = Command::Resolve { spot, read: read.collect(), counted_at };
    screens.act(Actor::Account(officer.person().account), command).await?;
    Ok(format!("/hub/stations/{}/{}", spot.0, spot.1))
}

/// `POST /hub/stations/{round}/{station}/drop`
pub async fn drop_entry(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Resolving>,
    Path((round, station)): At,
    fields: Fields,
) -> Response {
    let made = async {
        let spot = screens.spot(round, &station)?;
        let command = Command::Drop { spot, reason: fields.at("reason").trim().to_owned() };
        screens.act(Actor::Account(officer.person().account), command).await?;
        Ok(Redirect::to(&format!("/hub/stations/{}/{}", spot.0, spot.1)).into_response())
    };
    screens.answer(&visit, made.await)
}
