//! States in a word and a shape, never by colour alone.

use election::Stamp;
use ops::operation::day::{Day, Mark, Way};
use ops::operation::escort::Escort;
use ops::operation::incident::{self, Severity};
use ops::operation::phase::Phase;
use ops::operation::silence::Due;
use ops::operation::{order, posture, repair, unit};

use crate::screens::access::Visit;
use crate::screens::commune::list::Badge;

fn badge(visit: &Visit, (kind, french, english): (&'static str, &str, &str)) -> Badge {
    Badge { kind, text: visit.t(french, english).to_owned() }
}

/// How far an incident is.
pub fn incident(visit: &Visit, state: &incident::State) -> Badge {
    badge(
        visit,
        match state {
            incident::State::Reported(_) => ("wait", "Signalé", "Reported"),
            incident::State::Verified(_) => ("bad", "Vérifié", "Verified"),
            incident::State::Assigned(_) => ("now", "Unités en route", "Units on the way"),
            incident::State::OnSite(_) => ("good", "Sur place", "On site"),
            incident::State::Closed(_) => ("done", "Clos", "Closed"),
            incident::State::Duplicate(_) => ("done", "Doublon", "Duplicate"),
            incident::State::Unfounded(_) => ("done", "Sans objet", "Unfounded"),
        },
    )
}

/// How bad an incident is.
pub fn severity(visit: &Visit, severity: Severity) -> Badge {
    use ops::operation::words::Word as _;
    let kind = match severity {
        Severity::Critical => "bad",
        Severity::Serious => "now",
        Severity::Minor => "wait",
    };
    Badge { kind, text: severity.label(visit.language).to_owned() }
}

/// What a unit does.
pub fn unit(visit: &Visit, state: unit::State) -> Badge {
    badge(
        visit,
        match state {
            unit::State::OffDuty(_) => ("wait", "Hors service", "Off duty"),
            unit::State::Available(_) => ("done", "Libre", "Available"),
            unit::State::EnRoute(_) => ("now", "En route", "On the way"),
            unit::State::OnSite(_) => ("good", "Sur place", "On site"),
        },
    )
}

/// How far an order is.
pub fn order(visit: &Visit, state: &order::State) -> Badge {
    badge(
        visit,
        match state {
            order::State::Sent(_) => ("now", "Envoyé, non lu", "Sent, not read"),
            order::State::Acknowledged(_) => ("good", "Lu", "Read"),
            order::State::Done(_) => ("done", "Exécuté", "Done"),
            order::State::Withdrawn(_) => ("wait", "Retiré", "Withdrawn"),
        },
    )
}

/// What became of a repair of the plan.
pub fn repair(visit: &Visit, own: &repair::Repair, now: Stamp) -> Badge {
    badge(
        visit,
        match own.state {
            repair::State::Proposed(_) if own.is_stale(now) => {
                ("wait", "À décider, à recalculer", "To be decided, to be worked out again")
            }
            repair::State::Proposed(_) => ("now", "À décider", "To be decided"),
            repair::State::Accepted(_) => ("done", "Acceptée", "Accepted"),
            repair::State::Left(_) => ("wait", "Abandonnée", "Left"),
        },
    )
}

/// How far a posture is.
pub fn posture(visit: &Visit, state: &posture::State) -> Badge {
    badge(
        visit,
        match state {
            posture::State::Prepared(_) => ("wait", "Préparée", "Prepared"),
            posture::State::Proposed(_) => ("now", "Conditions réunies", "Conditions hold"),
            posture::State::Asked(_) => ("now", "Demandée par une personne", "Asked for by one person"),
            posture::State::Active(_) => ("bad", "Active", "Active"),
            posture::State::Ended(_) => ("done", "Terminée", "Ended"),
        },
    )
}

/// A station on its day. Of one whose result is in nobody says that there is no news.
pub fn day(visit: &Visit, day: Option<&Day>, reported: bool) -> Badge {
    badge(
        visit,
        match day {
            None if reported => ("done", "Non signalé", "Not said"),
            None => ("wait", "Sans nouvelle", "No news"),
            Some(Day::Installed(_)) => ("now", "Installé", "Installed"),
            Some(Day::Open(_)) => ("good", "Ouvert", "Open"),
            Some(Day::Closed(_)) => ("done", "Fermé", "Closed"),
        },
    )
}

/// Where the records of a station are.
pub fn records(visit: &Visit, escort: Option<&Escort>) -> Badge {
    badge(
        visit,
        match escort {
            None => ("wait", "Au bureau", "At the station"),
            Some(Escort::OnTheWay(_)) => ("now", "En route", "On the way"),
            Some(Escort::AtOffice(_)) => ("good", "Bureau centralisateur", "Centralising office"),
            Some(Escort::OnTheWayUp(_)) => ("now", "En route vers la préfecture", "On the way to the prefecture"),
            Some(Escort::Arrived(_)) => ("done", "Reçu en préfecture", "At the prefecture"),
        },
    )
}

/// What is due.
pub fn due(visit: &Visit, due: Due) -> &str {
    match due {
        Due::Opening => visit.t("ouverture", "opening"),
        Due::Turnout(Mark::Noon) => visit.t("participation de 12 h", "turnout at 12:00"),
        Due::Turnout(Mark::Five) => visit.t("participation de 17 h", "turnout at 17:00"),
        Due::Closing => visit.t("fermeture", "closing"),
    }
}

/// The hour of a mark.
pub fn mark(visit: &Visit, mark: Mark) -> &str {
    match mark {
        Mark::Noon => visit.t("12 h", "12:00"),
        Mark::Five => visit.t("17 h", "17:00"),
    }
}

/// How news came.
pub fn way(visit: &Visit, way: Way) -> &str {
    match way {
        Way::Network => visit.t("réseau", "network"),
        Way::Page => visit.t("page", "page"),
        Way::Telephone => visit.t("téléphone", "telephone"),
    }
}

/// The phase of the vote.
pub fn phase(visit: &Visit, phase: Phase) -> String {
    match phase {
        Phase::Before => visit.t("Avant le vote", "Before the vote").to_owned(),
        Phase::Round(number) => format!("{} {number}", visit.t("Tour", "Round")),
        Phase::Between(number) => format!("{} {number}", visit.t("Après le tour", "After round")),
        Phase::After => visit.t("Après le vote", "After the vote").to_owned(),
    }
}

/// What the kinds of events of the operation are called.
pub const KINDS: &[(&str, [&str; 2])] = &[
    ("station-installed", ["Bureau installé", "Station installed"]),
    ("station-open", ["Bureau ouvert", "Station open"]),
    ("station-closed", ["Bureau fermé", "Station closed"]),
    ("turnout", ["Participation", "Turnout"]),
    ("contact", ["Numéro de téléphone", "Telephone number"]),
    ("records-taken", ["Procès-verbaux pris en charge", "Records taken"]),
    ("records-at-office", ["Procès-verbaux au bureau centralisateur", "Records at the centralising office"]),
    ("records-arrived", ["Procès-verbaux en préfecture", "Records at the prefecture"]),
    ("incident-reported", ["Incident signalé", "Incident reported"]),
    ("incident-verified", ["Incident vérifié", "Incident verified"]),
    ("incident-claimed", ["Incident pris en charge", "Incident claimed"]),
    ("incident-weighed", ["Incident réévalué", "Incident weighed anew"]),
    ("incident-duplicate", ["Doublon", "Duplicate"]),
    ("incident-unfounded", ["Incident sans objet", "Incident unfounded"]),
    ("incident-closed", ["Incident clos", "Incident closed"]),
    ("unit-made", ["Unité enregistrée", "Unit made known"]),
    ("unit-on-duty", ["Prise de service", "Unit on duty"]),
    ("unit-off-duty", ["Fin de service", "Unit off duty"]),
    ("unit-seen", ["Position d'unité", "Position of a unit"]),
    ("unit-arrived", ["Unité sur place", "Unit on site"]),
    ("order-sent", ["Ordre envoyé", "Order sent"]),
    ("order-changed", ["Ordre modifié", "Order changed"]),
    ("order-acknowledged", ["Ordre lu", "Order read"]),
    ("order-withdrawn", ["Ordre retiré", "Order withdrawn"]),
    ("threat-level", ["Niveau de menace", "Threat level"]),
    ("phase", ["Phase", "Phase"]),
    ("posture-prepared", ["Posture préparée", "Posture prepared"]),
    ("posture-proposed", ["Posture proposée", "Posture proposed"]),
    ("posture-set-aside", ["Posture écartée", "Posture set aside"]),
    ("posture-asked", ["Posture demandée", "Posture asked for"]),
    ("posture-active", ["Posture activée", "Posture activated"]),
    ("posture-ended", ["Posture terminée", "Posture ended"]),
    ("feed-made", ["Flux ouvert", "Feed opened"]),
    ("feed-ended", ["Flux fermé", "Feed ended"]),
    ("repair-proposed", ["Réparation du plan proposée", "Repair of the plan proposed"]),
    ("repair-accepted", ["Réparation du plan acceptée", "Repair of the plan accepted"]),
    ("repair-left", ["Réparation du plan abandonnée", "Repair of the plan left"]),
    ("duty-pinned", ["Ordre du plan épinglé", "Order of the plan pinned"]),
    ("duty-unpinned", ["Épingle retirée", "Pin taken out"]),
];
