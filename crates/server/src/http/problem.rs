//! Refusals as they are sent: a status, a stable code, and what to do, in French and English.
//!
//! The form is that of RFC 9457 (`application/problem+json`), with members of our own.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use election::intake::Early;
use election::publish::json::Json;
use election::refusal::{Gate, Language, Refusal};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Français.
    pub french: String,
    /// English.
    pub english: String,
}

impl Words {
    fn new(french: &str, english: &str) -> Self {
        Self { french: french.to_owned(), english: english.to_owned() }
    }
}

/// Why a request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code of `specs/codes.md`.
    pub code: &'static str,
    /// What is wrong.
    pub text: Words,
    /// What to do.
    pub remedy: Words,
    /// When to come again, if that is all there is to do.
    pub retry_after: Option<Duration>,
}

/// What the hub refuses before it looks at a message, or instead of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// H201: the body is not sent as text.
    ContentType,
    /// H202: the body is too long.
    TooLong,
    /// H203: the body did not arrive in time.
    Slow,
    /// H204: the body broke off.
    Broken,
    /// H205: too many messages wait.
    Busy,
    /// H206: the hub is stopping, or did not answer in time.
    Stopping,
    /// H207: nothing is under this address.
    NotFound,
    /// H208: the address takes another method.
    Method,
    /// H209: not the identity of a message.
    Identity,
    /// H210: no such message in the log.
    Unknown,
    /// H211: the files of the log cannot be read.
    Unreadable,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::ContentType,
        Self::TooLong,
        Self::Slow,
        Self::Broken,
        Self::Busy,
        Self::Stopping,
        Self::NotFound,
        Self::Method,
        Self::Identity,
        Self::Unknown,
        Self::Unreadable,
    ];

    /// Status, code, what is wrong and what to do, in French and English.
    #[expect(clippy::too_many_lines, reason = "a table, one row a refusal")]
    fn row(self) -> (StatusCode, &'static str, [&'static str; 4]) {
        match self {
            Self::ContentType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "H201",
                [
                    "le corps n'est pas annoncé comme du texte",
                    "envoyez la note signée avec « Content-Type: text/plain; charset=utf-8 »",
                    "the body is not declared as text",
                    "send the signed note with `Content-Type: text/plain; charset=utf-8`",
                ],
            ),
            Self::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "H202",
                [
                    "le corps dépasse 65 535 octets",
                    "envoyez un seul message par requête",
                    "the body is longer than 65,535 bytes",
                    "send one message a request",
                ],
            ),
            Self::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                "H203",
                [
                    "le corps n'est pas arrivé à temps",
                    "renvoyez le même message : il ne compte qu'une fois",
                    "the body did not arrive in time",
                    "send the same message again: it counts once",
                ],
            ),
            Self::Broken => (
                StatusCode::BAD_REQUEST,
                "H204",
                [
                    "le corps s'est interrompu",
                    "renvoyez le même message : il ne compte qu'une fois",
                    "the body broke off",
                    "send the same message again: it counts once",
                ],
            ),
            Self::Busy => (
                StatusCode::TOO_MANY_REQUESTS,
                "H205",
                [
                    "trop de messages attendent",
                    "renvoyez le même message après le délai indiqué",
                    "too many messages are waiting",
                    "send the same message again after the time told",
                ],
            ),
            Self::Stopping => (
                StatusCode::SERVICE_UNAVAILABLE,
                "H206",
                [
                    "le concentrateur s'arrête ou n'a pas répondu à temps : nul ne sait si le message est inscrit",
                    "renvoyez le même message : il ne compte qu'une fois",
                    "the hub is stopping or did not answer in time: whether the message is logged is not known",
                    "send the same message again: it counts once",
                ],
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "H207",
                [
                    "rien à cette adresse, ou pas encore public",
                    "les adresses sont dans /openapi.json",
                    "nothing at this address, or not public yet",
                    "the addresses are in /openapi.json",
                ],
            ),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "H208",
                [
                    "cette adresse demande une autre méthode",
                    "la méthode est dans /openapi.json",
                    "this address takes another method",
                    "the method is in /openapi.json",
                ],
            ),
            Self::Identity => (
                StatusCode::BAD_REQUEST,
                "H209",
                [
                    "pas l'identité d'un message",
                    "donnez le SHA-256 du texte du message, 64 chiffres hexadécimaux minuscules",
                    "not the identity of a message",
                    "give the SHA-256 of the text of the message, 64 lower-case hexadecimal digits",
                ],
            ),
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                "H210",
                [
                    "aucun message de ce nom dans le journal",
                    "envoyez le message lui-même",
                    "the log holds no message of this name",
                    "send the message itself",
                ],
            ),
            Self::Unreadable => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "H211",
                [
                    "les fichiers du journal ne se lisent pas",
                    "prévenez l'exploitant : il contrôle le répertoire du concentrateur",
                    "the files of the log cannot be read",
                    "tell the operator, who checks the hub's directory",
                ],
            ),
        }
    }

    /// The problem to send.
    pub fn problem(self) -> Problem {
        let (status, code, [french, remede, english, remedy]) = self.row();
        let retry_after = (self == Self::Busy).then_some(crate::service::RETRY_AFTER);
        Problem { status, code, text: Words::new(french, english), remedy: Words::new(remede, remedy), retry_after }
    }
}

impl Problem {
    /// A message that the rules refuse.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        let (status, remedy) = match refusal {
            Refusal::Form(_) | Refusal::Note(_) => (
                StatusCode::BAD_REQUEST,
                Words::new(
                    "renvoyez le fichier tel que le programme l'a produit",
                    "send the file as the program made it",
                ),
            ),
            Refusal::Gate(gate) if depends_on_the_log(*gate) => (
                StatusCode::CONFLICT,
                Words::new(
                    "regardez ce que le journal contient déjà, puis refaites le message",
                    "look at what the log already holds, then make the message again",
                ),
            ),
            Refusal::Figures(_) | Refusal::Gate(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Words::new(
                    "corrigez selon le texte, signez et renvoyez : rien n'a été inscrit",
                    "correct it as the text says, sign and send again: nothing was logged",
                ),
            ),
        };
        let text = Words { french: refusal.text(Language::French), english: refusal.text(Language::English) };
        Self { status, code: refusal.code(), text, remedy, retry_after: None }
    }

    /// A message about a round to come.
    pub fn of_early(early: &Early) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            code: Early::CODE,
            text: Words { french: early.text(Language::French), english: early.text(Language::English) },
            remedy: Words {
                french: format!("renvoyez le même message à partir de {}", early.from),
                english: format!("send the same message again from {} on", early.from),
            },
            retry_after: None,
        }
    }

    fn json(&self) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("code").text(self.code);
            json.name("status").number(self.status.as_u16().into());
            for (name, words) in [("text", &self.text), ("remedy", &self.remedy)] {
                json.name(name).object(|json| {
                    json.name("fr").text(&words.french);
                    json.name("en").text(&words.english);
                });
            }
        });
        out.push('\n');
        out
    }
}

/// Whether the same message could be admitted by a longer or a shorter log.
fn depends_on_the_log(gate: Gate) -> bool {
    matches!(
        gate,
        Gate::Edition { .. }
            | Gate::Replaced
            | Gate::NothingReported
            | Gate::State
            | Gate::Incomplete { .. }
            | Gate::Sums
            | Gate::Reports
            | Gate::KeyInUse
            | Gate::KeyTwice
    )
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.json()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(after) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(after.as_secs()));
        }
        response
    }
}
