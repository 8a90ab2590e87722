//! One site in words.

use election::refusal::Language;

use super::Page;
use super::names::{
    circuit, counted_circuits, counted_sites, density, duration, ground, kind, permille, points, ratio, say, threat,
    whole,
};
use crate::answer::{Plan, Value};
use crate::explain::department::units;
use crate::explain::{Help, Price, PromiseKept, Reason, SiteAccount, Visit};
use crate::problem::weight::{Itemised, UNIT};
use crate::problem::{Placed, Problem};

/// The explanation of a site, line by line.
pub fn site(account: &SiteAccount, problem: &Problem, plan: &Plan, language: Language) -> String {
    let mut page = Page::new(language);
    head(account, problem, &mut page);
    weights(account, problem, &mut page);
    visits(account, problem, plan, &mut page);
    for help in &account.help {
        helped(help, problem, &mut page);
    }
    pool(account, problem, &mut page);
    page.text
}

fn head(account: &SiteAccount, problem: &Problem, page: &mut Page) {
    let (site, language) = (&problem.sites[account.site as usize], page.language);
    let department = &problem.departments[site.department as usize];
    let (kind, density) = (kind(site.kind, language), density(site.density, language));
    let (id, commune, ground, name) = (site.id, site.commune, ground(site.ground), &department.name);
    let (people, stations) = (whole(site.people.into(), language), site.stations);
    page.line(
        &format!("{id} : {kind}, commune {commune}, {name} ({}), zone {ground}, {density}", department.id),
        &format!("{id}: {kind}, commune {commune}, {name} ({}), {ground} ground, {density}", department.id),
    );
    page.line(
        &format!("  {people} personnes, bureaux : {stations}"),
        &format!("  {people} people, stations: {stations}"),
    );
    match site.placed {
        Placed::Known => {}
        Placed::AroundCommune => page.line(
            "  position inconnue, placée par règle autour du centre de sa commune",
            "  position unknown, placed by rule around the centre of its commune",
        ),
        Placed::AtDepartment => page.line(
            "  position inconnue, placée par règle autour du centre de son département",
            "  position unknown, placed by rule around the centre of its department",
        ),
    }
    if site.may_post {
        page.line("  un poste fixe y est permis", "  a post may stand here");
    }
}

fn weights(account: &SiteAccount, problem: &Problem, page: &mut Page) {
    let classes: Vec<(&Itemised, String)> =
        account.weight.iter().zip(problem.policy.hours.iter().map(|class| class.name.to_string())).collect();
    // Classes of one formula are told together.
    for group in classes.chunk_by(|one, other| one.0 == other.0) {
        let names = group.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        weight(group[0].0, &names, problem, page);
    }
}

fn weight(item: &Itemised, classes: &str, problem: &Problem, page: &mut Page) {
    let language = page.language;
    let (stated, points) = (whole(item.stated.0, language), whole(item.points, language));
    if !item.there {
        page.line(
            &format!("  poids {stated} ({classes}) : rien n'est là à ces heures"),
            &format!("  weight {stated} ({classes}): nothing is there at these hours"),
        );
        return;
    }
    let severity: u64 = item.threats.iter().map(|(_, severity)| severity).sum();
    let (hours, threats) = (thousandths(item.hours.0.into(), language), factor(severity, language));
    page.line(
        &format!("  poids {stated} ({classes}) : {points} points × {hours} pour l'heure × {threats} pour les menaces"),
        &format!("  weight {stated} ({classes}): {points} points × {hours} for the hours × {threats} for threats"),
    );
    for (at, severity) in &item.threats {
        let danger = &problem.threats[*at as usize];
        let (kind, more) = (threat(danger.kind, language), factor(*severity, language));
        let (likelihood, impact) = (danger.likelihood.step(), danger.impact.step());
        let grade = grade(danger);
        page.line(
            &format!(
                "    {} : {kind}, vraisemblance {likelihood}, gravité {impact}, source {grade} : + {more} − 1",
                danger.id
            ),
            &format!(
                "    {}: {kind}, likelihood {likelihood}, impact {impact}, source {grade}: + {more} − 1",
                danger.id
            ),
        );
    }
    if item.comes_to != item.stated {
        let sum = whole(item.comes_to.0, language);
        page.line(
            &format!("    ces parts ne donnent que {sum} : le poids du problème vient d'ailleurs"),
            &format!("    these parts come to {sum} only: the problem has its weight from elsewhere"),
        );
    }
}

