//! What a round can still bring: an upper limit for each venue and moment, cycles allowed.

use super::net::Net;

/// Below every gain that can occur.
pub const NEVER: i64 = i64::MIN / 4;

/// For each venue and start of its sweep, the most that may follow, the way home paid.
pub struct Rest {
    from: Vec<usize>,
    most: Vec<i64>,
}

/// How many moments the tables of this net hold.
pub fn moments(net: &Net) -> usize {
    (0..net.open.len()).map(|at| usize::try_from(net.close[at] - net.open[at] + 1).unwrap_or(0)).sum()
}

impl Rest {
    /// `worth` is what a visit brings, `minute` what a minute of travel costs.
    pub fn new(net: &Net, worth: &[i64], minute: i64) -> Self {
        let mut from = Vec::with_capacity(net.open.len());
        let mut size = 0;
        for at in 0..net.open.len() {
            from.push(size);
            size += usize::try_from(net.close[at] - net.open[at] + 1).unwrap_or(0);
        }
        let mut rest = Self { from, most: vec![NEVER; size] };
        rest.fill(net, worth, minute);
        rest
    }

    /// Moments are taken from the last to the first: what follows a sweep lies later.
    fn fill(&mut self, net: &Net, worth: &[i64], minute: i64) {
        let venues = || (0..net.open.len()).filter(|&at| net.goes(at));
        let first = venues().map(|at| net.open[at]).min().unwrap_or(0);
        let last = venues().map(|at| net.close[at]).max().unwrap_or(-1);
        for time in (first..=last).rev() {
            for at in venues().filter(|&at| (net.open[at]..=net.close[at]).contains(&time)) {
                let home = -i64::from(net.back[at]) * minute;
                let mut most = if time <= net.last[at] { home } else { NEVER };
                for arc in net.arcs[at].iter().filter(|arc| time <= arc.latest) {
                    let to = usize::from(arc.to);
                    let next = (time + arc.step).max(net.open[to]);
                    let follows = self.most(net, to, next) + worth[to] - i64::from(arc.travel) * minute;
                    most = most.max(follows);
                }
                let place = self.place(net, at, time);
                self.most[place] = most;
            }
        }
    }

    fn place(&self, net: &Net, at: usize, time: i32) -> usize {
        self.from[at] + usize::try_from(time - net.open[at]).unwrap_or_else(|_| unreachable!("never before it opens"))
    }

    /// The most that can follow a sweep of `at` that starts then.
    pub fn most(&self, net: &Net, at: usize, time: i32) -> i64 {
        self.most[self.place(net, at, time)]
    }
}
