//! A bound that anyone can check: multipliers as whole numbers, and the sums they give.
//!
//! Shares no code with the search: it knows the problem only. The text form is one fact a line:
//!
//! ```text
//! vigie-cover-certificate/1
//! problem 9f86…        SHA-256 of the problem, see `digest`
//! value 191267         what the placement found is worth
//! bound 191267         no placement is worth more
//! parts 1048576        the multipliers' unit is 1/1048576 of a worth
//! replaced 12 40       base 40 reaches all that base 12 reaches, and may host enough crews
//! dropped 17           with a crew at base 17 the first multipliers prove at most `bound`
//! multipliers 0 13 …   one number a site
//! split 40 0           either base 40 has at most 0 crews, which the next tree treats,
//! leaf 0               (multipliers line 0 bounds this case)
//! leaf 1               or it has more, which the tree after that one treats
//! ```
//! Bases and sites are counted from 0 in the order of the problem.

use core::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::problem::{Placement, Problem, Unfit};

/// Most cases a certificate may distinguish.
pub const MAX_CASES: usize = 1 << 20;

const TITLE: &str = "vigie-cover-certificate/1";

/// A proof that no placement is worth more than `bound`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the problem.
    pub problem: [u8; 32],
    /// What the placement found is worth.
    pub value: u64,
    /// No placement is worth more.
    pub bound: u64,
    /// Units of the multipliers in one worth.
    pub parts: u64,
    /// Bases that need not be used, each with the base that replaces it.
    pub replaced: Vec<[u32; 2]>,
    /// Bases with which the first multipliers prove no more than the bound.
    pub dropped: Vec<u32>,
    /// Lists of multipliers, one number a site.
    pub multipliers: Vec<Vec<u64>>,
    /// The cases as a tree, a split before its two trees.
    pub cases: Vec<Case>,
}

/// A step of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Two cases: at most so many crews at a base, or more.
    Split {
        /// The base.
        base: u32,
        /// The most crews in the first case.
        at: u32,
    },
    /// The list of multipliers that bounds this case.
    Leaf(u32),
}

/// Why a certificate proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// A line is not what the format says; lines are counted from 1.
    #[error("line {0} of the certificate is not in its place or not well written")]
    Line(usize),
    /// It belongs to another problem.
    #[error("the certificate belongs to another problem")]
    Problem,
    /// A replaced base is not replaced by the one named.
    #[error("base {0} is not replaced by the base named")]
    Replaced(u32),
    /// The first multipliers say too little about base {0}.
    #[error("the first multipliers do not tell what base {0} may bring")]
    Dropped(u32),
    /// Wrong number of multipliers, or parts are 0.
    #[error("a list of multipliers does not fit the problem")]
    Multipliers,
    /// The cases are no tree, or name what is not there.
    #[error("the cases do not cover all placements")]
    Cases,
    /// The multipliers give a higher bound than claimed.
    #[error("the multipliers prove a bound of {proven} only")]
    Bound {
        /// What is proven.
        proven: u64,
    },
    /// The placement breaks a rule.
    #[error(transparent)]
    Placement(#[from] Unfit),
    /// The placement is worth something else.
    #[error("the placement is worth {worth}, not what the certificate says")]
    Value {
        /// What it is worth.
        worth: u64,
    },
}

/// SHA-256 over `vigie-cover-problem/1`, a zero byte, then numbers of eight bytes, big end first:
/// crews, sites, bases; each site's weight, number of gains and gains; each base's most; each
/// site's number of bases and the bases.
pub fn digest(problem: &Problem) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"vigie-cover-problem/1\0");
    let mut put = |number: u64| hash.update(number.to_be_bytes());
    put(u64::from(problem.crews()));
    put(problem.sites().len() as u64);
    put(problem.most().len() as u64);
    for (at, site) in problem.sites().iter().enumerate() {
        let gains = problem.gains(at).steps();
        put(site.weight);
        put(gains.len() as u64);
        for &gain in gains {
            put(u64::from(gain));
        }
    }
    problem.most().iter().for_each(|&most| put(u64::from(most)));
    for row in problem.rows().iter() {
        put(row.len() as u64);
        for &base in row {
            put(u64::from(base));
        }
    }
    hash.finalize().into()
}

