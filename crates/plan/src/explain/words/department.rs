//! One department in words.

use election::refusal::Language;

use super::Page;
use super::names::{
    counted_circuits, counted_crews, counted_sites, decimal, density, first, force, ground, points, ratio, sites,
    unit_kind, whole,
};
use super::site::price;
use crate::answer::Move;
use crate::explain::department::Kept;
use crate::explain::{CoverAccount, DepartmentAccount, Forces, PoolAccount, Shortfall};
use crate::problem::Problem;

/// Sites and units that are named; the others are counted.
const SHOWN: usize = 8;

/// The explanation of a department, line by line.
pub fn department(account: &DepartmentAccount, problem: &Problem, language: Language) -> String {
    let mut page = Page::new(language);
    let place = &problem.departments[account.department as usize];
    let name = format!("{} ({})", place.name, place.id);
    page.line(&name, &name);
    account.forces.iter().for_each(|forces| people(forces, &mut page));
    moved(&account.arrived, problem, ["  venues ou déplacées", "  arrived or moved"], &mut page);
    moved(&account.left, problem, ["  parties", "  sent away"], &mut page);
    account.pools.iter().for_each(|one| pool(one, problem, &mut page));
    account.promises.iter().for_each(|kept| promise(kept, &mut page));
    account.covers.iter().for_each(|one| cover(one, problem, &mut page));
    account.shortfalls.iter().for_each(|short| shortfall(short, problem, &mut page));
    page.text
}

fn people(forces: &Forces, page: &mut Page) {
    let language = page.language;
    let (whose, kind, units) = (force(forces.force, language), unit_kind(forces.kind, language), forces.units);
    let n = |number: u64| whole(number, language);
    let (officers, circuits, liaison) = (n(forces.officers), n(forces.circuits), n(forces.liaison));
    let (reserve, details) = (n(forces.reserve), n(forces.details));
    page.line(
        &format!("  {whose}, {kind} : {officers} personnes en {units} unités ; personnes × vacations : circuits {circuits}, liaison {liaison}, réserve {reserve}, événements {details}"),
        &format!("  {whose}, {kind}: {officers} people in {units} units; people × shifts: circuits {circuits}, liaison {liaison}, reserve {reserve}, events {details}"),
    );
}

fn moved(moves: &[Move], problem: &Problem, [french, english]: [&str; 2], page: &mut Page) {
    if moves.is_empty() {
        return;
    }
    let name = |order: &Move| {
        let (unit, base) = (problem.units[order.unit as usize].id, problem.bases[order.base as usize].commune);
        format!("{unit} → {base}")
    };
    let names = first(moves.iter().map(name), SHOWN);
    let count = moves.len();
    page.line(&format!("{french} : {count} ({names})"), &format!("{english}: {count} ({names})"));
}

fn pool(account: &PoolAccount, problem: &Problem, page: &mut Page) {
    let language = page.language;
    let (ground, all) = (ground(account.ground), counted_sites(account.sites, language));
    let circuits = counted_circuits(account.price.circuits, language);
    let (realised, bound) = (points(account.realised, language), points(account.bound, language));
    let (ratio, worst) = (ratio(account.realised, account.bound, language), problem.sites[account.worst as usize].id);
    page.line(
        &format!("  {ground} : {all}, {circuits} ; valeur {realised} (à {worst}), borne {bound}, rapport {ratio}"),
        &format!("  {ground}: {all}, {circuits}; value {realised} (at {worst}), bound {bound}, ratio {ratio}"),
    );
    price(&account.price, problem, page);
    if let Some(slope) = account.price.slope {
        let slope = format!("{slope:.1}");
        let slope = if language == Language::French { slope.replace('.', ",") } else { slope };
        page.line(
            &format!("  prix d'un équipage à la marge : {slope} points par circuit"),
            &format!("  price of a crew at the margin: {slope} points a circuit"),
        );
    }
    if !account.waiting.is_empty() {
        let (count, names) = (account.waiting.len(), sites(problem, &account.waiting, SHOWN));
        page.line(
            &format!("  sans passage, secourus sur appel : {count} ({names})"),
            &format!("  not visited, helped when called: {count} ({names})"),
        );
    }
}

fn promise(kept: &Kept, page: &mut Page) {
    let language = page.language;
    let class = density(kept.density, language);
    let [met, missed] = kept.first.map(|number| whole(number, language));
    let [second_met, second_missed] = kept.second.map(|number| whole(number, language));
    page.line(
        &format!("  délais, {class} (sites × vacations) : 1er tenu {met}, manqué {missed} ; 2e tenu {second_met}, manqué {second_missed}"),
        &format!("  promises, {class} (sites × shifts): first kept {met}, missed {missed}; second kept {second_met}, missed {second_missed}"),
    );
}

fn cover(cover: &CoverAccount, problem: &Problem, page: &mut Page) {
    let (language, shift) = (page.language, problem.policy.shifts[cover.shift as usize].name);
    let share = |value: u64| decimal(value, cover.bound, 4, language);
    let (crews, reached) =
        (counted_crews(cover.crews, language), if cover.bound == 0 { "–".to_owned() } else { share(cover.value) });
    page.line(
        &format!("  réserve, {shift} : {crews} ; couverture {reached} de la borne prouvée"),
        &format!("  reserve, {shift}: {crews}; cover {reached} of the proven bound"),
    );
}

fn shortfall(short: &Shortfall, problem: &Problem, page: &mut Page) {
    let shift = |shift: u32| problem.policy.shifts[shift as usize].name;
    match *short {
        Shortfall::Detail { event, shift: at, officers, due } => {
            let (event, shift) = (problem.events[event as usize].id, shift(at));
            page.line(
                &format!("  manque : {officers} personnes sur {due} à {event}, {shift}"),
                &format!("  short: {officers} of {due} officers at {event}, {shift}"),
            );
        }
        Shortfall::Unswept { event, weight, why, elsewhere } => unswept(event, [weight, elsewhere], why, problem, page),
        Shortfall::Least { officers, due } => page.line(
            &format!("  manque : {officers} personnes, la règle en veut {due}"),
            &format!("  short: {officers} officers, the policy wants {due}"),
        ),
        Shortfall::Reserve { shift: at, crews, due } => {
            let shift = shift(at);
            page.line(
                &format!("  manque : {crews} équipages en réserve sur {due}, {shift}"),
                &format!("  short: {crews} of {due} crews in reserve, {shift}"),
            );
        }
    }
}

fn unswept(event: u32, [weight, elsewhere]: [u64; 2], why: &str, problem: &Problem, page: &mut Page) {
    let event = problem.events[event as usize].id;
    let (french, english) = match why {
        "skill" => ("aucune équipe n'a les compétences".to_owned(), "no team has the skills".to_owned()),
        "time" => ("aucune équipe ne peut y être à temps".to_owned(), "no team can be there in time".to_owned()),
        _ => (
            format!("toutes les équipes sont plus utiles à {elsewhere} autres événements"),
            format!("all teams are needed more at {elsewhere} other events"),
        ),
    };
    page.line(
        &format!("  non fouillé : {event} (poids {weight}), {french}"),
        &format!("  not swept: {event} (weight {weight}), {english}"),
    );
}
