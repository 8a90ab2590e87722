//! What overrides cost, as it is told to people and to programs.

use std::fmt::Write as _;

use election::publish::json::Json;
use election::refusal::Language;
use plan::answer::{Must, Override, Plan, Value, circuit_id};
use plan::draw::price::{Price, Priced, SIGHTING};
use plan::problem::Problem;
use verifier::wording::say;

/// Overrides with their price, ready to be told.
pub struct Told<'a> {
    pub problem: &'a Problem,
    pub plan: &'a Plan,
    pub overrides: &'a [Override],
    pub price: &'a Price,
    /// Thousandths of bits or value beyond which there is an alert.
    pub threshold: u16,
}

impl Told<'_> {
    /// One line an override, the plan's figures, and the alert.
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        if self.overrides.is_empty() {
            return out;
        }
        for (over, priced) in self.overrides.iter().zip(&self.price.overrides) {
            let _ = writeln!(out, "  {}", self.line(over, priced, language));
        }
        for pool in &self.price.pools {
            let shift = self.problem.policy.shifts[pool.shift as usize].name;
            let department = self.problem.departments[pool.department as usize].id;
            let lost = percent((pool.bits[0] - pool.bits[1]) / pool.bits[0].max(1.0), language);
            let ground = ["gendarmerie", "police"][pool.ground as usize];
            let [before, after] = pool.value.map(|value| value.text(language));
            let _ = writeln!(
                out,
                "  {shift}, {department} {ground}{}{} {lost}, {} {before} → {after}",
                say(language, " : ", ": "),
                say(language, "hasard perdu", "chance lost"),
                say(language, "valeur", "value"),
            );
        }
        let [before, after] = self.price.value.map(|value| value.text(language));
        let _ = writeln!(out, "  {} {before} → {after}", say(language, "valeur du plan", "value of the plan"));
        if let Some([before, after]) = self.price.leak {
            let [before, after] = [before, after].map(|share| percent(share, language));
            let words = leak_words(language);
            let _ = writeln!(out, "  {words} {before} → {after}");
        }
        if self.price.harms(self.threshold) {
            let threshold = percent(f64::from(self.threshold) / 1_000.0, language);
            out.push_str(&say_owned(
                language,
                format!("ALERTE : les dérogations ôtent plus de {threshold} du hasard d'un secteur, ou ajoutent plus de {threshold} à la valeur du plan\n"),
                format!("ALERT: the overrides take more than {threshold} of some pool's chance, or add more than {threshold} to the plan's value\n"),
            ));
        }
        out
    }

    fn line(&self, over: &Override, priced: &Priced, language: Language) -> String {
        let circuit = circuit_id(self.problem, self.plan, over.circuit);
        let shift = self.problem.policy.shifts[over.shift as usize].name;
        let [site, exposed] = [over.site, priced.exposed].map(|site| self.problem.sites[site as usize].id);
        let when = match over.must {
            Must::Arrive(moment) => format!("{} {moment}", say(language, "arrive à", "arrives at")),
            Must::Be(from, to) => format!("{from}–{to}"),
        };
        let lost = decimal(priced.bits[0] - priced.bits[1], 1, language);
        let of = decimal(priced.bits[0], 1, language);
        let [before, after] = priced.value.map(|value| value.text(language));
        let known = priced.known.map_or_else(|| "–".to_owned(), |known| percent(known, language));
        say_owned(
            language,
            format!(
                "{circuit}, {shift} : {site} {when} ; {lost} bits de {of} perdus, {known} de sa vacation connus d'avance ; valeur {before} → {after} ({exposed})"
            ),
            format!(
                "{circuit}, {shift}: {site} {when}; {lost} bits of {of} lost, {known} of its shift foreknown; value {before} → {after} ({exposed})"
            ),
        )
    }

    /// Members of the object that `--json` prints.
    pub fn json(&self, json: &mut Json<'_>) {
        let [before, after] = self.price.value;
        points(json.name("value"), before);
        points(json.name("value_after"), after);
        share(json.name("leak"), self.price.leak.map(|leak| leak[0]));
        share(json.name("leak_after"), self.price.leak.map(|leak| leak[1]));
        json.name("alert").boolean(self.price.harms(self.threshold));
        json.name("alert_permille").number(self.threshold.into());
        json.name("overrides").array(|json| {
            let all = self.overrides.iter().zip(&self.price.overrides);
            all.for_each(|(over, priced)| json.object(|json| self.override_json(over, priced, json)));
        });
        json.name("pools").array(|json| {
            for pool in &self.price.pools {
                json.object(|json| {
                    json.name("shift").display(self.problem.policy.shifts[pool.shift as usize].name);
                    json.name("department").display(self.problem.departments[pool.department as usize].id);
                    json.name("ground").text(["gendarmerie", "police"][pool.ground as usize]);
                    json.name("overrides").number(pool.overrides as u64);
                    pair(json, "bits", pool.bits);
                    points(json.name("value"), pool.value[0]);
                    points(json.name("value_after"), pool.value[1]);
                });
            }
        });
    }

    fn override_json(&self, over: &Override, priced: &Priced, json: &mut Json<'_>) {
        let (must, from, to) = match over.must {
            Must::Arrive(moment) => ("arrive", moment, None),
            Must::Be(from, to) => ("present", from, Some(to)),
        };
        json.name("shift").display(self.problem.policy.shifts[over.shift as usize].name);
        json.name("circuit").text(&circuit_id(self.problem, self.plan, over.circuit));
        json.name("site").display(self.problem.sites[over.site as usize].id);
        json.name("must").text(must);
        json.name("from").display(from);
        match to {
            Some(to) => json.name("to").display(to),
            None => json.name("to").null(),
        }
        json.name("by").text(&over.by);
        json.name("reason").text(&over.reason);
        pair(json, "bits", priced.bits);
        share(json.name("known"), priced.known);
        share(json.name("leak"), priced.leak.map(|leak| leak[0]));
        share(json.name("leak_after"), priced.leak.map(|leak| leak[1]));
        points(json.name("value"), priced.value[0]);
        points(json.name("value_after"), priced.value[1]);
        json.name("exposed").display(self.problem.sites[priced.exposed as usize].id);
    }
}

