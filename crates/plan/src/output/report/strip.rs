//! The figures that come first.

use core::fmt::Display;

use election::refusal::Language;

use crate::answer::Value;
use crate::output::dossier::Dossier;
use crate::output::lands::{Duties, Land, ratio};
use crate::output::markup::{Text, put};
use crate::output::numbers::{part, percent, points, whole};
use crate::output::words::Words;

/// What the strip shows, of the nation or of a department.
struct Strip {
    value: Value,
    bound: Value,
    presence: f64,
    travel: [u64; 2],
    /// First kept and missed, second kept and missed.
    promises: [u64; 4],
    sites: [u64; 3],
    stations: u64,
    circuits: [u64; 2],
    reserves: u64,
    people: [u64; 4],
    duties: u64,
}

pub(super) fn nation(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    let (lands, figures) = (&dossier.lands, dossier.figures);
    let mut people = [0; 4];
    for unit in &dossier.problem.units {
        people[crate::output::lands::force_at(unit.force)] += u64::from(unit.strength.0);
    }
    let sum = |of: fn(&Land) -> u64| lands.iter().map(of).sum::<u64>();
    let classes = figures.promises;
    let shifts = 0..dossier.problem.policy.shifts.len();
    let reserves = shifts.map(|shift| lands.iter().map(|land| u64::from(land.reserves[shift])).sum::<u64>());
    #[expect(clippy::cast_precision_loss, reason = "millionths are below 2^53")]
    let presence = figures.mean_presence as f64 / crate::check::WHOLE as f64;
    let strip = Strip {
        value: figures.realised,
        bound: dossier.plan.bound,
        presence,
        travel: [figures.travel_share, crate::check::WHOLE],
        promises: [
            classes.iter().map(|class| class.first_met).sum(),
            classes.iter().map(|class| class.first_missed).sum(),
            classes.iter().map(|class| class.second_met).sum(),
            classes.iter().map(|class| class.second_missed).sum(),
        ],
        sites: [dossier.problem.sites.len() as u64, figures.visited, figures.response_only],
        stations: sum(|land| land.stations),
        circuits: [sum(|land| land.circuits[0].into()), sum(|land| land.circuits[1].into())],
        reserves: reserves.min().unwrap_or(0),
        people,
        duties: lands.iter().flat_map(|land| land.duties).map(Duties::sum).sum(),
    };
    write(&strip, words, out);
}

pub(super) fn department(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let land = &dossier.lands[department];
    let mut people = [0; 4];
    for (unit, (_, stands)) in dossier.problem.units.iter().zip(&dossier.stands) {
        if *stands as usize == department {
            people[crate::output::lands::force_at(unit.force)] += u64::from(unit.strength.0);
        }
    }
    let count = land.sites.len() as u64;
    let strip = Strip {
        value: land.value,
        bound: land.bound,
        presence: land.mean_presence().unwrap_or(0.0),
        travel: [land.times.way, land.times.all],
        promises: land.promises,
        sites: [count, count - land.response_only, land.response_only],
        stations: land.stations,
        circuits: land.circuits.map(u64::from),
        reserves: land.reserves.iter().min().copied().unwrap_or(0).into(),
        people,
        duties: land.duties.iter().copied().map(Duties::sum).sum(),
    };
    write(&strip, words, out);
}

fn write(strip: &Strip, words: &Words, out: &mut String) {
    let language = words.language;
    out.push_str("<dl class=\"strip\">\n");
    let ratio = crate::output::numbers::ratio(ratio(strip.value, strip.bound), language);
    card(out, words.ratio, &ratio, &format!("{} ÷ {}", words.value, words.bound), "main");
    let value = points(strip.value, language);
    card(
        out,
        words.value,
        &value,
        &format!("{} · {} {}", words.points, words.bound, points(strip.bound, language)),
        "main",
    );
    let travel = part(strip.travel[0], strip.travel[1], language);
    card(out, words.presence, percent(strip.presence, language), &format!("{} {travel}", words.travel), "");
    let [first, first_missed, second, second_missed] = strip.promises;
    let missed = missing(first_missed, words);
    card(out, words.first_promise, part(first, first + first_missed, language), &missed, warn(first_missed));
    let missed = missing(second_missed, words);
    card(out, words.second_promise, part(second, second + second_missed, language), &missed, warn(second_missed));
    let [sites, visited, on_call] = strip.sites.map(|count| whole(count, language));
    card(out, words.sites, &sites, &format!("{visited} {} · {on_call} {}", words.visited, words.on_call), "");
    card(out, words.stations, whole(strip.stations, language), "", "");
    let [gendarmerie, police] = strip.circuits;
    let split = format!("police {} · gendarmerie {}", whole(police, language), whole(gendarmerie, language));
    card(out, words.circuits, whole(gendarmerie + police, language), &split, "");
    card(out, words.reserve_crews, whole(strip.reserves, language), words.a_shift, "");
    let forces = strip.people.iter().zip(words.forces).filter(|(count, _)| **count > 0);
    let forces: Vec<String> = forces.map(|(count, force)| format!("{force} {}", whole(*count, language))).collect();
    let note = format!("{} · {} {}", forces.join(" · "), whole(strip.duties, language), words.services);
    card(out, words.officers, whole(strip.people.iter().sum(), language), &note, "wide");
    out.push_str("</dl>\n");
}

/// So many missed, the word as the number asks for it: in French nothing is singular.
fn missing(count: u64, words: &Words) -> String {
    let one = count == 1 || (count == 0 && words.language == Language::French);
    format!("{} {}", whole(count, words.language), words.missed[usize::from(!one)])
}

fn warn(missed: u64) -> &'static str {
    if missed > 0 { "warn" } else { "good" }
}

fn card(out: &mut String, name: &str, value: impl Display, note: &str, class: &str) {
    put!(out, "<div class=\"{class}\"><dt>{name}</dt><dd><b>{value}</b>");
    if !note.is_empty() {
        put!(out, "<span>{}</span>", Text(note));
    }
    out.push_str("</dd></div>\n");
}
