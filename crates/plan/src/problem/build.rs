//! From what people wrote to a checked problem.

use std::collections::BTreeSet;

use election::Id;
use election::definition::Level;

use super::atlas::Atlas;
use super::danger::Danger;
use super::fault::{Faults, Item, Kind, ProblemFault};
use super::lands::Lands;
use super::limits::{MAX_SITES, MAX_TOTAL_WEIGHT, MAX_WEIGHT};
use super::records::{Checked, belongs, holds, round};
use super::sites::Builder;
use super::{Base, Country, Event, Inputs, Phase, Problem, Scope, Site, Threat, rules};
use crate::measure::Weight;

impl Problem {
    /// Checks what people wrote against the country and derives sites and weights for one phase.
    ///
    /// Every fault is told, in the order policy, country, forces, threats, events, leaves; those
    /// of weights only when there is no other. The same arguments give the same problem.
    pub fn new(country: &Country<'_>, inputs: &Inputs, phase: Id) -> Result<Self, Vec<ProblemFault>> {
        let mut faults = Faults::default();
        rules::check(&inputs.policy, &mut faults);
        for (at, other) in inputs.policy.phases.iter().enumerate() {
            round(other, at, country.rounds, &mut faults);
        }
        let phase = rules::phase(&inputs.policy, phase, &mut faults);
        let round = phase.and_then(|phase| round(phase, 0, country.rounds, &mut Faults::default()));
        let atlas = Atlas::new(country, round, &mut faults);
        let lands = atlas.as_ref().map(|atlas| Lands::new(atlas, &inputs.policy, &mut faults));
        Checked { inputs, land: atlas.as_ref().zip(lands.as_ref()) }.check(&mut faults);
        let (Some(atlas), Some(lands), Some(phase)) = (atlas, lands, phase) else {
            return Err(faults.into_list());
        };
        Draft { atlas: &atlas, lands: &lands, inputs, phase, round }.build(faults)
    }
}

/// A problem whose records have been looked at.
struct Draft<'a> {
    atlas: &'a Atlas<'a>,
    lands: &'a Lands,
    inputs: &'a Inputs,
    phase: &'a Phase,
    round: Option<usize>,
}

