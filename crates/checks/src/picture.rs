//! A contest as the checks see it: what was reported so far, and what it makes of a station.

use std::collections::BTreeMap;

use election::{Counts, Id, Votes};

use crate::contest::{Address, Contest};
use crate::model::belief::Belief;
use crate::model::cells::{Cells, PAPERS, logs, papers, votes as votes_of};
use crate::model::features::Features;
use crate::model::fit::{Model, Sample};
use crate::model::layout::{Around, Layout};
use crate::model::sums::{Levels, Sums};
use crate::model::{Evidence, papers as papers_model, turnout, votes};

/// Evidence in nats from which on a station's figures are mended before they count among its
/// neighbours', so that one wrong station does not make those next to it look wrong.
const MENDED: f64 = 9.0;
/// Largest difference of logarithms a station's own description may show: one absurd figure must
/// not carry the expectation away.
const OWN_LIMIT: f64 = 2.0;
/// A usual station has e^6.5 voters on its register.
const USUAL_REGISTER: f64 = 6.5;

/// One composition, summed and fitted.
#[derive(Clone, Debug)]
struct Side {
    sums: Sums,
    model: Model,
}

/// A contest, fitted.
#[derive(Clone, Debug)]
pub struct Picture {
    candidates: usize,
    orders: Vec<Vec<usize>>,
    layout: Layout,
    papers: Side,
    votes: Side,
    before: Option<Before>,
    changes: turnout::Changes,
    twins: BTreeMap<Box<[Votes]>, [Option<Id>; 2]>,
}

/// An earlier contest at the same stations.
#[derive(Clone, Debug)]
struct Before {
    layout: Layout,
    counts: Vec<Counts>,
    /// What stands for a station that was not there.
    papers: Vec<f64>,
    votes: Vec<f64>,
}

/// What is found out about one station.
pub(crate) struct Assessment {
    pub(crate) votes: Option<Evidence<votes::Mistake>>,
    pub(crate) papers: papers_model::Found,
    /// Evidence in nats that the votes are anybody's but this station's.
    pub(crate) unlike_votes: Option<f64>,
    /// The same of the papers.
    pub(crate) unlike_papers: Option<f64>,
    /// Change of turnout against the earlier contest, in robust standard deviations.
    pub(crate) turnout_change: Option<f64>,
    /// The earlier contest.
    pub(crate) before: Option<Counts>,
}

impl Before {
    fn of(contest: &Contest) -> Self {
        let counts: Vec<Counts> = contest.stations.iter().map(|station| station.counts.clone()).collect();
        let layout = Layout::of(&contest.stations.iter().map(|station| &station.address));
        let papers = mean(PAPERS, counts.iter().map(|counts| logs(&papers(counts))));
        let votes = mean(contest.lines.len(), counts.iter().map(|counts| logs(&votes_of(counts).collect::<Vec<_>>())));
        Self { layout, counts, papers, votes }
    }

    fn find(&self, station: Id) -> Option<&Counts> {
        self.layout.find(station).map(|at| &self.counts[at])
    }

    fn papers_of(&self, station: Id) -> Vec<f64> {
        self.find(station).map_or_else(|| self.papers.clone(), |counts| logs(&papers(counts)))
    }

    fn votes_of(&self, station: Id) -> Vec<f64> {
        self.find(station).map_or_else(|| self.votes.clone(), |counts| logs(&votes_of(counts).collect::<Vec<_>>()))
    }
}

fn mean(parts: usize, all: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let (mut sum, mut count) = (vec![0.0; parts], 1e-9);
    for one in all {
        sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        count += 1.0;
    }
    sum.into_iter().map(|sum| sum / count).collect()
}

impl Picture {
    /// Fits what has been reported; `before` is an earlier contest with some of the same stations.
    pub fn of(contest: &Contest, before: Option<&Contest>) -> Self {
        let layout = Layout::of(&contest.stations.iter().map(|station| &station.address));
        let before = before.map(Before::of);
        let counts = || contest.stations.iter().map(|station| &station.counts);
        let all_papers = Cells::papers(counts());
        let all_votes = Cells::votes(counts(), contest.lines.len());
        let papers = papers_side(contest, &layout, before.as_ref(), &all_papers);
        let votes = votes_side(contest, &layout, before.as_ref(), &papers.sums, &all_votes);
        let orders = orders(contest);
        let candidates = contest.lines.len();
        let changes = turnout::Changes::of(contest, |station| before.as_ref()?.find(station));
        let twins = twins(contest);
        let mut picture = Self { candidates, orders, layout, papers, votes, before, changes, twins };
        let mended = picture.mended(contest, &all_votes);
        if mended != all_votes {
            picture.votes.sums = Sums::of(mended, &picture.layout);
        }
        picture
    }

    fn mended(&self, contest: &Contest, cells: &Cells) -> Cells {
        let mut mended = cells.clone();
        for (at, station) in contest.stations.iter().enumerate() {
            let found = self.votes_evidence(&station.address, &station.counts);
            if let Some(found) = found.filter(|found| found.best >= MENDED) {
                mended.replace(at, &found.mistake.undone(cells.of(at)));
            }
        }
        mended
    }