impl Certificate {
    /// Derives the bound again, in whole numbers, and the placement's value: `Ok` means that the
    /// placement keeps the rules, is worth `value`, and none is worth more than `bound`.
    pub fn check(&self, problem: &Problem, placement: &Placement) -> Result<(), Unproven> {
        let worth = placement.value(problem)?;
        if worth != self.value {
            return Err(Unproven::Value { worth });
        }
        match self.proven(problem)? {
            proven if proven > self.bound => Err(Unproven::Bound { proven }),
            _ => Ok(()),
        }
    }

    /// The bound that the multipliers prove, whatever is claimed.
    pub fn proven(&self, problem: &Problem) -> Result<u64, Unproven> {
        if self.problem != digest(problem) {
            return Err(Unproven::Problem);
        }
        let fits = |list: &Vec<u64>| list.len() == problem.sites().len();
        if self.parts == 0 || !self.multipliers.iter().all(fits) {
            return Err(Unproven::Multipliers);
        }
        let lists: Vec<Sums> = self.multipliers.iter().map(|list| Sums::new(problem, list, self.parts)).collect();
        let mut high = self.kept(problem)?;
        let with_dropped = self.drop(lists.first().ok_or(Unproven::Multipliers)?, &mut high, problem.crews())?;
        let mut proof = Proof {
            lists,
            cases: &self.cases,
            next: 0,
            low: vec![0; high.len()],
            high,
            crews: problem.crews(),
            parts: self.parts,
        };
        Ok(proof.walk()?.max(with_dropped))
    }

    /// Takes the dropped bases away; gives the highest bound for a placement with one of them.
    /// Among the counted crews one at the lowest score gives way to the one at the dropped base.
    fn drop(&self, sums: &Sums, high: &mut [u32], crews: u32) -> Result<u64, Unproven> {
        if self.dropped.is_empty() {
            return Ok(0);
        }
        let whole = sums.bound(&vec![0; high.len()], high, crews).unwrap_or(0);
        let mut scores = vec![0; high.len()];
        sums.bases.iter().for_each(|&(score, base)| scores[base as usize] = score);
        let last = sums.last(high, crews);
        let mut highest = 0;
        for &base in &self.dropped {
            let score = *scores.get(base as usize).ok_or(Unproven::Dropped(base))?;
            let last = last.filter(|&last| score <= last).ok_or(Unproven::Dropped(base))?;
            highest = highest.max(whole - (last - score));
        }
        self.dropped.iter().for_each(|&base| high[base as usize] = 0);
        Ok(u64::try_from(highest / u128::from(self.parts)).unwrap_or(u64::MAX))
    }

    /// Most crews at each base that can be of worth, 0 at replaced ones: crews at one base beyond
    /// those that count at its sites add nothing.
    fn kept(&self, problem: &Problem) -> Result<Vec<u32>, Unproven> {
        let depth = (0..problem.sites().len()).map(|site| problem.gains(site).steps().len()).max().unwrap_or(0);
        let useful = u32::try_from(depth).unwrap_or(u32::MAX);
        let mut high: Vec<u32> = problem.most().iter().map(|&most| most.min(useful)).collect();
        for &[base, _] in &self.replaced {
            *high.get_mut(base as usize).ok_or(Unproven::Replaced(base))? = 0;
        }
        let replaces = |[base, by]: [u32; 2]| {
            // A base that is itself replaced has a `high` of 0 and replaces nothing.
            let room = high.get(by as usize).copied().unwrap_or(0);
            let enough = room >= problem.crews() || room >= useful;
            enough && room > 0 && includes(problem.columns().row(by as usize), problem.columns().row(base as usize))
        };
        let wrong = self.replaced.iter().find(|pair| !replaces(**pair));
        wrong.map_or(Ok(high), |&[base, _]| Err(Unproven::Replaced(base)))
    }
}