fn grade(threat: &crate::problem::Threat) -> String {
    let source = char::from(b'A' + threat.grade.source());
    format!("{source}{}", threat.grade.content())
}

fn thousandths(number: u64, language: Language) -> String {
    super::names::decimal(number, 1_000, 3, language)
}

/// 1 + 0.02 × severity, which is in units of 1/10,000.
fn factor(severity: u64, language: Language) -> String {
    thousandths(1_000 + UNIT * severity / 10_000, language)
}

fn visits(account: &SiteAccount, problem: &Problem, plan: &Plan, page: &mut Page) {
    for visit in &account.visits {
        one_visit(visit, problem, plan, page);
    }
    let (presence, ceiling) = (permille(account.presence, page.language), permille(account.ceiling, page.language));
    if account.visits.is_empty() {
        page.line("  aucun circuit n'y passe", "  no circuit visits it");
    } else {
        page.line(
            &format!("  présence à tout moment : {presence} (au plus {ceiling})"),
            &format!("  presence at any moment: {presence} (at most {ceiling})"),
        );
        let classes = problem.policy.hours.iter().zip(&account.seen).filter(|(_, seen)| **seen);
        let classes = classes.map(|(class, _)| class.name.to_string()).collect::<Vec<_>>().join(", ");
        page.line(&format!("  vu dans : {classes}"), &format!("  seen in: {classes}"));
    }
    if let Some(why) = &account.reason {
        reason(why, page);
    }
}

fn one_visit(visit: &Visit, problem: &Problem, plan: &Plan, page: &mut Page) {
    let (name, time, period) =
        (circuit(problem, plan, visit.circuit), duration(visit.time), duration(problem.policy.period));
    let stops = visit.stops;
    page.line(
        &format!("  {name} : {time} par tour de {period} (arrêts : {stops})"),
        &format!("  {name}: {time} in each {period} (stops: {stops})"),
    );
    for (shift, crew) in problem.policy.shifts.iter().zip(&visit.crews) {
        let units =
            units(*crew).map(|unit| problem.units[unit as usize].id.to_string()).collect::<Vec<_>>().join(" + ");
        let name = shift.name;
        page.line(&format!("    {name} : {units}"), &format!("    {name}: {units}"));
    }
}

fn reason(reason: &Reason, page: &mut Page) {
    match reason {
        Reason::NoCrews => page.line(
            "  pourquoi : aucune unité du département n'a d'équipage libre pour sa zone",
            "  why: no unit in the department has a crew to spare for its ground",
        ),
        Reason::Unreachable { nearest, limit } => {
            let (nearest, limit) = (duration(*nearest), duration(*limit));
            page.line(
                &format!("  pourquoi : l'unité la plus proche qui ait un équipage libre est à {nearest}, la vacation ne laisse que {limit}"),
                &format!("  why: the nearest unit with a crew to spare is {nearest} away, a duty leaves only {limit}"),
            );
        }
        Reason::Crews { sites, needed, available } => {
            let (sites, needed) = (counted_sites(*sites, page.language), counted_circuits(*needed, page.language));
            page.line(
            &format!("  pourquoi : les équipages qui l'atteignent sont seuls pour {sites} ; il faut au moins {needed}, ils en servent au plus {available}"),
            &format!("  why: the crews that reach it are alone for {sites}; at least {needed} needed, they serve {available} at most"),
            );
        }
        Reason::Ceiling => page.line(
            "  pourquoi : le plafond de présence est plus court que le plus court arrêt",
            "  why: the ceiling of presence is shorter than the shortest stop",
        ),
        Reason::Unproven { needed, circuits, nearest } => {
            let (nearest, needed) = (duration(*nearest), counted_circuits(*needed, page.language));
            page.line(
                &format!("  pourquoi : rien ne l'interdit par le calcul (sa zone demande au moins {needed}, le plan en a {circuits} ; l'unité libre la plus proche est à {nearest}) : la recherche n'a pas trouvé de circuit"),
                &format!("  why: no arithmetic forbids it (its pool needs at least {needed}, the plan has {circuits}; the nearest unit with a crew is {nearest} away): the search found no circuit"),
            );
        }
    }
}

