//! The best round of a shift for given multipliers: labels in the order of time, dominance, and
//! no label that cannot lead above what is asked.
//!
//! Rounds may visit a venue twice if everything between forgets it (ng-routes: Baldacci, Mingozzi
//! and Roberti 2011): with a memory of all venues no round does.

use super::{
    net::{Net, short},
    rest::Rest,
    set::Set,
};

/// A round and what it brings after multipliers, in parts of a minute.
#[derive(Clone, Debug)]
pub struct Priced {
    pub gain: i64,
    pub venues: Vec<u16>,
}

/// What is asked of one shift.
pub struct Question<'a> {
    pub net: &'a Net,
    /// What a visit brings after multipliers.
    pub worth: &'a [i64],
    /// What a minute of travel costs.
    pub minute: i64,
    /// What each venue remembers of those before it.
    pub memory: &'a [Set],
    /// Only rounds that bring more are of interest.
    pub above: i64,
    /// Most rounds in the answer.
    pub most: usize,
}

struct Label {
    at: u16,
    time: i32,
    gain: i64,
    seen: Set,
    parent: u32,
}

const NONE: u32 = u32::MAX;

/// Most labels of one question: some hundred megabytes.
const MOST_LABELS: usize = 3_000_000;

/// The best rounds that bring more than what was asked, the best first; none if there is none.
/// `None` if there would be too many labels.
pub fn best(question: &Question<'_>) -> Option<Vec<Priced>> {
    let mut search = Search::new(question);
    search.run().then(|| search.answer())
}

struct Search<'a> {
    question: &'a Question<'a>,
    rest: Rest,
    labels: Vec<Label>,
    /// Labels by the minute of their sweep, after the shift's start.
    waiting: Vec<Vec<u32>>,
    settled: Vec<Vec<u32>>,
    ends: Vec<(i64, u32)>,
}

impl<'a> Search<'a> {
    fn new(question: &'a Question<'a>) -> Self {
        let net = question.net;
        let last = (0..net.open.len()).map(|at| net.close[at]).max().unwrap_or(net.start);
        let span = usize::try_from(last - net.start + 1).unwrap_or(0);
        Self {
            question,
            rest: Rest::new(net, question.worth, question.minute),
            labels: Vec::new(),
            waiting: vec![Vec::new(); span],
            settled: vec![Vec::new(); net.open.len()],
            ends: Vec::new(),
        }
    }

    /// False if there were too many labels.
    fn run(&mut self) -> bool {
        let net = self.question.net;
        for at in (0..net.open.len()).filter(|&at| net.first[at] <= net.close[at]) {
            let gain = -i64::from(net.out[at]) * self.question.minute;
            self.reach(at, net.first[at], gain, Set::default(), NONE);
        }
        for minute in 0..self.waiting.len() {
            // A sweep of no length at no distance comes back to the same minute.
            while let Some(label) = self.waiting[minute].pop() {
                self.settle(label);
            }
            if self.labels.len() > MOST_LABELS {
                return false;
            }
        }
        true
    }

    /// A new label, unless nothing good can follow it.
    fn reach(&mut self, at: usize, time: i32, before: i64, seen: Set, parent: u32) {
        let gain = before + self.question.worth[at];
        if gain + self.rest.most(self.question.net, at, time) <= self.question.above {
            return;
        }
        let minute =
            usize::try_from(time - self.question.net.start).unwrap_or_else(|_| unreachable!("after the start"));
        let number = u32::try_from(self.labels.len()).unwrap_or_else(|_| unreachable!("memory ends before"));
        self.labels.push(Label { at: short(at), time, gain, seen: seen.with(at), parent });
        self.waiting[minute].push(number);
    }

    fn dominated(&self, label: &Label) -> bool {
        self.settled[usize::from(label.at)].iter().any(|&other| {
            let other = &self.labels[other as usize];
            other.gain >= label.gain && other.seen.within(&label.seen)
        })
    }

    fn settle(&mut self, number: u32) {
        let net = self.question.net;
        let label = &self.labels[number as usize];
        if self.dominated(label) {
            return;
        }
        let (at, time, gain, seen) = (usize::from(label.at), label.time, label.gain, label.seen);
        self.settled[at].push(number);
        let home = gain - i64::from(net.back[at]) * self.question.minute;
        if time <= net.last[at] && home > self.question.above {
            self.ends.push((home, number));
        }
        for arc in net.arcs[at].iter().filter(|arc| time <= arc.latest) {
            let to = usize::from(arc.to);
            if !seen.has(to) {
                let next = (time + arc.step).max(net.open[to]);
                let memory = seen.both(&self.question.memory[to]);
                self.reach(to, next, gain - i64::from(arc.travel) * self.question.minute, memory, number);
            }
        }
    }

    fn answer(mut self) -> Vec<Priced> {
        self.ends.sort_unstable_by_key(|&(gain, number)| (std::cmp::Reverse(gain), number));
        self.ends.truncate(self.question.most);
        self.ends.iter().map(|&(gain, end)| Priced { gain, venues: self.walk(end) }).collect()
    }

    fn walk(&self, end: u32) -> Vec<u16> {
        let mut venues = Vec::new();
        let mut number = end;
        while number != NONE {
            let label = &self.labels[number as usize];
            venues.push(label.at);
            number = label.parent;
        }
        venues.reverse();
        venues
    }
}