fn includes(all: &[u32], some: &[u32]) -> bool {
    some.iter().all(|site| all.binary_search(site).is_ok())
}

/// What one list of multipliers gives.
struct Sums {
    /// Σ over sites Σ over gains max(0, weight × gain - λ), in parts.
    sites: u128,
    /// Bases with Σ λ of their sites, in parts, the largest first.
    bases: Vec<(u128, u32)>,
}

impl Sums {
    fn new(problem: &Problem, multipliers: &[u64], parts: u64) -> Self {
        let over = |(site, &multiplier): (usize, &u64)| {
            let weight = u128::from(problem.sites()[site].weight) * u128::from(parts);
            let steps = problem.gains(site).steps().iter();
            steps.map(|&gain| (weight * u128::from(gain)).saturating_sub(u128::from(multiplier))).sum::<u128>()
        };
        let sites = multipliers.iter().enumerate().map(over).sum();
        let score = |column: &[u32]| column.iter().map(|&site| u128::from(multipliers[site as usize])).sum();
        let mut bases: Vec<(u128, u32)> = problem.columns().iter().map(score).zip(0..).collect();
        bases.sort_unstable_by(|a, b| b.cmp(a));
        Self { sites, bases }
    }

    /// The bound within limits, in parts; `None` if the limits ask for more crews than there are.
    fn bound(&self, low: &[u32], high: &[u32], crews: u32) -> Option<u128> {
        let fixed: u64 = low.iter().map(|&low| u64::from(low)).sum();
        let mut left = u64::from(crews).checked_sub(fixed)?;
        let mut sum = self.sites;
        for &(score, base) in &self.bases {
            let [low, high] = [low, high].map(|limits| u64::from(limits[base as usize]));
            let more = left.min(high.checked_sub(low)?);
            sum += score * u128::from(low + more);
            left -= more;
        }
        Some(sum)
    }
}

impl Sums {
    /// The lowest score among the best `crews`; `None` if there are fewer, or none is asked for.
    fn last(&self, high: &[u32], crews: u32) -> Option<u128> {
        let mut left = u64::from(crews).checked_sub(1)?;
        for &(score, base) in &self.bases {
            let most = u64::from(high[base as usize]);
            if left < most {
                return Some(score);
            }
            left -= most;
        }
        None
    }
}

/// A walk through all cases.
struct Proof<'a> {
    lists: Vec<Sums>,
    cases: &'a [Case],
    next: usize,
    low: Vec<u32>,
    high: Vec<u32>,
    crews: u32,
    parts: u64,
}

/// What a case still owes when its first half is done.
struct Owed {
    base: usize,
    at: u32,
    high: u32,
    low: u32,
    second: bool,
}

