//! The situation report on paper.

use station::sheet::paper::{Paper, Section};

use super::SituationPage;
use crate::screens::access::Visit;
use crate::screens::operation::incidents::Line;

/// The report, section by section, as the page has it.
pub(super) fn paper(visit: &Visit, report: &SituationPage) -> Paper {
    let section = |french: &str, english: &str, lines: Vec<String>| Section {
        heading: visit.t(french, english).to_owned(),
        facts: Vec::new(),
        lines: if lines.is_empty() { vec![visit.t("Aucun.", "None.").to_owned()] } else { lines },
    };
    let figures = visit.t("Chiffres", "Figures").to_owned();
    let mut sections = vec![Section { heading: figures, facts: report.figures.clone(), lines: Vec::new() }];
    let threats = report.threats.iter().map(|(place, level, reason)| format!("{place} · {level}/5 · {reason}"));
    sections.push(section("Menace", "Threat", threats.collect()));
    let postures = report.postures.iter().map(|(title, state, reasons)| {
        let reasons = reasons.join(" ; ");
        format!("{title} · {state}{}{reasons}", if reasons.is_empty() { "" } else { " · " })
    });
    sections.push(section("Postures", "Postures", postures.collect()));
    let lines = |incidents: &[Line]| incidents.iter().map(line).collect();
    sections.push(section("Incidents ouverts", "Open incidents", lines(&report.incidents)));
    sections.push(section("Terminés depuis 24 heures", "Over in the last 24 hours", lines(&report.closed)));
    let mut silent: Vec<String> =
        report.silent.iter().map(|(name, due, telephone)| format!("{name} · {due} {telephone}")).collect();
    if report.more_silent > 0 {
        silent.push(format!("+{}", report.more_silent));
    }
    sections.push(section("Bureaux sans nouvelle", "Stations without news", silent));
    Paper {
        title: format!("{} · {}", visit.t("Point de situation", "Situation report"), report.top.place),
        moment: format!("{} · {}", report.page.election, report.at),
        warnings: warnings(visit, report),
        sections,
        source: format!("{} {} · {}", report.events, visit.t("événements", "events"), report.head),
    }
}

fn warnings(visit: &Visit, report: &SituationPage) -> Vec<String> {
    let exercise =
        report.page.exercise.then(|| visit.t("EXERCICE — EXERCICE — EXERCICE", "EXERCISE — EXERCISE — EXERCISE"));
    let past = report.slider.past.as_ref().map(|past| format!("{} {past}", visit.t("REJEU DE", "REPLAY OF")));
    exercise.map(str::to_owned).into_iter().chain(past).collect()
}

fn line(incident: &Line) -> String {
    format!(
        "n° {} · {} · {} · {} · {} · {} · {} · {} {}",
        incident.number,
        incident.severity.text,
        incident.kind,
        incident.place,
        incident.when,
        incident.source,
        incident.state.text,
        incident.text,
        incident.units
    )
}
