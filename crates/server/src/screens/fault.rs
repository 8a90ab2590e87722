//! What goes wrong on the way to a page, and the page that says so.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::refusal::Language;
use ops::Refusal;

use super::Screens;
use super::access::Visit;
use super::page::{Page, show, with_headers};
use crate::rooms::{NotDone, StoreFailed};
use crate::service::NotTaken;

/// Why there is no page.
#[derive(Debug)]
pub enum Fault {
    /// Refused by the rooms.
    Refused(Refusal),
    /// Refused by the rules of the election.
    Message(election::refusal::Refusal),
    /// The hub is busy or stopping: nothing was sent, and nothing is lost.
    Busy,
    /// No such page.
    NotFound,
    /// Nobody is logged in, or not any more.
    LogIn,
    /// A form from elsewhere, or of a session that has ended.
    Forged,
    /// A form that lacks a field, or has a wrong one.
    Form(&'static str),
    /// A body that is longer than any form.
    TooLong,
    /// The first password must be changed before anything else.
    FirstPassword,
    /// The machine.
    Failed(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotDone> for Fault {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(refusal) => Self::Refused(refusal),
            NotDone::Draft => Self::Form("draft"),
            NotDone::Failed(_) | NotDone::Chance(_) | NotDone::Head(_) => Self::Failed(not_done.to_string()),
        }
    }
}

impl From<NotTaken> for Fault {
    fn from(_: NotTaken) -> Self {
        Self::Busy
    }
}

impl From<StoreFailed> for Fault {
    fn from(error: StoreFailed) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<super::secrets::NoChance> for Fault {
    fn from(error: super::secrets::NoChance) -> Self {
        Self::Failed(error.to_string())
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    page: Page,
    text: String,
}

impl Fault {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(Refusal::NotAllowed(_) | Refusal::Territory(_) | Refusal::NoAccount) | Self::Forged => {
                StatusCode::FORBIDDEN
            }
            Self::Refused(Refusal::Unknown) | Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) | Self::Message(_) => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::LogIn => StatusCode::UNAUTHORIZED,
            Self::Form(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::FirstPassword => StatusCode::SEE_OTHER,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong and what to do.
    pub fn text(&self, language: Language) -> String {
        let say = |french: &str, english: &str| match language {
            Language::French => french.to_owned(),
            Language::English => english.to_owned(),
        };
        match self {
            Self::Refused(refusal) => refusal.text(language),
            Self::Message(refusal) => refusal.text(language),
            Self::Busy => say(
                "Le concentrateur est très sollicité : réessayez dans quelques secondes. Rien n'est perdu.",
                "The hub is very busy: try again in a few seconds. Nothing is lost.",
            ),
            Self::NotFound => say("Cette page n'existe pas.", "There is no such page."),
            Self::LogIn => say("Connectez-vous d'abord.", "Log in first."),
            Self::Forged => say(
                "Ce formulaire ne vient pas de votre session. Rien n'a été fait : rechargez la page et recommencez.",
                "This form is not of your session. Nothing was done: load the page again and start over.",
            ),
            Self::Form(what) => {
                format!("{} ({what})", say("Formulaire incomplet ou trop long.", "The form is incomplete or too long."))
            }
            Self::TooLong => say(
                "Ce formulaire est plus long que tous ceux du concentrateur. Rien n'a été lu.",
                "This form is longer than any of the hub's. Nothing of it was read.",
            ),
            Self::FirstPassword => say("Changez d'abord votre mot de passe.", "Change your password first."),
            Self::Failed(why) => format!("{} {why}", say("Panne du concentrateur :", "The hub has failed:")),
        }
    }

    /// The answer, in a frame.
    pub fn page(&self, page: Page) -> Response {
        match self {
            Self::FirstPassword => with_headers(Redirect::to("/hub/password").into_response()),
            fault => {
                let text = fault.text(page.language);
                show(fault.status(), &FaultPage { page, text })
            }
        }
    }
}

impl Screens {
    /// What was made, or the page that says why not.
    pub(super) fn answer(&self, visit: &Visit, made: Result<Response, Fault>) -> Response {
        made.unwrap_or_else(|fault| self.refused(visit, &fault))
    }

    /// The page that says why not.
    pub(super) fn refused(&self, visit: &Visit, fault: &Fault) -> Response {
        fault.page(Page::new(self.definition(), visit, visit.t("Refusé", "Refused")))
    }
}