    pub(crate) fn assess(&self, address: &Address, counts: &Counts) -> Assessment {
        let before = self.before.as_ref().and_then(|before| before.find(address.station)).cloned();
        let register = before.as_ref().map(|before| before.registered.value());
        let cells: Vec<f64> = votes_of(counts).collect();
        let votes = self.votes_belief(address, counts);
        let papers_belief = self.papers_belief(address, counts);
        let change = before.as_ref().and_then(|before| self.changes.of_station(address.department, before, counts));
        Assessment {
            unlike_votes: votes.as_ref().map(|belief| belief.unlike(&logs(&cells))),
            unlike_papers: Some(papers_belief.unlike(&logs(&papers(counts)))),
            votes: votes.and_then(|belief| votes::evidence(&belief, &cells, &self.orders)),
            papers: papers_model::evidence(&papers_belief, counts, register),
            turnout_change: change,
            before,
        }
    }

    /// Another station with the same votes for every candidate.
    pub(crate) fn twin(&self, address: &Address, counts: &Counts) -> Option<Id> {
        let there = self.twins.get(&counts.candidates)?;
        there.iter().flatten().find(|station| **station != address.station).copied()
    }

    fn votes_evidence(&self, address: &Address, counts: &Counts) -> Option<Evidence<votes::Mistake>> {
        let cells: Vec<f64> = votes_of(counts).collect();
        votes::evidence(&self.votes_belief(address, counts)?, &cells, &self.orders)
    }

    /// None where nothing is valid, or where the candidates are another contest's.
    fn votes_belief(&self, address: &Address, counts: &Counts) -> Option<Belief> {
        let whole: f64 = votes_of(counts).sum();
        if whole == 0.0 || counts.candidates.len() != self.candidates {
            return None;
        }
        let (around, own) = self.layout.locate(address);
        let papers = self.papers.sums.levels(&self.layout, around, own);
        let levels = self.votes.sums.levels(&self.layout, around, own);
        let features = votes_features(address, counts, &papers, &levels, self.before.as_ref());
        Some(self.votes.model.belief(&features, around.department, whole))
    }

    fn papers_belief(&self, address: &Address, counts: &Counts) -> Belief {
        let (around, own) = self.layout.locate(address);
        let whole: f64 = papers(counts).iter().sum();
        let levels = self.papers.sums.levels(&self.layout, around, own);
        let features = papers_features(address, whole, &levels, self.before.as_ref());
        self.papers.model.belief(&features, around.department, whole)
    }
}

/// The first two stations of every list of votes.
fn twins(contest: &Contest) -> BTreeMap<Box<[Votes]>, [Option<Id>; 2]> {
    let mut twins: BTreeMap<Box<[Votes]>, [Option<Id>; 2]> = BTreeMap::new();
    for station in &contest.stations {
        let there = twins.entry(station.counts.candidates.clone()).or_default();
        if let Some(free) = there.iter_mut().find(|place| place.is_none()) {
            *free = Some(station.address.station);
        }
    }
    twins
}

/// Lists are kept by panel number or by name.
fn orders(contest: &Contest) -> Vec<Vec<usize>> {
    let by_panel: Vec<usize> = (0..contest.lines.len()).collect();
    let mut by_name = by_panel.clone();
    by_name.sort_by(|a, b| contest.lines[*a].family.cmp(&contest.lines[*b].family));
    if by_name == by_panel { vec![by_panel] } else { vec![by_panel, by_name] }
}

fn papers_side(contest: &Contest, layout: &Layout, before: Option<&Before>, cells: &Cells) -> Side {
    let sums = Sums::of(cells.clone(), layout);
    let samples = samples(contest, layout, |at, address, around| {
        let levels = sums.levels(layout, around, Some(at));
        papers_features(address, cells.of(at).iter().sum(), &levels, before)
    });
    let model = Model::fit(cells, &samples, layout.departments);
    Side { sums, model }
}

fn votes_side(contest: &Contest, layout: &Layout, before: Option<&Before>, papers: &Sums, cells: &Cells) -> Side {
    let sums = Sums::of(cells.clone(), layout);
    let samples = samples(contest, layout, |at, address, around| {
        let papers = papers.levels(layout, around, Some(at));
        let levels = sums.levels(layout, around, Some(at));
        votes_features(address, &contest.stations[at].counts, &papers, &levels, before)
    });
    let model = Model::fit(cells, &samples, layout.departments);
    Side { sums, model }
}

fn samples(contest: &Contest, layout: &Layout, features: impl Fn(usize, &Address, Around) -> Features) -> Vec<Sample> {
    let stations = contest.stations.iter().zip(&layout.around).enumerate();
    stations
        .map(|(at, (station, around))| Sample {
            features: features(at, &station.address, *around),
            department: around.department.unwrap_or(0),
        })
        .collect()
}

fn papers_features(address: &Address, whole: f64, levels: &Levels, before: Option<&Before>) -> Features {
    let earlier = before.map_or_else(Vec::new, |before| before.papers_of(address.station));
    Features::of(levels, &[libm::log(whole + 1.0) - USUAL_REGISTER], &earlier)
}

fn votes_features(
    address: &Address,
    counts: &Counts,
    papers: &Levels,
    levels: &Levels,
    before: Option<&Before>,
) -> Features {
    let own = crate::model::cells::papers(counts);
    let mut description: Vec<f64> = logs(&own)
        .iter()
        .zip(&papers.constituency)
        .map(|(own, around)| (own - around).clamp(-OWN_LIMIT, OWN_LIMIT))
        .collect();
    description.push(libm::log(own.iter().sum::<f64>() + 1.0) - USUAL_REGISTER);
    let earlier = before
        .map_or_else(Vec::new, |before| [before.votes_of(address.station), before.papers_of(address.station)].concat());
    Features::of(levels, &description, &earlier)
}
