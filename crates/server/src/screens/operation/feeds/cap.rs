//! An incident as a message of the Common Alerting Protocol, version 1.2 (OASIS, 2010).

use std::fmt::Write as _;

use election::Id;
use election::definition::{Mode, Position};
use election::refusal::Language;
use ops::operation::ground::point_of;
use ops::operation::incident::{Audience, Incident, Kind, Severity, State};
use ops::operation::words::Word as _;

use crate::screens::Screens;
use crate::screens::operation::incidents::degrees;

/// Radius of an area around a point, kilometres: it says where, not how far.
const RADIUS_KM: &str = "0.5";

/// The message about an incident of a place; nothing where there is none, or it is a duplicate.
/// While it goes on it is an alert, afterwards the cancellation of that alert.
pub fn text(screens: &Screens, place: Id, number: u64) -> Option<String> {
    let definition = screens.definition();
    let rooms = screens.rooms();
    let found = rooms.room().operation().incidents().get(&number)?;
    let within = definition.covers(place, found.report.ground.about);
    let lives = within && !matches!(found.state, State::Duplicate(_));
    lives.then(|| message(screens, found))
}

fn message(screens: &Screens, found: &Incident) -> String {
    let definition = screens.definition();
    let parts = definition.parts();
    let over = !found.is_open();
    let sender = parts.log.name().replace(['/', ' ', ','], ".");
    let name = |edition: u8| format!("{}-{}-{edition}", parts.election, found.number);
    let sent = if over { found.state.since() } else { found.heard };
    let status = if parts.mode == Mode::Test { "Exercise" } else { "Actual" };
    let public = found.report.audience == Audience::Public;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out += "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n";
    element(&mut out, "identifier", &name(1 + u8::from(over)));
    element(&mut out, "sender", &sender);
    element(&mut out, "sent", &sent.to_string());
    element(&mut out, "status", status);
    element(&mut out, "msgType", if over { "Cancel" } else { "Alert" });
    element(&mut out, "scope", if public { "Public" } else { "Restricted" });
    if !public {
        element(&mut out, "restriction", "operations rooms of this election");
    }
    if over {
        element(&mut out, "references", &format!("{sender},{},{}", name(1), found.heard));
    }
    info(&mut out, screens, found);
    out += "</alert>\n";
    out
}

fn info(out: &mut String, screens: &Screens, found: &Incident) {
    let report = &found.report;
    *out += "<info>\n";
    element(out, "language", "fr-FR");
    element(out, "category", category(report.kind));
    element(out, "event", report.kind.label(Language::French));
    element(out, "urgency", if found.is_open() { "Immediate" } else { "Past" });
    element(out, "severity", severity(report.severity));
    element(out, "certainty", certainty(&found.state));
    element(out, "onset", &report.when.to_string());
    element(out, "senderName", &screens.definition().parts().title);
    element(out, "headline", &format!("{} n° {}", report.kind.label(Language::French), found.number));
    element(out, "description", &report.text);
    *out += "<area>\n";
    element(out, "areaDesc", report.ground.about.as_str());
    if let Some(point) = point_of(screens.definition(), report.ground) {
        element(out, "circle", &circle(point));
    }
    *out += "</area>\n</info>\n";
}

/// Latitude first, as the protocol has it.
fn circle(point: Position) -> String {
    let degrees = degrees(point).replace('−', "-");
    let (longitude, latitude) = degrees.split_once(' ').unwrap_or_else(|| unreachable!("two numbers and a space"));
    format!("{latitude},{longitude} {RADIUS_KM}")
}

fn category(kind: Kind) -> &'static str {
    match kind {
        Kind::Attack | Kind::Disorder | Kind::Intrusion | Kind::Threat => "Security",
        Kind::Arson => "Fire",
        Kind::Interference | Kind::Access => "Infra",
        Kind::Medical => "Health",
        Kind::Supply | Kind::Other => "Other",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "Minor",
        Severity::Serious => "Moderate",
        Severity::Critical => "Severe",
    }
}

fn certainty(state: &State) -> &'static str {
    match state {
        State::Reported(_) => "Possible",
        State::Verified(_) | State::Assigned(_) | State::OnSite(_) | State::Closed(_) => "Observed",
        State::Duplicate(_) | State::Unfounded(_) => "Unlikely",
    }
}

/// An element with its text; what people typed is text and nothing else.
fn element(out: &mut String, name: &str, text: &str) {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(out, "<{name}>{escaped}</{name}>");
}
