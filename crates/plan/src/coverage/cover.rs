//! A placement and what it costs to take a crew away, kept up to date. What a crew more brings is
//! summed when it is asked for: keeping that up to date too would cost, for each move, the square
//! of what a question costs.

use super::reduced::Reduced;

/// A placement with its losses.
#[derive(Clone)]
pub(super) struct Cover<'a> {
    pub(super) reduced: &'a Reduced,
    /// Crews at each base.
    pub(super) crews: Vec<u32>,
    /// Bases that have crews, each once a crew, in no order.
    pub(super) used: Vec<u32>,
    /// Crews that reach each site, and the sum of their bases' numbers: the one base itself where
    /// only one crew reaches.
    reached: Vec<[u32; 2]>,
    /// For each base with crews, what one crew less costs; 0 for others.
    losses: Vec<i64>,
    pub(super) value: i64,
    /// Corrections of the last question, by base; all zero in between.
    shared: Vec<i64>,
    touched: Vec<u32>,
}

impl<'a> Cover<'a> {
    pub(super) fn empty(reduced: &'a Reduced) -> Self {
        Self {
            reduced,
            crews: vec![0; reduced.bases()],
            used: Vec::new(),
            reached: vec![[0; 2]; reduced.sites()],
            losses: vec![0; reduced.bases()],
            value: 0,
            shared: vec![0; reduced.bases()],
            touched: Vec::new(),
        }
    }

    pub(super) fn of(reduced: &'a Reduced, crews: &[u32]) -> Self {
        let mut cover = Self::empty(reduced);
        for (base, &crews) in (0_u32..).zip(crews) {
            (0..crews).for_each(|_| cover.add(base));
        }
        cover
    }

    /// What one crew more at a base brings.
    pub(super) fn gain(&self, base: u32) -> i64 {
        let sites = self.reduced.columns.row(base as usize).iter();
        sites.map(|&site| self.reduced.step(site as usize, self.reached[site as usize][0])).sum()
    }

    /// What one crew less at a base that has one costs.
    #[inline]
    pub(super) fn loss(&self, base: u32) -> i64 {
        self.losses[base as usize]
    }

    /// Whether the base has room for one crew more.
    #[inline]
    pub(super) fn has_room(&self, base: u32) -> bool {
        self.crews[base as usize] < self.reduced.most[base as usize]
    }

    /// How many crews are not placed yet.
    pub(super) fn left(&self) -> usize {
        self.reduced.crews as usize - self.used.len()
    }

    pub(super) fn add(&mut self, base: u32) {
        let reduced = self.reduced;
        let mut gain = 0;
        for &site in reduced.columns.row(base as usize) {
            let [reached, sum] = self.reached[site as usize];
            let step = reduced.step(site as usize, reached);
            gain += step;
            if reached > 0 {
                self.shift(site, base, step - reduced.step(site as usize, reached - 1));
            }
            self.reached[site as usize] = [reached + 1, sum.wrapping_add(base)];
        }
        self.value += gain;
        self.losses[base as usize] = gain;
        self.crews[base as usize] += 1;
        self.used.push(base);
    }

    /// Takes one crew away: the one at this place of `used`.
    pub(super) fn remove(&mut self, place: usize) {
        let reduced = self.reduced;
        let base = self.used.swap_remove(place);
        self.value -= self.losses[base as usize];
        self.crews[base as usize] -= 1;
        let mut loss = 0;
        for &site in reduced.columns.row(base as usize) {
            let [reached, sum] = self.reached[site as usize];
            self.reached[site as usize] = [reached - 1, sum.wrapping_sub(base)];
            if reached > 1 {
                let last = reduced.step(site as usize, reached - 2);
                loss += last;
                self.shift(site, base, last - reduced.step(site as usize, reached - 1));
            }
        }
        self.losses[base as usize] = if self.crews[base as usize] > 0 { loss } else { 0 };
    }

    /// Changes the losses of the used bases around a site, but for `base` itself, whose crews are
    /// not counted at the site at this moment.
    fn shift(&mut self, site: u32, base: u32, by: i64) {
        let [reached, sum] = self.reached[site as usize];
        if by == 0 {
            return;
        }
        if reached == 1 {
            self.losses[sum as usize] += by;
            return;
        }
        for &other in self.reduced.rows.row(site as usize) {
            if other != base && self.crews[other as usize] > 0 {
                self.losses[other as usize] += by;
            }
        }
    }

    /// What one crew more at `base` brings, and the used bases near it, each with what it would
    /// cost to move one of its crews there: sites that both reach lose nothing. The list stays
    /// with the caller.
    pub(super) fn neighbours(&mut self, base: u32, costs: &mut Vec<(u32, i64)>) -> i64 {
        costs.clear();
        let reduced = self.reduced;
        let mut gain = 0;
        for &site in reduced.columns.row(base as usize) {
            let [reached, sum] = self.reached[site as usize];
            let step = reduced.step(site as usize, reached);
            gain += step;
            if reached == 1 {
                self.share(sum, reduced.step(site as usize, 0) - step);
            } else if reached > 0 && reached as usize <= reduced.depth {
                let both = reduced.step(site as usize, reached - 1) - step;
                let row = reduced.rows.row(site as usize).iter();
                for &other in row {
                    if self.crews[other as usize] > 0 {
                        self.share(other, both);
                    }
                }
            }
        }
        for other in self.touched.drain(..) {
            let shared = std::mem::take(&mut self.shared[other as usize]);
            costs.push((other, self.losses[other as usize] - shared));
        }
        gain
    }

    fn share(&mut self, other: u32, both: i64) {
        let shared = &mut self.shared[other as usize];
        if *shared == 0 && both > 0 {
            self.touched.push(other);
        }
        *shared += both;
    }

    /// The place of some crew of a base.
    pub(super) fn place(&self, base: u32) -> usize {
        let place = self.used.iter().position(|&used| used == base);
        place.unwrap_or_else(|| unreachable!("only bases with crews are asked for"))
    }
}
