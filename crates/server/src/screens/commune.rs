//! The screens of a commune: its stations, entries, signatures, its return.

pub mod entry;
pub mod import;
pub mod list;
pub mod receipt;
pub mod returns;
pub mod signing;

use election::Id;
use election::state::StationState;
use ops::callback::is_blind;
use ops::desk::Desk;
use ops::roles::Person;
use ops::room::Spot;

use super::Screens;
use super::access::Visit;
use super::fault::Fault;
use super::sheet::Step;

impl Screens {
    /// A station that opens in a round, from the parts of a path.
    pub(super) fn spot(&self, round: u8, station: &str) -> Result<Spot, Fault> {
        let id = Id::new(station).map_err(|_| Fault::NotFound)?;
        let definition = self.definition();
        let round_ix = definition.round_ix(round).ok_or(Fault::NotFound)?;
        let ix = definition.station_ix(id).ok_or(Fault::NotFound)?;
        definition.registered(ix, round_ix).ok_or(Fault::NotFound)?;
        Ok((round, id))
    }

    /// Whether the figures of a station's report are kept from a person: a call-back is due.
    pub(super) fn is_blind(&self, person: &Person, spot: Spot) -> bool {
        is_blind(person.role, &self.state(spot))
    }

    /// What the log says of a station.
    pub(super) fn state(&self, spot: Spot) -> StationState {
        let definition = self.definition();
        match (definition.round_ix(spot.0), definition.station_ix(spot.1)) {
            (Some(round), Some(station)) => self.hub().board().state(round, station).clone(),
            _ => StationState::Expected,
        }
    }
}

/// How far a station is, for the bar above its pages.
pub fn steps(visit: &Visit, desk: Option<&Desk>, state: &StationState) -> Vec<Step> {
    let at = match (desk, state) {
        (_, StationState::Confirmed(_) | StationState::Returned(_) | StationState::Certified(_)) => 5,
        (_, state) if !state.is_missing() => 4,
        (Some(Desk::Sent(_)), _) => 4,
        (Some(Desk::Agreed(_)), _) => 2,
        (Some(Desk::First(_) | Desk::Differing(_)), _) => 1,
        (None, _) => 0,
    };
    let labels = [
        visit.t("1. Saisie", "1. Entry"),
        visit.t("2. Deuxième saisie", "2. Second entry"),
        visit.t("3. Signatures", "3. Signatures"),
        visit.t("4. Transmission", "4. Sent"),
        visit.t("5. Contre-appel", "5. Call-back"),
    ];
    let state = |step: usize| match step.cmp(&at) {
        core::cmp::Ordering::Less => "done",
        core::cmp::Ordering::Equal => "now",
        core::cmp::Ordering::Greater => "todo",
    };
    labels.iter().enumerate().map(|(step, label)| Step { label: (*label).to_owned(), state: state(step) }).collect()
}
