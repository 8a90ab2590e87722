//! Conflicts in words.

use election::refusal::Language;

use super::Page;
use super::names::{
    counted_circuits, counted_crews, counted_sites, decimal, duration, ground, points, say, sites, whole,
};
use crate::explain::conflict::Amount;
use crate::explain::{Conflict, Cut, Relief, Requirement, Stuck, WhyNot, Wish};
use crate::problem::Problem;

/// Sites that are named; the others are counted.
const SHOWN: usize = 6;

/// Why a plan is not better, line by line.
pub fn why_not(why: &WhyNot, problem: &Problem, language: Language) -> String {
    let mut page = Page::new(language);
    why.value.iter().chain(&why.conflicts).for_each(|found| conflict(found, problem, &mut page));
    why.stuck.iter().for_each(|stuck| left(stuck, problem, &mut page));
    if why.conflicts.is_empty() && why.stuck.is_empty() {
        page.line(
            "chaque site est visité, et chaque premier délai tenu",
            "every site is visited, and every first promise kept",
        );
    }
    page.text
}

fn conflict(found: &Conflict, problem: &Problem, page: &mut Page) {
    wish(&found.wish, problem, page);
    let language = page.language;
    let names = found.reliefs.iter().map(|relief| requirement(relief.requirement, language));
    let names = names.collect::<Vec<_>>().join(" · ");
    page.line(&format!("  ne peuvent pas tenir ensemble : {names}"), &format!("  cannot keep together: {names}"));
    found.reliefs.iter().for_each(|one| relief(one, page));
}

fn wish(wish: &Wish, problem: &Problem, page: &mut Page) {
    match wish {
        Wish::Visits(cut) => visits(cut, problem, page),
        Wish::FirstPromise { department, waiting, crews, needed } => {
            let (language, department) = (page.language, problem.departments[*department as usize].id);
            let (count, names) = (counted_sites(waiting.len() as u64, language), sites(problem, waiting, SHOWN));
            let crews = counted_crews(*crews, language);
            let (french, english) = match needed {
                Some(needed) => (
                    format!("{crews} en réserve, il en faut au moins {needed}"),
                    format!("{crews} in reserve, at least {needed} needed"),
                ),
                None => ("aucune base n'est assez proche".to_owned(), "no base is near enough".to_owned()),
            };
            page.line(
                &format!("{department} : 1er délai manqué à {count} ({names}) ; {french}"),
                &format!("{department}: first promise missed at {count} ({names}); {english}"),
            );
        }
        Wish::Below(value) => {
            let value = points(*value, page.language);
            page.line(
                &format!("nation : aucun site au-dessus d'une valeur plus basse que {value}"),
                &format!("nation: no site above a value lower than {value}"),
            );
        }
    }
}

fn visits(cut: &Cut, problem: &Problem, page: &mut Page) {
    let Cut { waiting, sites: all, needed, available, .. } = cut;
    let (department, ground) = (problem.departments[cut.department as usize].id, ground(cut.ground));
    let (count, names) = (counted_sites(waiting.len() as u64, page.language), sites(problem, waiting, SHOWN));
    let needed = counted_circuits(*needed, page.language);
    page.line(
        &format!("{department}/{ground} : {count} sans passage ({names}), parmi {all} que seuls ces équipages atteignent ; il faut au moins {needed}, ils en servent au plus {available}"),
        &format!("{department}/{ground}: {count} without a visit ({names}), among {all} that only these crews reach; at least {needed} needed, they serve {available} at most"),
    );
}

fn relief(relief: &Relief, page: &mut Page) {
    let language = page.language;
    let name = requirement(relief.requirement, language);
    let by = amount(relief.amount, language);
    let rest =
        if relief.clears { "" } else { say(language, " ; un autre conflit reste", "; another conflict remains") };
    page.line(&format!("    sans « {name} » : {by}{rest}"), &format!("    without \"{name}\": {by}{rest}"));
}