fn helped(help: &Help, problem: &Problem, page: &mut Page) {
    let shift = problem.policy.shifts[help.shift as usize].name;
    let (first, second) = (promise(&help.first, page.language), promise(&help.second, page.language));
    let cover = permille(help.cover, page.language);
    page.line(
        &format!("  secours, {shift} : 1 équipage en {first} ; 2 en {second} ; un équipage libre à temps : {cover}"),
        &format!("  help, {shift}: 1 crew in {first}; 2 in {second}; a free crew in time: {cover}"),
    );
    for helper in &help.nearest {
        let (unit, base) = (problem.units[helper.unit as usize].id, problem.bases[helper.base as usize].commune);
        let (way, crews) = (duration(helper.way), helper.crews);
        page.line(
            &format!("    {unit} à {base} : {way} (équipages : {crews})"),
            &format!("    {unit} at {base}: {way} (crews: {crews})"),
        );
    }
}

fn promise(kept: &PromiseKept, language: Language) -> String {
    let word = if kept.is_kept() { say(language, "tenu", "kept") } else { say(language, "manqué", "missed") };
    format!("{} {word}", duration(kept.within))
}

fn pool(account: &SiteAccount, problem: &Problem, page: &mut Page) {
    let language = page.language;
    let site = &problem.sites[account.site as usize];
    let (value, realised, bound) =
        (points(account.value, language), points(account.realised, language), points(account.bound, language));
    let (ratio, above, sites) = (ratio(account.realised, account.bound, language), account.above, account.sites);
    let (department, ground) = (problem.departments[site.department as usize].id, ground(site.ground));
    page.line(
        &format!("  valeur pour un attaquant qui observe : {value} ; {above} des {sites} sites de {department}/{ground} valent plus"),
        &format!("  value to an attacker who watches: {value}; {above} of the {sites} sites of {department}/{ground} are worth more"),
    );
    page.line(
        &format!("  {department}/{ground} : valeur {realised}, borne {bound}, rapport {ratio}"),
        &format!("  {department}/{ground}: value {realised}, bound {bound}, ratio {ratio}"),
    );
    price(&account.price, problem, page);
}

/// What one more circuit changes.
pub(super) fn price(price: &Price, problem: &Problem, page: &mut Page) {
    let (language, circuits) = (page.language, price.circuits);
    match (price.now, price.with_one_more) {
        (Some(now), Some(then)) => {
            let fall = points(Value(now.0.saturating_sub(then.0)), language);
            let (now, then) = (points(now, language), points(then, language));
            page.line(
                &format!("  un équipage de plus par vacation : équilibre de {now} à {then} (− {fall}), de {circuits} à {} circuits", circuits + 1),
                &format!("  one more crew in every shift: equilibrium from {now} to {then} (− {fall}), {circuits} to {} circuits", circuits + 1),
            );
        }
        (None, Some(then)) => {
            let then = points(then, language);
            page.line(
                &format!("  un équipage de plus par vacation suffirait aux passages : équilibre {then}"),
                &format!("  one more crew in every shift would carry the visits: equilibrium {then}"),
            );
        }
        (_, None) => page.line(
            &format!("  {circuits} circuits ne suffisent pas aux passages, un de plus non plus"),
            &format!("  {circuits} circuits do not carry the visits, nor does one more"),
        ),
    }
    if let Some(held) = price.held {
        let site = problem.sites[held as usize].id;
        page.line(
            &format!("  le plafond de présence tient la valeur à {site} : plus d'équipages n'y changent rien"),
            &format!("  the ceiling of presence holds the value up at {site}: more crews change nothing"),
        );
    }
}
