//! Every round of a shift that brings at least so much: the rounds a better answer could use.

use std::collections::BTreeMap;

use super::{
    column::PARTS,
    net::{Net, short},
    rest::Rest,
    set::Set,
};

/// Rounds by their venues: the best order of each set.
pub type Found = BTreeMap<Set, (i64, Vec<u16>)>;

/// All sets of venues whose best round brings `least` or more after `worth`, in parts of a
/// minute; `None` if more than `most` states would be looked at.
pub fn all(net: &Net, worth: &[i64], least: i64, most: usize) -> Option<Found> {
    let mut walk = Walk { net, worth, rest: Rest::new(net, worth, PARTS), least, found: Found::new() };
    let mut layer = walk.first();
    let mut looked = 0;
    while !layer.is_empty() {
        looked += layer.values().map(Vec::len).sum::<usize>();
        if looked > most {
            return None;
        }
        layer = walk.next(&layer);
    }
    Some(walk.found)
}

/// Rounds of as many venues each: by their set and last venue, those that none other beats in
/// both time and gain.
type Layer = BTreeMap<(Set, u16), Vec<State>>;

#[derive(Clone)]
struct State {
    time: i32,
    gain: i64,
    venues: Vec<u16>,
}

struct Walk<'a> {
    net: &'a Net,
    worth: &'a [i64],
    rest: Rest,
    least: i64,
    found: Found,
}

impl Walk<'_> {
    fn first(&self) -> Layer {
        let mut layer = Layer::new();
        for at in (0..self.net.open.len()).filter(|&at| self.net.first[at] <= self.net.close[at]) {
            let gain = self.worth[at] - i64::from(self.net.out[at]) * PARTS;
            self.reach(&mut layer, Set::default(), at, State { time: self.net.first[at], gain, venues: Vec::new() });
        }
        layer
    }

    fn next(&mut self, layer: &Layer) -> Layer {
        let mut next = Layer::new();
        for ((set, at), states) in layer {
            for state in states {
                self.end(*set, usize::from(*at), state);
                self.extend(&mut next, *set, usize::from(*at), state);
            }
        }
        next
    }

    fn end(&mut self, set: Set, at: usize, state: &State) {
        let home = state.gain - i64::from(self.net.back[at]) * PARTS;
        if state.time <= self.net.last[at] && home >= self.least {
            let best = self.found.entry(set).or_insert((i64::MIN, Vec::new()));
            if home > best.0 {
                *best = (home, state.venues.clone());
            }
        }
    }

    fn extend(&self, next: &mut Layer, set: Set, at: usize, state: &State) {
        for arc in self.net.arcs[at].iter().filter(|arc| state.time <= arc.latest) {
            let to = usize::from(arc.to);
            if !set.has(to) {
                let time = (state.time + arc.step).max(self.net.open[to]);
                let gain = state.gain + self.worth[to] - i64::from(arc.travel) * PARTS;
                self.reach(next, set, to, State { time, gain, venues: state.venues.clone() });
            }
        }
    }

    fn reach(&self, layer: &mut Layer, before: Set, at: usize, mut state: State) {
        if state.gain + self.rest.most(self.net, at, state.time) < self.least {
            return;
        }
        let states = layer.entry((before.with(at), short(at))).or_default();
        if states.iter().any(|other| other.time <= state.time && other.gain >= state.gain) {
            return;
        }
        states.retain(|other| other.time < state.time || other.gain > state.gain);
        state.venues.push(short(at));
        states.push(state);
    }
}
