//! Venues and shifts that have to do with each other; what has not is solved apart.

use super::{net::Net, problem::Problem};

/// Venues and shifts, each by its place in the problem, and what the shifts can do.
#[derive(Clone, Debug)]
pub struct Part {
    pub venues: Vec<usize>,
    pub shifts: Vec<usize>,
    pub nets: Vec<Net>,
}

/// All parts of a problem that have both a venue and a shift. Days fall apart by themselves.
pub fn parts(problem: &Problem) -> Vec<Part> {
    let (venues, shifts) = (problem.venues().len(), problem.shifts().len());
    let mut group: Vec<usize> = (0..venues + shifts).collect();
    for shift in 0..shifts {
        for venue in (0..venues).filter(|&venue| meet(problem, shift, venue)) {
            let (a, b) = (root(&mut group, venue), root(&mut group, venues + shift));
            group[a.max(b)] = a.min(b);
        }
    }
    let roots: Vec<usize> = (0..venues + shifts).map(|at| root(&mut group, at)).collect();
    (0..venues).filter(|&at| roots[at] == at).filter_map(|at| part(problem, &roots, at)).collect()
}

fn part(problem: &Problem, roots: &[usize], root: usize) -> Option<Part> {
    let count = problem.venues().len();
    let members = |from: usize, to: usize| (from..to).filter(|&at| roots[at] == root).map(move |at| at - from);
    let venues: Vec<usize> = members(0, count).collect();
    let shifts: Vec<usize> = members(count, roots.len()).collect();
    let mut part = Part { venues, shifts, nets: Vec::new() };
    part.nets = part.shifts.iter().map(|&shift| Net::new(problem, &part, shift)).collect();
    (!part.shifts.is_empty()).then_some(part)
}

/// Whether the shift has the skill and is out while the venue's window is open: without that
/// they have nothing to do with each other, whatever the ways between.
fn meet(problem: &Problem, shift: usize, venue: usize) -> bool {
    let (shift, it) = (&problem.shifts()[shift], &problem.venues()[venue]);
    let out = shift.start <= it.latest && it.earliest.saturating_add(it.service) <= shift.end;
    out && shift.skills.has(it.needs)
}

/// The least member of a group, by paths that grow shorter as they are walked.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}
