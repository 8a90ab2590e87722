//! What a repair comes to, for people and for programs.

use std::fmt::Write as _;
use std::time::Duration;

use election::publish::json::Json;
use election::refusal::Language;
use plan::check::Verdict;
use plan::repair::{Fate, Order, Repaired};
use verifier::wording::say;

/// Violations that are printed; the rest is counted.
const SHOWN: usize = 100;

pub struct Told<'a> {
    pub repaired: &'a Repaired,
    pub verdict: &'a Verdict,
    pub edition: u32,
    pub took: Duration,
}

impl Told<'_> {
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        let Repaired { difference, value, cover, .. } = self.repaired;
        let [changed, dropped, new] = [Fate::Changed, Fate::Dropped, Fate::New].map(|fate| difference.count(fate));
        let (before, kept) = (difference.before, difference.kept);
        for order in &difference.orders {
            let _ = writeln!(out, "{}", line(order, language));
        }
        let french = format!(
            "ordres des départements regardés, un par équipage et vacation : {before} avant, {kept} gardés, {changed} changés, {dropped} retirés, {new} nouveaux"
        );
        let english = format!(
            "orders of the departments looked at, one for each crew and shift: {before} before, {kept} kept, {changed} changed, {dropped} dropped, {new} new"
        );
        let _ = writeln!(out, "{}", say(language, &french, &english));
        let [was, is] = value.map(|value| value.text(language));
        let _ = writeln!(out, "{} {was} → {is}", say(language, "valeur :", "value:"));
        let _ = writeln!(
            out,
            "{} {}",
            say(language, "couverture des réserves :", "cover of the reserves:"),
            percent(*cover, language)
        );
        for unmet in &self.repaired.unmet {
            let _ = writeln!(out, "! {}", unmet.text(language));
        }
        let proven = say(
            language,
            "prouvé : on ne peut faire moins de changements avec les équipages sollicités",
            "proven: no fewer changes are possible with the crews that were asked",
        );
        let best = say(language, "meilleur trouvé, sans preuve", "best found, without a proof");
        let _ = writeln!(out, "{}", if self.repaired.proven { proven } else { best });
        self.checked(&mut out, language);
        out
    }

    fn checked(&self, out: &mut String, language: Language) {
        let found = &self.verdict.violations;
        for violation in found.iter().take(SHOWN) {
            let Repaired { problem, plan, .. } = self.repaired;
            let _ = writeln!(out, "{}", violation.text(problem, plan, language));
        }
        let (count, edition, took) = (found.len(), self.edition, self.took.as_millis());
        let good = [
            format!("vérifié : aucune règle enfreinte ; édition {edition}, {took} ms"),
            format!("checked: every rule is kept; edition {edition}, {took} ms"),
        ];
        let bad = [format!("REFUSÉ : {count} infractions"), format!("REFUSED: {count} violations")];
        let words = if count == 0 { good } else { bad };
        let _ = writeln!(out, "{}", say(language, &words[0], &words[1]));
    }

    pub fn json(&self, accepted: bool) -> String {
        let mut out = String::new();
        let Repaired { difference, value, cover, unmet, proven, .. } = self.repaired;
        Json::new(&mut out).object(|json| {
            json.name("edition").number(self.edition.into());
            json.name("replaces").number(u64::from(self.edition) - 1);
            json.name("accepted").boolean(accepted && self.verdict.violations.is_empty());
            json.name("violations").number(self.verdict.violations.len() as u64);
            json.name("proven").boolean(*proven);
            json.name("milliseconds").number(u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX));
            json.name("value").array(|json| value.iter().for_each(|value| json.text(&value.to_string())));
            json.name("cover").array(|json| cover.iter().for_each(|cover| json.number(*cover)));
            json.name("orders_before").number(difference.before);
            json.name("kept").number(difference.kept);
            for fate in [Fate::Changed, Fate::Dropped, Fate::New] {
                json.name(fate.word()).number(difference.count(fate));
            }
            json.name("orders")
                .array(|json| difference.orders.iter().for_each(|one| json.object(|json| order(one, json))));
            json.name("unmet").array(|json| {
                for one in unmet {
                    json.object(|json| {
                        json.name("what").text(&one.what);
                        json.name("why").text(one.reason.word());
                        json.name("text").text(&one.text(Language::English));
                    });
                }
            });
        });
        out
    }
}

fn order(order: &Order, json: &mut Json<'_>) {
    json.name("shift").text(order.shift.as_str());
    json.name("unit").text(order.unit.as_str());
    json.name("fate").text(order.fate.word());
    json.name("was").text(order.was.as_deref().unwrap_or("-"));
    json.name("is").text(order.is.as_deref().unwrap_or("-"));
    if let Some(there) = order.there {
        json.name("there_from").text(&there.to_string());
    }
}

fn line(order: &Order, language: Language) -> String {
    let words = match order.fate {
        Fate::Changed => ["changé", "changed"],
        Fate::Dropped => ["retiré", "dropped"],
        Fate::New => ["nouveau", "new"],
    };
    let fate = say(language, words[0], words[1]);
    let [was, is] = [&order.was, &order.is].map(|task| task.as_deref().unwrap_or("–"));
    let there = order
        .there
        .map(|at| at.text(language))
        .map(|at| say(language, &format!(", sur place à partir de {at}"), &format!(", there from {at}")).to_owned());
    format!("{} {} {fate} {was} → {is}{}", order.shift, order.unit, there.unwrap_or_default())
}

/// What is left of the cover, in hundredths.
fn percent([was, is]: [u64; 2], language: Language) -> String {
    let tenths = u128::from(is) * 1_000 / u128::from(was.max(1));
    let (whole, part) = (tenths / 10, tenths % 10);
    say(language, &format!("{whole},{part} % d'avant"), &format!("{whole}.{part}% of before")).to_owned()
}
