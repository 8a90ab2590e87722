//! What `vigie plan check` found, what it looked at and what it did not, for people and programs.

use std::fmt::Write as _;

use election::publish::json::Json;
use election::refusal::Language;
use plan::answer::Override;
use plan::check::Violation;
use plan::draw::price::Price;
use verifier::wording::{counted, number, say};

use super::exhibits::Misfiled;
use super::folder::Opened;
use super::price::{Told, leak_words, percent, share};
use super::sign::OrdersSeal;

/// Violations that are printed; the rest is counted.
const SHOWN: usize = 100;
/// Thousandths of chance or value beyond which overrides raise an alert, as `vigie plan orders` has it.
const ALERT: u16 = 100;

/// What a check can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    Rules,
    Files,
    Signature,
    Draw,
    Pages,
    Overrides,
}

impl Matter {
    const ALL: [Self; 6] = [Self::Rules, Self::Files, Self::Signature, Self::Draw, Self::Pages, Self::Overrides];

    /// For programs.
    fn word(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Files => "files",
            Self::Signature => "signature",
            Self::Draw => "draw",
            Self::Pages => "pages",
            Self::Overrides => "orders-signature",
        }
    }

    fn text(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Self::Rules => ("les règles, les valeurs et les bornes", "rules, values and bounds"),
            Self::Files => (
                "les tables, la carte, les chiffres et le rapport, refaits du problème, du plan et des noms",
                "tables, map, figures and report, made again from problem, plan and names",
            ),
            Self::Signature => ("qui répond du plan et des noms", "who answers for plan and names"),
            Self::Draw => ("le tirage de toutes les vacations", "the draw of every shift"),
            Self::Pages => ("les pages d'ordres", "the pages of orders"),
            Self::Overrides => {
                ("qui répond des ordres et des dérogations", "who answers for the orders and their overrides")
            }
        };
        say(language, french, english)
    }

    /// What it would take to look at it.
    fn lacks(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Self::Rules | Self::Files => ("le plan est abîmé", "the plan is damaged"),
            Self::Signature | Self::Overrides => ("--signer", "--signer"),
            Self::Draw => ("--orders, toutes les graines", "--orders, every seed"),
            Self::Pages => ("--orders, toutes les graines, un bon tirage", "--orders, every seed, a good draw"),
        };
        say(language, french, english)
    }
}

/// Orders that were brought.
pub struct Ordered {
    /// Shifts whose draw was repeated, and all.
    pub drawn: [usize; 2],
    /// Whether the pages were made again.
    pub whole: bool,
    pub seal: OrdersSeal,
    pub overrides: Vec<Override>,
    /// None where an override is not allowed.
    pub price: Option<Price>,
}

/// What was found.
#[derive(Default)]
pub struct Outcome {
    pub violations: Vec<Violation>,
    /// Files and pages that are missing or not what they should be.
    pub files: Vec<Misfiled>,
    pub signed: Option<bool>,
    pub leak: Option<f64>,
    orders: Option<Ordered>,
    checked: Vec<Matter>,
}

impl Outcome {
    pub fn of(violations: Vec<Violation>, signed: Option<bool>) -> Self {
        Self { violations, signed, ..Self::default() }
    }

    pub fn looked_at(&mut self, matter: Matter) {
        self.checked.push(matter);
    }

    /// Notes the orders, and what of them was looked at.
    pub fn ordered(&mut self, orders: Ordered) {
        let [drawn, all] = orders.drawn;
        let matters = [
            (drawn == all, Matter::Draw),
            (orders.whole, Matter::Pages),
            (matches!(orders.seal, OrdersSeal::Theirs(Some(_))), Matter::Overrides),
        ];
        self.checked.extend(matters.iter().filter(|(looked, _)| *looked).map(|(_, matter)| *matter));
        self.orders = Some(orders);
    }

    /// Violations, and no signature that was asked for and is not there: that of the orders too
    /// where they obey somebody.
    pub fn is_good(&self) -> bool {
        self.count() == 0 && self.signed != Some(false) && self.orders_signed() != Some(false)
    }

    /// Whether the orders are signed by the key that was asked for; none where no key was, or
    /// where the orders obey nobody and chance alone answers for them.
    fn orders_signed(&self) -> Option<bool> {
        let orders = self.orders.as_ref().filter(|orders| !orders.overrides.is_empty())?;
        self.signed.map(|_| orders.seal == OrdersSeal::Theirs(Some(true)))
    }

    fn count(&self) -> usize {
        self.violations.len() + self.files.len()
    }

    /// The whole text, for people or as one JSON object.
    pub fn tell(&self, opened: &Opened, language: Language, json: bool) -> String {
        let violations = self.violations.iter().map(|found| found.text(&opened.problem, &opened.plan, language));
        let files = self.files.iter().map(|found| found.text(language));
        let lines: Vec<String> = violations.chain(files).take(SHOWN).collect();
        if json { self.json(opened, &lines) } else { self.text(opened, &lines, language) }
    }

    fn is_checked(&self, matter: Matter) -> bool {
        self.checked.contains(&matter) || (matter == Matter::Signature && self.signed.is_some())
    }