impl Proof<'_> {
    /// The highest bound of all leaves. A loop, not a recursion: a tree may be deeper than a stack.
    fn walk(&mut self) -> Result<u64, Unproven> {
        let mut owed: Vec<Owed> = Vec::new();
        let mut highest = 0;
        loop {
            match *self.cases.get(self.next).ok_or(Unproven::Cases)? {
                Case::Split { base, at } => {
                    let place = base as usize;
                    let high = *self.high.get(place).ok_or(Unproven::Cases)?;
                    owed.push(Owed { base: place, at, high, low: self.low[place], second: false });
                    self.high[place] = high.min(at);
                }
                Case::Leaf(list) => {
                    let sums = self.lists.get(list as usize).ok_or(Unproven::Cases)?;
                    let bound = sums.bound(&self.low, &self.high, self.crews).unwrap_or(0) / u128::from(self.parts);
                    highest = highest.max(u64::try_from(bound).unwrap_or(u64::MAX));
                }
            }
            let leaf = matches!(self.cases[self.next], Case::Leaf(_));
            self.next += 1;
            if leaf && !self.onward(&mut owed)? {
                return if self.next == self.cases.len() { Ok(highest) } else { Err(Unproven::Cases) };
            }
        }
    }

    /// Turns to the next second half; false when none is left.
    fn onward(&mut self, owed: &mut Vec<Owed>) -> Result<bool, Unproven> {
        while let Some(mut split) = owed.pop() {
            self.high[split.base] = split.high;
            self.low[split.base] = split.low;
            if !split.second {
                let more = split.at.checked_add(1).ok_or(Unproven::Cases)?;
                self.low[split.base] = split.low.max(more);
                split.second = true;
                owed.push(split);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Certificate {
    /// The text form.
    pub fn text(&self) -> String {
        let mut text = format!("{TITLE}\nproblem ");
        let mut put = |words: core::fmt::Arguments<'_>| {
            text.write_fmt(words).unwrap_or_else(|_| unreachable!("a String takes every text"));
        };
        self.problem.iter().for_each(|byte| put(format_args!("{byte:02x}")));
        put(format_args!("\nvalue {}\nbound {}\nparts {}\n", self.value, self.bound, self.parts));
        self.replaced.iter().for_each(|[base, by]| put(format_args!("replaced {base} {by}\n")));
        self.dropped.iter().for_each(|base| put(format_args!("dropped {base}\n")));
        for list in &self.multipliers {
            put(format_args!("multipliers"));
            for multiplier in list {
                put(format_args!(" {multiplier}"));
            }
            put(format_args!("\n"));
        }
        for case in &self.cases {
            match case {
                Case::Split { base, at } => put(format_args!("split {base} {at}\n")),
                Case::Leaf(list) => put(format_args!("leaf {list}\n")),
            }
        }
        text
    }

    /// Reads the text form, strictly: one spelling only.
    pub fn read(text: &str) -> Result<Self, Unproven> {
        let body = text.strip_suffix('\n').ok_or(Unproven::Line(text.lines().count().max(1)))?;
        let mut lines = (1..).zip(body.split('\n')).peekable();
        let mut facts = |name: &'static str| -> Result<&str, Unproven> {
            let (at, line) = lines.next().ok_or(Unproven::Line(1))?;
            line.strip_prefix(name).ok_or(Unproven::Line(at))
        };
        if !facts(TITLE)?.is_empty() {
            return Err(Unproven::Line(1));
        }
        let problem = hash(facts("problem ")?).ok_or(Unproven::Line(2))?;
        let value = number(facts("value ")?).ok_or(Unproven::Line(3))?;
        let bound = number(facts("bound ")?).ok_or(Unproven::Line(4))?;
        let parts = number(facts("parts ")?).ok_or(Unproven::Line(5))?;
        let (replaced, dropped, multipliers, cases) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut read = Self { problem, value, bound, parts, replaced, dropped, multipliers, cases };
        for (at, line) in lines {
            read.take(line).ok_or(Unproven::Line(at))?;
        }
        Ok(read)
    }

    /// One of the lines that may come several times; `None` if it is none, or out of order.
    fn take(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        let name = words.next()?;
        let numbers: Vec<u64> = words.map(number).collect::<Option<_>>()?;
        let short = |number: u64| u32::try_from(number).ok();
        match (name, &numbers[..]) {
            ("replaced", &[base, by])
                if self.dropped.is_empty() && self.multipliers.is_empty() && self.cases.is_empty() =>
            {
                self.replaced.push([short(base)?, short(by)?]);
            }
            ("dropped", &[base]) if self.multipliers.is_empty() && self.cases.is_empty() => {
                self.dropped.push(short(base)?);
            }
            ("multipliers", _) if self.cases.is_empty() => self.multipliers.push(numbers),
            _ if self.cases.len() == MAX_CASES => return None,
            ("split", &[base, at]) => self.cases.push(Case::Split { base: short(base)?, at: short(at)? }),
            ("leaf", &[list]) => self.cases.push(Case::Leaf(short(list)?)),
            _ => return None,
        }
        Some(())
    }
}

fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

fn hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(|d| d.is_ascii_digit() || (b'a'..=b'f').contains(d)) {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(hash)
}