/// What the leak figure is.
pub fn leak_words(language: Language) -> String {
    say_owned(
        language,
        format!("fuite (ce que {SIGHTING} min à suivre un équipage disent de la suite de son tour) :"),
        format!("leak (what {SIGHTING} min of following a crew tell of the rest of its round):"),
    )
}

/// A share of one with one decimal.
pub fn percent(share: f64, language: Language) -> String {
    let space = if language == Language::French { "\u{a0}" } else { "" };
    format!("{}{space}%", decimal(share * 100.0, 1, language))
}

/// A figure with so many decimals.
pub fn decimal(figure: f64, decimals: usize, language: Language) -> String {
    let text = format!("{figure:.decimals$}");
    if language == Language::French { text.replace('.', ",") } else { text }
}

fn say_owned(language: Language, french: String, english: String) -> String {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

fn pair(json: &mut Json<'_>, name: &str, [before, after]: [f64; 2]) {
    share(json.name(name), Some(before));
    share(json.name(&format!("{name}_after")), Some(after));
}

fn points(json: &mut Json<'_>, value: Value) {
    json.millionths(i64::try_from(value.0.saturating_mul(1_000)).unwrap_or(i64::MAX));
}

/// A share of one or a count of bits, to a millionth.
#[expect(clippy::cast_possible_truncation, reason = "a cast from a double saturates")]
pub fn share(json: &mut Json<'_>, share: Option<f64>) {
    match share {
        Some(share) => json.millionths((share * 1e6).round() as i64),
        None => json.null(),
    }
}
