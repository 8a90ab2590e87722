//! The receipt of a station's report: what a commune prints, keeps and can have checked by anybody
//! without the hub.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use election::state::Standing;
use election::words::{CHECK_WORDS, words};
use election::{Message, Stamp, definition::Mode, evidence::Received};
use ops::Refusal;
use ops::roles::{Officer, SeeingStations};
use ops::room::Spot;
use station::carry::{code, split};
use tlog::{Checkpoint, TlogProof};

use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, commune_of, crumbs, station_name};

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    words: String,
    rows: Vec<(String, String)>,
    /// Whether the witnesses made it final; nothing where the election has none.
    is_final: Option<bool>,
    codes: Vec<String>,
    proof: String,
    back: String,
}

/// The proof that the log holds the edition that stands, and the message in it.
struct Proven {
    proof: TlogProof,
    message: Message,
    is_final: bool,
}

type At = Path<(u8, String)>;

/// `GET /hub/stations/{round}/{station}/receipt`
pub async fn page(State(screens): State<Screens>, visit: Visit, officer: Officer<SeeingStations>, at: At) -> Response {
    let made = receipt_page(&screens, &visit, &officer, at).await;
    screens.answer(&visit, made)
}

async fn receipt_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingStations>,
    Path((round, station)): At,
) -> Result<Response, Fault> {
    let (spot, standing) = screens.receipted(officer, round, &station)?;
    let proven = screens.proven(standing.index).await?;
    let entry = proven.proof.extra.as_deref().unwrap_or_default();
    let parts = split(entry);
    let label =
        |number, of| format!("{} {number}/{of}", visit.t("Code du message signé", "Code of the signed message"));
    let base = format!("/hub/stations/{}/{}", spot.0, spot.1);
    let heading = visit.t("Reçu", "Receipt");
    let definition = screens.definition();
    Ok(show(
        StatusCode::OK,
        &ReceiptPage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: format!("{heading} · {}", station_name(definition, spot.1, visit.language)),
            words: words(standing.report, CHECK_WORDS),
            rows: rows(screens, visit, spot, &standing, &proven)?,
            is_final: (definition.parts().quorum > 0).then_some(proven.is_final),
            codes: parts.iter().map(|part| code(part).svg(&label(part.number(), part.of()))).collect(),
            proof: format!("{base}/receipt/proof"),
            back: base,
        },
    ))
}

fn rows(
    screens: &Screens,
    visit: &Visit,
    spot: Spot,
    standing: &Standing,
    proven: &Proven,
) -> Result<Vec<(String, String)>, Fault> {
    let checkpoint = proven.proof.checkpoint.as_bytes();
    let (checkpoint, _) =
        Checkpoint::open(checkpoint, screens.definition().log()).map_err(|error| Fault::Failed(error.to_string()))?;
    let told = |french: &str, english: &str, value: String| (visit.t(french, english).to_owned(), value);
    let parts = screens.definition().parts();
    // On paper the bar above the page is gone: an exercise says so here too.
    let exercise = if parts.mode == Mode::Test { visit.t(" (EXERCICE)", " (EXERCISE)") } else { "" };
    let place = commune_of(screens.definition(), spot.1).map(|(_, name)| name).unwrap_or_default();
    Ok(vec![
        told("Scrutin", "Election", format!("{}{exercise}", parts.title)),
        told("Commune", "Commune", place),
        told("Bureau", "Station", spot.1.to_string()),
        told("Tour", "Round", spot.0.to_string()),
        told("Édition", "Edition", standing.edition.to_string()),
        told("Heure portée au message", "Hour in the message", moment(proven.message.body.at())),
        told("Numéro au journal public", "Number in the public log", standing.index.to_string()),
        told("Entrées du journal à la preuve", "Entries of the log at the proof", checkpoint.size.to_string()),
        told("Reçu établi à", "Receipt made at", moment(screens.now())),
        told("Empreinte du message", "Fingerprint of the message", standing.report.to_string()),
        told("Empreinte de la définition", "Fingerprint of the definition", screens.definition().hash().to_string()),
    ])
}

/// A moment as people read it: day, hour, and what the clock differs from universal time.
fn moment(stamp: Stamp) -> String {
    let text = stamp.to_string();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{} {} ({})", part(0, 10), part(11, 19), part(19, text.len()))
}

/// `GET /hub/stations/{round}/{station}/receipt/proof`: the file of `specs/receipt.md`, as stations get it.
pub async fn proof(State(screens): State<Screens>, visit: Visit, officer: Officer<SeeingStations>, at: At) -> Response {
    let made = proof_file(&screens, &officer, at).await;
    screens.answer(&visit, made)
}

async fn proof_file(
    screens: &Screens,
    officer: &Officer<SeeingStations>,
    Path((round, station)): At,
) -> Result<Response, Fault> {
    let (spot, standing) = screens.receipted(officer, round, &station)?;
    let proven = screens.proven(standing.index).await?;
    let name = format!("attachment; filename=\"{}-{}-{}.receipt\"", spot.1, spot.0, standing.edition);
    let head = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((head, proven.proof.to_string()).into_response())
}

impl Screens {
    /// The edition that stands, for who may see its figures: they are in the message.
    fn receipted(
        &self,
        officer: &Officer<SeeingStations>,
        round: u8,
        station: &str,
    ) -> Result<(Spot, Standing), Fault> {
        let spot = self.spot(round, station)?;
        officer.within(self.definition(), spot.1)?;
        if self.is_blind(officer.person(), spot) {
            return Err(Refusal::Step.into());
        }
        let standing = self.state(spot).counted().cloned().ok_or(Fault::NotFound)?;
        Ok((spot, standing))
    }

    /// Under the last final checkpoint, if it covers the entry: such a receipt needs nobody's word
    /// any more.
    async fn proven(&self, index: u64) -> Result<Proven, Fault> {
        let hub = self.hub().clone();
        self.aside(move || {
            let last = hub.last_final().filter(|last| index < last.size);
            let is_final = last.is_some();
            let checkpoint = last.unwrap_or_else(|| hub.checkpoint());
            let made = hub.reader().receipts(&checkpoint.note, &[index]);
            let failed = |why: &dyn std::fmt::Display| Fault::Failed(why.to_string());
            let proof = made.map_err(|error| failed(&error))?.pop().ok_or(Fault::NotFound)?;
            let entry = proof.extra.as_deref().ok_or(Fault::NotFound)?;
            let message = Received::parse(entry).map_err(|error| failed(&error.code()))?.message().clone();
            Ok(Proven { proof, message, is_final })
        })
        .await
    }
}
