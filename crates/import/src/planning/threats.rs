//! `threats.toml`: what is feared, where, when, how much, and who says so.

use election::Id;
use plan::measure::Clock;
use plan::problem::{Item, Likelihood, SourceGrade, Threat};
use toml::de::DeTable;

use super::spelling::{THREATS, of_scope, scope};
use super::{Tree, alone, document};
use crate::cause::Cause;
use crate::directory::spelling::{entry, number, quoted};
use crate::directory::tree::{Document, Node, Value, all};
use crate::directory::value::{of_word, word_of};
use crate::fault::{Faults, Refused};

/// The name of the file in an example.
pub const FILE: &str = "threats.toml";

const ROOT: &[&str] = &["threat"];
const THREAT: &[&str] = &["id", "scope", "kind", "likelihood", "impact", "phases", "from", "to", "grade", "rationale"];

/// Reads the file by itself; `name` is its name in the faults.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Threat>, Refused> {
    alone(FILE, bytes, name, |text, faults| parse(text, faults).map(|(threats, _)| threats))
}

pub(super) fn parse(text: &str, faults: &mut Faults) -> Tree<Vec<Threat>> {
    document(FILE, text, faults, threats)
}

fn threats(document: &mut Document<'_, Item>, table: &DeTable<'_>) -> Option<Vec<Threat>> {
    // The root is no threat: what is said of it is said of the first.
    let node = document.root(table, 0, Item::Threat(0), ROOT);
    let values = document.list(&node, "threat");
    document.entries.clear();
    all(values.into_iter().enumerate().map(|(at, value)| threat(document, value, Item::Threat(at))))
}

fn threat(document: &mut Document<'_, Item>, value: &Value<'_>, item: Item) -> Option<Threat> {
    let node = document.node(value, item, THREAT)?;
    let id = document.required_text(&node, "id", Cause::BadId, |text| Id::new(text).ok());
    let scope = document.required_text(&node, "scope", Cause::BadScope, scope);
    let kind = document.required_text(&node, "kind", Cause::BadWord, |text| of_word(THREATS, text));
    let (likelihood, impact) = (step(document, &node, "likelihood"), step(document, &node, "impact"));
    let phases = document.list(&node, "phases");
    let phases =
        all(phases.into_iter().map(|value| document.text(value, "phases", Cause::BadId, |text| Id::new(text).ok())));
    let from = document.required_text(&node, "from", Cause::BadClock, Clock::parse);
    let to = document.required_text(&node, "to", Cause::BadClock, Clock::parse);
    let grade = document.required_text(&node, "grade", Cause::BadGrade, SourceGrade::parse);
    let rationale = document.required_text(&node, "rationale", Cause::BadLabel, |text| Some(text.to_owned()));
    Some(Threat {
        id: id?,
        scope: scope?,
        kind: kind?,
        likelihood: likelihood?,
        impact: impact?,
        phases: phases?,
        from: from?,
        to: to?,
        grade: grade?,
        rationale: rationale?,
    })
}

fn step(document: &mut Document<'_, Item>, node: &Node<'_, Item>, field: &'static str) -> Option<Likelihood> {
    let value = document.required(node, field)?;
    let step = document.number(value, field, Cause::BadStep)?;
    let known = Likelihood::new(step);
    if known.is_none() {
        document.fault(&value.span(), field, Cause::BadStep, &step.to_string());
    }
    known
}

/// Writes threats in their order; the twin of [`read`].
pub fn write(threats: &[Threat]) -> Vec<u8> {
    let mut out =
        String::from("# What is feared, where, when and how much; specs/plan-inputs.md, specs/plan-weight.md\n");
    for threat in threats {
        out.push_str("\n[[threat]]\n");
        entry(&mut out, "id", threat.id.as_str());
        entry(&mut out, "scope", &of_scope(threat.scope));
        entry(&mut out, "kind", word_of(THREATS, threat.kind));
        number(&mut out, "likelihood", threat.likelihood.step());
        number(&mut out, "impact", threat.impact.step());
        let phases: Vec<String> = threat.phases.iter().map(|phase| quoted(phase.as_str())).collect();
        number(&mut out, "phases", format_args!("[{}]", phases.join(", ")));
        entry(&mut out, "from", &threat.from.to_string());
        entry(&mut out, "to", &threat.to.to_string());
        let grade = format!("{}{}", char::from(b'A' + threat.grade.source()), threat.grade.content());
        entry(&mut out, "grade", &grade);
        entry(&mut out, "rationale", &threat.rationale);
    }
    out.into_bytes()
}
