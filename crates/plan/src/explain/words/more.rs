//! More or fewer officers in words.

use election::refusal::Language;

use super::Page;
use super::names::{points, say, whole};
use crate::answer::Value;
use crate::explain::More;
use crate::problem::Problem;

/// What some more or fewer officers do, line by line.
pub fn more(more: &More, problem: &Problem, language: Language) -> String {
    let mut page = Page::new(language);
    let count = whole(more.officers.unsigned_abs(), language);
    let sign = if more.officers < 0 { say(language, "de moins", "fewer") } else { say(language, "de plus", "more") };
    let (patrols, units) = (whole(more.patrols, language), whole(more.units.into(), language));
    page.line(
        &format!("{count} personnes {sign} sur {patrols} en patrouille, réparties sur {units} unités"),
        &format!("{count} officers {sign} to {patrols} on patrol, given out over {units} units"),
    );
    let [before, after] = more.bounds.map(|bound| points(bound, language));
    let change = change(more.bounds, language);
    page.line(
        &format!("  borne nationale : {before} → {after} ({change})"),
        &format!("  bound of the nation: {before} → {after} ({change})"),
    );
    price(more.price(), &mut page);
    if let (Some(held), Some(bounds), Some(free)) = (more.held, more.free, more.free_price()) {
        let (site, [before, after]) = (problem.sites[held as usize].id, bounds.map(|bound| points(bound, language)));
        page.line(
            &format!("  le plafond de présence la tient à {site} ; sans plafond : {before} → {after}"),
            &format!("  the ceiling of presence holds it up at {site}; without ceilings: {before} → {after}"),
        );
        price(free, &mut page);
    }
    let realised = points(more.realised, language);
    page.line(&format!("  valeur du plan : {realised}"), &format!("  value of the plan: {realised}"));
    if let Some(again) = &more.replanned {
        let values = [again.before, again.after];
        let ([before, after], change) = (values.map(|value| points(value, language)), self::change(values, language));
        let [without, then] = again.waiting.map(|sites| whole(sites, language));
        page.line(
            &format!("  replanifié : valeur {before} → {after} ({change}) ; sites sans passage {without} → {then}"),
            &format!("  planned again: value {before} → {after} ({change}); sites without a visit {without} → {then}"),
        );
    }
    page.text
}

/// In points; the figure is in thousandths.
fn price(thousandths: f64, page: &mut Page) {
    let figure = format!("{:.3}", thousandths / 1_000.0);
    let figure = if page.language == Language::French { figure.replace('.', ",") } else { figure };
    page.line(&format!("  prix d'une personne : {figure} points"), &format!("  price of an officer: {figure} points"));
}

fn change([before, after]: [Value; 2], language: Language) -> String {
    let (sign, by) = if after <= before { ('−', before.0 - after.0) } else { ('+', after.0 - before.0) };
    format!("{sign} {}", points(Value(by), language))
}