fn amount(amount: Amount, language: Language) -> String {
    let n = |number: u64| whole(number, language);
    let (french, english) = match amount {
        Amount::Sites(sites) => {
            let sites = counted_sites(sites, language);
            (format!("au moins {sites} à abandonner"), format!("at least {sites} to give up"))
        }
        Amount::Officers(officers) => {
            let officers = n(officers);
            (format!("au moins {officers} personnes de plus"), format!("at least {officers} more officers"))
        }
        Amount::Circuits { needed, available } => {
            let (needed, available) = (counted_circuits(needed, language), n(available.into()));
            (
                format!("il faut {needed}, au plus {available} possibles"),
                format!("{needed} needed, at most {available} possible"),
            )
        }
        Amount::Crews { needed, available } if available == u32::MAX => {
            let needed = counted_crews(needed, language);
            (needed.clone(), needed)
        }
        Amount::Crews { needed, available } => {
            let (needed, available) = (counted_crews(needed, language), n(available.into()));
            (
                format!("il faut {needed}, au plus {available} possibles"),
                format!("{needed} needed, at most {available} possible"),
            )
        }
        Amount::Within(time) => {
            let time = duration(time);
            (
                format!("un délai de {time} suffirait depuis les bases"),
                format!("a promise of {time} could be kept from the bases"),
            )
        }
        Amount::Bound(value) => {
            let value = points(value, language);
            (format!("borne {value}"), format!("bound {value}"))
        }
    };
    say(language, &french, &english).to_owned()
}

/// The name of a requirement.
pub(in crate::explain) fn requirement(requirement: Requirement, language: Language) -> &'static str {
    let (french, english) = match requirement {
        Requirement::Visits => {
            ("chaque site visité dans chaque tranche d'heures", "every site visited in each class of hours")
        }
        Requirement::FirstPromise => ("premier délai", "first promise"),
        Requirement::Value => ("valeur plus basse", "a lower value"),
        Requirement::Ceiling => ("plafond de présence", "ceiling of presence"),
        Requirement::Duty => (
            "disponibilité, durée de vacation, repos entre vacations",
            "availability, length of duty, rest between duties",
        ),
        Requirement::Details => ("personnes aux événements", "officers at events"),
        Requirement::Minima => ("minima et maxima des départements", "minima and maxima of departments"),
        Requirement::Zones => ("zones de gendarmerie et de police", "separate grounds of gendarmerie and police"),
        Requirement::Access => ("trajet dans la vacation", "way within the duty"),
        Requirement::Rest => ("repos dans chaque tour", "rest in each period"),
        Requirement::Reserve => ("part en réserve", "share in reserve"),
        Requirement::Bases => ("réserves aux bases", "reserves wait at bases"),
        Requirement::Dispatch => ("répartition du plan", "the plan's dispatch"),
        Requirement::Fixed => ("unités attachées à leur département", "units bound to their department"),
        Requirement::Strength => ("effectifs", "strength"),
    };
    say(language, french, english)
}

fn left(stuck: &Stuck, problem: &Problem, page: &mut Page) {
    match stuck {
        Stuck::Visits(cut) => {
            let (department, ground) = (problem.departments[cut.department as usize].id, ground(cut.ground));
            let (count, names) =
                (counted_sites(cut.waiting.len() as u64, page.language), sites(problem, &cut.waiting, SHOWN));
            let (needed, available) = (counted_circuits(cut.needed, page.language), cut.available);
            page.line(
                &format!("{department}/{ground} : {count} sans passage ({names}) ; le calcul ne l'interdit pas (il faut au moins {needed}, au plus {available} possibles)"),
                &format!("{department}/{ground}: {count} without a visit ({names}); no arithmetic forbids it (at least {needed} needed, at most {available} possible)"),
            );
        }
        Stuck::FirstPromise { department, waiting, crews, needed, cover } => {
            let language = page.language;
            let department = problem.departments[*department as usize].id;
            let (count, names) = (counted_sites(waiting.len() as u64, language), sites(problem, waiting, SHOWN));
            let (share, crews) = (decimal(cover[0], cover[1], 4, language), counted_crews(*crews, language));
            page.line(
                &format!("{department} : 1er délai manqué à {count} ({names}) ; le calcul ne l'interdit pas ({crews} en réserve, il en faut au moins {needed}) ; les réserves couvrent {share} du plus grand poids prouvé"),
                &format!("{department}: first promise missed at {count} ({names}); no arithmetic forbids it ({crews} in reserve, at least {needed} needed); the reserves cover {share} of the greatest weight proven"),
            );
        }
    }
}
