//! A plan with all that is said about it, and the names that people know.

use std::collections::BTreeMap;

use election::Id;
use tlog::Hash;

use super::facts::{self, SiteFacts};
use super::lands::{self, Land};
use crate::answer::{Plan, circuit_id};
use crate::check::Figures;
use crate::draw::price::leak_of;
use crate::problem::Problem;
use crate::problem::text::problem_hash;

/// Names for people, of communes and of venues; what has none is called by its identifier.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: BTreeMap<Id, String>,
}

impl Names {
    /// Names of communes and of venues. Identifiers of both are their own in an election.
    pub fn new(named: impl IntoIterator<Item = (Id, String)>) -> Self {
        Self { names: named.into_iter().collect() }
    }

    /// What something is called, if it has a name.
    pub fn of(&self, id: Id) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}

/// A plan that was checked, with what the checker counted, ready to be shown.
pub struct Dossier<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    pub(super) figures: &'a Figures,
    names: &'a Names,
    /// In the order of the problem's sites.
    pub(super) sites: Vec<SiteFacts>,
    /// In the order of the problem's departments.
    pub(super) lands: Vec<Land>,
    /// Position of base and department of each unit on the day.
    pub(super) stands: Vec<(u32, u32)>,
    pub(super) hash: Hash,
    /// What a sighting tells of the rest of a crew's round, as a share.
    pub(super) leak: Option<f64>,
}

impl<'a> Dossier<'a> {
    /// Looks at every site and department once. The figures are those of [`crate::check::check`]
    /// for this problem and plan: where it gives none, there is nothing to show.
    ///
    /// # Panics
    /// If the plan names a position that the problem does not have.
    pub fn new(problem: &'a Problem, plan: &'a Plan, figures: &'a Figures, names: &'a Names) -> Self {
        let sites = facts::sites(problem, plan);
        let lands = lands::lands(problem, plan, figures, &sites);
        let (stands, hash) = (lands::stands(problem, plan), problem_hash(problem));
        let leak = leak_of(problem, plan).map(|leak| leak.share());
        Self { problem, plan, figures, names, sites, lands, stands, hash, leak }
    }

    /// `75-police-012`: one identifier for a circuit in every table and on every page.
    pub(super) fn circuit_id(&self, circuit: u32) -> String {
        circuit_id(self.problem, self.plan, circuit)
    }

    /// A site's name, or its identifier.
    pub(super) fn site_name(&self, site: u32) -> String {
        let id = self.problem.sites[site as usize].id;
        let event = self.problem.events.binary_search_by_key(&id, |event| event.id);
        let event = event.ok().map(|at| self.problem.events[at].name.as_str());
        self.names.of(id).or(event).map_or_else(|| id.to_string(), str::to_owned)
    }

    /// A site's name with its commune's: half of all venues are called town hall.
    pub(super) fn site_label(&self, site: u32) -> String {
        let (name, commune) = (self.site_name(site), self.problem.sites[site as usize].commune);
        match self.names.of(commune) {
            Some(commune) if !name.contains(commune) => format!("{name}, {commune}"),
            _ => name,
        }
    }

    /// A commune's name, or its identifier.
    pub(super) fn place_name(&self, commune: Id) -> String {
        self.names.of(commune).map_or_else(|| commune.to_string(), str::to_owned)
    }

    /// Name of the commune of a base.
    pub(super) fn base_name(&self, base: u32) -> String {
        self.place_name(self.problem.bases[base as usize].commune)
    }

    pub(super) fn unit_id(&self, unit: u32) -> Id {
        self.problem.units[unit as usize].id
    }

    pub(super) fn shift_name(&self, shift: u32) -> Id {
        self.problem.policy.shifts[shift as usize].name
    }

    /// Sites of a department with their positions in the problem.
    pub(super) fn sites_of(&self, department: usize) -> impl Iterator<Item = (u32, &'a crate::problem::Site)> {
        let range = self.lands[department].sites.clone();
        let first = u32::try_from(range.start).unwrap_or_else(|_| unreachable!("sites have u32 positions"));
        (first..).zip(&self.problem.sites[range])
    }
}