impl Draft<'_> {
    fn build(&self, mut faults: Faults) -> Result<Problem, Vec<ProblemFault>> {
        let open = Builder::open(self.atlas, self.round);
        for department in self.lands.nowhere(self.atlas, self.inputs, self.communes(&open)) {
            faults.push(Item::Country, "places", Kind::Nowhere, department);
        }
        let danger = Danger::new(self.threats(), &self.inputs.policy.hours, self.atlas);
        let leaves: BTreeSet<Id> = self.inputs.leaves.iter().map(|leave| leave.station).collect();
        let mut builder = Builder::new(self.atlas, self.lands, &self.inputs.policy, &danger, leaves);
        if let Some(round) = self.round {
            builder.add_venues(&open, round, &mut faults);
        }
        self.events().for_each(|event| builder.add_event(event));
        let (mut sites, excluded) = (builder.sites, builder.excluded);
        sites.sort_by_key(|site| (site.department, site.ground, site.id));
        self.check_names(&sites, &mut faults);
        if faults.is_empty() {
            self.check_weights(&sites, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults.into_list());
        }
        Ok(self.problem(sites, excluded.into_iter().collect()))
    }

    fn problem(&self, sites: Vec<Site>, excluded: Vec<(Id, u32)>) -> Problem {
        let mut units = self.inputs.forces.clone();
        units.sort_by_key(|unit| unit.id);
        let mut events: Vec<Event> = self.events().cloned().collect();
        events.sort_by_key(|event| event.id);
        let mut threats: Vec<Threat> = self.threats().cloned().collect();
        threats.sort_by_key(|threat| threat.id);
        let communes: BTreeSet<Id> = units.iter().map(|unit| unit.base).collect();
        Problem {
            election: self.atlas.country.election,
            phase: self.phase.clone(),
            policy: self.inputs.policy.clone(),
            departments: self.lands.departments.clone(),
            sites,
            units,
            bases: communes.into_iter().map(|commune| self.base(commune)).collect(),
            events,
            threats,
            excluded,
        }
    }

    fn base(&self, commune: Id) -> Base {
        let found = self.atlas.find(commune).and_then(|place| Some((place, self.atlas.department(place)?)));
        let (place, around) = found.unwrap_or_else(|| unreachable!("every base was looked up without fault"));
        let department = self.lands.department(around);
        let position = self.atlas.position(place).or_else(|| self.lands.centre(around));
        let (Some(department), Some(position)) = (department, position) else {
            unreachable!("a department with a base is planned and somewhere, or that was told")
        };
        Base { commune, department, position, density: self.atlas.density(place, &self.inputs.policy.travel) }
    }

    fn threats(&self) -> impl Iterator<Item = &Threat> {
        self.inputs.threats.iter().filter(|threat| holds(threat, self.phase))
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.inputs.events.iter().filter(|event| belongs(event, self.phase))
    }

    fn communes(&self, open: &[u32]) -> impl Iterator<Item = u32> {
        let mut communes: Vec<u32> = open.iter().map(|station| self.atlas.communes[*station as usize]).collect();
        communes.dedup();
        communes.into_iter()
    }

    /// Names of sites are their own, and threats name sites that are there.
    fn check_names(&self, sites: &[Site], faults: &mut Faults) {
        faults.unless(sites.len() <= MAX_SITES, Item::Country, "stations", Kind::Limit, sites.len());
        let mut ids: Vec<Id> = sites.iter().map(|site| site.id).collect();
        ids.sort_unstable();
        if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            let event = self.inputs.events.iter().position(|event| event.id == pair[0]);
            let (item, field) = event.map_or((Item::Country, "venues"), |at| (Item::Event(at), "id"));
            faults.push(item, field, Kind::Duplicate, pair[0]);
        }
        for (at, threat) in self.inputs.threats.iter().enumerate() {
            if let Scope::Site(site) = threat.scope {
                let built = self.round.is_some() && holds(threat, self.phase);
                let there = ids.binary_search(&site).is_ok() || self.is_named(site) || (!built && self.may_be(site));
                faults.unless(there, Item::Threat(at), "scope", Kind::Unknown, site);
            }
        }
    }

    /// Whether a venue or an event of any phase has this name.
    fn is_named(&self, site: Id) -> bool {
        self.atlas.country.venues.iter().any(|venue| venue.id == site)
            || self.inputs.events.iter().any(|event| event.id == site)
    }

    /// Whether a venue derived in another phase may have this name: `75-056-v001`.
    fn may_be(&self, site: Id) -> bool {
        let Some((commune, number)) = site.as_str().rsplit_once("-v") else {
            return false;
        };
        let commune = Id::new(commune).ok().and_then(|id| self.atlas.find(id));
        let is_number = number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number && commune.is_some_and(|place| self.atlas.level(place) == Level::Commune)
    }

    fn check_weights(&self, sites: &[Site], faults: &mut Faults) {
        let mut total: u64 = 0;
        for site in sites {
            total = total.saturating_add(site.weight().0);
            if site.weight() > MAX_WEIGHT {
                let event = self.inputs.events.iter().position(|event| event.id == site.id);
                let (item, field) = event.map_or((Item::Policy, "hours"), |at| (Item::Event(at), "weight"));
                let found = format_args!("{}: {} > {MAX_WEIGHT}", site.id, site.weight());
                faults.push(item, field, Kind::Weight, found);
            }
        }
        let found = format_args!("{total} > {MAX_TOTAL_WEIGHT}");
        faults.unless(Weight(total) <= MAX_TOTAL_WEIGHT, Item::Policy, "hours", Kind::Weight, found);
    }
}