    fn json(&self, opened: &Opened, lines: &[String]) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("violations").number(self.count() as u64);
            if let Some(signed) = self.signed {
                json.name("signed").boolean(signed);
            }
            share(json.name("leak"), self.leak);
            for (name, checked) in [("checked", true), ("unchecked", false)] {
                let matters = Matter::ALL.into_iter().filter(|matter| self.is_checked(*matter) == checked);
                json.name(name).array(|json| matters.for_each(|matter| json.text(matter.word())));
            }
            if let Some(orders) = &self.orders {
                self.orders_json(opened, orders, json);
            }
            json.name("shown").array(|json| lines.iter().for_each(|line| json.text(line)));
        });
        out.push('\n');
        out
    }

    fn orders_json(&self, opened: &Opened, orders: &Ordered, json: &mut Json<'_>) {
        json.name("shifts_drawn_again").number(orders.drawn[0] as u64);
        json.name("shifts").number(orders.drawn[1] as u64);
        json.name("overrides").number(orders.overrides.len() as u64);
        json.name("orders_sealed").boolean(matches!(orders.seal, OrdersSeal::Theirs(_)));
        if let OrdersSeal::Theirs(Some(signed)) = orders.seal {
            json.name("orders_signed").boolean(signed);
        } else if self.signed.is_some() {
            json.name("orders_signed").boolean(false);
        }
        if let Some(told) = told(opened, orders) {
            json.name("price").object(|json| told.json(json));
        }
    }

    fn text(&self, opened: &Opened, lines: &[String], language: Language) -> String {
        let mut out = String::new();
        for line in lines {
            let _ = writeln!(out, "{line}");
        }
        if self.count() > lines.len() {
            let more = number(language, (self.count() - lines.len()) as u64);
            let _ = writeln!(out, "{}", say(language, format!("… + {more} autres"), format!("… + {more} more")));
        }
        if self.signed == Some(false) {
            let _ = writeln!(out, "{}", say(language, "PAS SIGNÉ par cette clé", "NOT SIGNED by this key"));
        }
        if let Some(leak) = self.leak {
            let _ = writeln!(out, "{} {}", leak_words(language), percent(leak, language));
        }
        if let Some(orders) = &self.orders {
            out.push_str(&self.orders_text(opened, orders, language));
        }
        out.push_str(&self.matters(language));
        let kept = say(language, "PLAN VÉRIFIÉ : aucune règle enfreinte", "PLAN CHECKED: every rule is kept");
        let count = counted(language, self.count() as u64, ["infraction", "infractions"], ["violation", "violations"]);
        let refused = say(language, format!("REFUSÉ : {count}"), format!("REFUSED: {count}"));
        let _ = writeln!(out, "{}", if self.count() == 0 { kept } else { &refused });
        out
    }

    fn orders_text(&self, opened: &Opened, orders: &Ordered, language: Language) -> String {
        let [drawn, shifts] = orders.drawn;
        let french = format!("tirage refait pour {drawn} vacations sur {shifts}");
        let mut out = say(language, french, format!("draw made again for {drawn} of {shifts} shifts"));
        out.push('\n');
        if orders.overrides.is_empty() {
            return out;
        }
        let count = orders.overrides.len() as u64;
        let count = counted(language, count, ["dérogation", "dérogations"], ["override", "overrides"]);
        let sealed = match orders.seal {
            OrdersSeal::Theirs(Some(true)) => say(language, "signées par cette clé", "signed by this key"),
            _ if self.signed.is_some() => say(language, "PAS SIGNÉES par cette clé", "NOT SIGNED by this key"),
            OrdersSeal::Theirs(_) => say(language, "scellées ; --signer dit par qui", "sealed; --signer says by whom"),
            OrdersSeal::Other => say(language, "PAS celles qui furent scellées", "NOT those that were sealed"),
            OrdersSeal::None => say(
                language,
                "que personne n'a signées : qui en répond et pourquoi ne tient qu'à draw.txt (vigie plan sign --orders)",
                "that nobody has signed: who answers for them and why hangs on draw.txt alone (vigie plan sign --orders)",
            ),
        };
        let _ = writeln!(out, "{count}, {sealed}");
        for over in &orders.overrides {
            let [by, reason] = [&over.by, &over.reason].map(|text| verifier::wording::visible(text));
            let _ = writeln!(out, "  {by}{} {reason}", language.colon());
        }
        out.push_str(&told(opened, orders).map_or_else(String::new, |told| told.text(language)));
        out
    }

    /// What was looked at and what was not, so that nobody takes silence for a yes.
    fn matters(&self, language: Language) -> String {
        let of = |checked: bool, line: &dyn Fn(Matter) -> String| {
            let matters = Matter::ALL.into_iter().filter(|matter| self.is_checked(*matter) == checked);
            matters.map(line).collect::<Vec<_>>().join(" ; ")
        };
        let checked = of(true, &|matter| matter.text(language).to_owned());
        let left = of(false, &|matter| format!("{} ({})", matter.text(language), matter.lacks(language)));
        let mut out = String::new();
        for (words, matters) in
            [(say(language, "vérifié :", "checked:"), checked), (say(language, "PAS vérifié :", "NOT checked:"), left)]
        {
            if !matters.is_empty() {
                let matters = if language == Language::English { matters.replace(" ; ", "; ") } else { matters };
                let _ = writeln!(out, "{words} {matters}");
            }
        }
        out
    }
}

fn told<'a>(opened: &'a Opened, orders: &'a Ordered) -> Option<Told<'a>> {
    let Opened { problem, plan, .. } = opened;
    let price = orders.price.as_ref()?;
    Some(Told { problem, plan, overrides: &orders.overrides, price, threshold: ALERT })
}
