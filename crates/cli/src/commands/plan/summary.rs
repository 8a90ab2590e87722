//! What is said of a plan when it is made.

use std::path::Path;
use std::time::Duration;

use election::refusal::Language;
use plan::answer::Value;
use plan::check::Verdict;
use plan::deploy::Deployment;
use plan::draw::price::leak_of;
use plan::problem::{Placed, Problem, SiteKind};
use verifier::wording::{counted, number};

use super::price::{decimal, leak_words, percent};

/// What making it took.
pub struct Costs {
    pub cpu: Duration,
    pub wall: Duration,
    pub peak_bytes: u64,
}

pub struct Summary<'a> {
    pub problem: &'a Problem,
    pub deployment: &'a Deployment,
    pub verdict: &'a Verdict,
    pub seed: &'a Option<String>,
    pub costs: &'a Costs,
}

impl Summary<'_> {
    /// The greatest value of any pool.
    pub fn realised(&self) -> Value {
        self.deployment.plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default()
    }

    /// How far the value is above what no plan can go below, as a part of the value.
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub fn gap(&self) -> f64 {
        let (value, bound) = (self.realised().0 as f64, self.deployment.plan.bound.0 as f64);
        if value > 0.0 { (value - bound) / value } else { 0.0 }
    }

    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn ratio(&self) -> f64 {
        self.realised().0 as f64 / (self.deployment.plan.bound.0 as f64).max(1.0)
    }

    fn cover(&self) -> (u64, u64) {
        let sum = |of: fn(&plan::answer::CoverClaim) -> u64| self.deployment.plan.covers.iter().map(of).sum();
        (sum(|cover| cover.value), sum(|cover| cover.bound))
    }

    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn cover_gap(&self) -> f64 {
        let (value, bound) = self.cover();
        if value > 0 { (bound.saturating_sub(value)) as f64 / value as f64 } else { 0.0 }
    }

    /// What a sighting tells of the rest of a crew's round, as a share of what is unknown.
    fn leak(&self) -> Option<f64> {
        leak_of(self.problem, &self.deployment.plan).map(|leak| leak.share())
    }

    /// One object with the names that benchmarks read.
    #[expect(clippy::cast_precision_loss, reason = "values in points, for machines that read decimals")]
    pub fn json(&self) -> String {
        let plan = &self.deployment.plan;
        let (value, bound) = (self.realised().0 as f64 / 1_000.0, plan.bound.0 as f64 / 1_000.0);
        let (cover, cover_bound) = self.cover();
        let seed = self.seed.as_ref().map_or("null".to_owned(), |seed| {
            let mut out = String::new();
            election::publish::json::Json::new(&mut out).text(seed);
            out
        });
        format!(
            "{{\"value\":{value},\"bound\":{bound},\"gap\":{},\"ratio\":{},\"cpu_seconds\":{:.3},\"wall_seconds\":{:.3},\"peak_memory_bytes\":{},\"seed\":{seed},\"phase\":\"{}\",\"sites\":{},\"circuits\":{},\"reserve_crews\":{},\"moved_units\":{},\"response_only\":{},\"unserved_circuits\":{},\"spare_crews\":{},\"cover\":{cover},\"cover_bound\":{cover_bound},\"cover_gap\":{},\"leak\":{},\"violations\":{}}}",
            self.gap(),
            self.ratio(),
            self.costs.cpu.as_secs_f64(),
            self.costs.wall.as_secs_f64(),
            self.costs.peak_bytes,
            self.problem.phase.name,
            self.problem.sites.len(),
            plan.circuits.len(),
            plan.reserves.iter().map(|reserve| u64::from(reserve.crews)).sum::<u64>(),
            plan.moves.len(),
            plan.response_only.len(),
            self.deployment.unserved_circuits,
            self.deployment.spare_crews,
            self.cover_gap(),
            self.leak().map_or("null".to_owned(), |leak| format!("{leak:.6}")),
            self.verdict.violations.len(),
        )
    }

    /// What people read.
    pub fn text(&self, language: Language, out: &Path) -> String {
        let mut lines = Lines { language, text: String::new() };
        self.what(&mut lines);
        self.figures(&mut lines);
        self.left_out(&mut lines);
        self.verdict(&mut lines);
        let wall = decimal(self.costs.wall.as_secs_f64(), 1, language);
        let (peak, out) = (lines.n(self.costs.peak_bytes / 1_000_000), out.display());
        lines.add(
            &format!("  {wall} s, {peak} Mo ; vérifier : vigie plan check {out}"),
            &format!("  {wall} s, {peak} MB; check: vigie plan check {out}"),
        );
        lines.text
    }

    fn what(&self, lines: &mut Lines) {
        let venues = self.problem.sites.iter().filter(|site| site.kind == SiteKind::Venue).count();
        let people: u64 = self.problem.units.iter().map(|unit| u64::from(unit.strength.0)).sum();
        let phase = self.problem.phase.name;
        let [sites, venues, units] = [self.problem.sites.len(), venues, self.problem.units.len()];
        let sites = lines.counted(sites, ["site", "sites"], ["site", "sites"]);
        let venues = lines.counted(venues, ["lieu de vote", "lieux de vote"], ["venue", "venues"]);
        let units = lines.counted(units, ["unité", "unités"], ["unit", "units"]);
        let people = counted(lines.language, people, ["personne", "personnes"], ["person", "people"]);
        lines.add(
            &format!("{phase} : {sites} dont {venues}, {units}, {people}"),
            &format!("{phase}: {sites}, of them {venues}; {units}, {people}"),
        );
    }

    fn figures(&self, lines: &mut Lines) {
        let plan = &self.deployment.plan;
        let reserve = plan.reserves.iter().map(|reserve| u64::from(reserve.crews)).sum();
        let circuits = lines.counted(plan.circuits.len(), ["circuit", "circuits"], ["circuit", "circuits"]);
        let reserve = counted(lines.language, reserve, ["équipage", "équipages"], ["crew", "crews"]);
        let moved = ["unité déplacée", "unités déplacées"];
        let moved = lines.counted(plan.moves.len(), moved, ["unit moved", "units moved"]);
        lines.add(
            &format!("  {circuits} ; {reserve} en réserve (toutes vacations) ; {moved}"),
            &format!("  {circuits}; {reserve} in reserve (all shifts); {moved}"),
        );
        let [value, bound] = [self.realised(), plan.bound].map(|value| value.text(lines.language));
        let ratio = decimal(self.ratio(), 3, lines.language);
        lines.add(
            &format!("  valeur {value} ; borne {bound} ; rapport {ratio}"),
            &format!("  value {value}; bound {bound}; ratio {ratio}"),
        );
        let gap = decimal(100.0 * self.cover_gap(), 2, lines.language);
        lines.add(&format!("  réponse : écart prouvé {gap} %"), &format!("  response: proven gap {gap} %"));
        if let Some(leak) = self.leak() {
            let line = format!("  {} {}", leak_words(lines.language), percent(leak, lines.language));
            lines.add(&line, &line);
        }
    }

    /// What the plan could not do, and what it was not asked to.
    fn left_out(&self, lines: &mut Lines) {
        let by_rule = self.problem.sites.iter().filter(|site| site.placed == Placed::AtDepartment).count();
        let counts = [
            (
                self.deployment.plan.response_only.len() as u64,
                "sans passage, secourus sur appel",
                "not visited, helped when called",
            ),
            (
                u64::from(self.deployment.unserved_circuits),
                "circuits abandonnés, trop loin de tout équipage",
                "circuits given up, too far from every crew",
            ),
            (
                by_rule as u64,
                "sans position, placés au centre du département",
                "without position, placed at their department's centre",
            ),
        ];
        for (count, french, english) in counts.into_iter().filter(|(count, ..)| *count > 0) {
            let count = lines.n(count);
            lines.add(&format!("  {french} : {count}"), &format!("  {english}: {count}"));
        }
        // Whoever plans one department asked for no other.
        let whole = self.problem.departments.len() > 1;
        for (place, stations) in self.problem.excluded.iter().filter(|_| whole) {
            let stations = lines.n(u64::from(*stations));
            lines.add(
                &format!("  hors du plan : {place}, bureaux : {stations}"),
                &format!("  outside the plan: {place}, stations: {stations}"),
            );
        }
    }

    fn verdict(&self, lines: &mut Lines) {
        let violations = &self.verdict.violations;
        let count = lines.n(violations.len() as u64);
        lines.add(&format!("  infractions : {count}"), &format!("  violations: {count}"));
        for violation in violations.iter().take(SHOWN) {
            let words = violation.text(self.problem, &self.deployment.plan, lines.language);
            lines.add(&format!("    {words}"), &format!("    {words}"));
        }
        if violations.len() > SHOWN {
            let more = lines.n((violations.len() - SHOWN) as u64);
            lines.add(&format!("    … + {more} autres"), &format!("    … + {more} more"));
        }
    }
}

/// Violations that are printed; `vigie plan check` prints more.
const SHOWN: usize = 10;

/// A text that grows in one of two languages.
struct Lines {
    language: Language,
    text: String,
}

impl Lines {
    fn add(&mut self, french: &str, english: &str) {
        self.text.push_str(match self.language {
            Language::French => french,
            Language::English => english,
        });
        self.text.push('\n');
    }

    fn n(&self, figure: u64) -> String {
        number(self.language, figure)
    }

    fn counted(&self, figure: usize, french: [&str; 2], english: [&str; 2]) -> String {
        counted(self.language, figure as u64, french, english)
    }
}
