//! Distances on a graph: from every node to every other along the shortest path (Dijkstra 1959).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::problem::{Problem, Unfit};

/// An edge without direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Its two nodes, from 0.
    pub ends: [usize; 2],
    /// Its length.
    pub length: u32,
}

/// Nodes, the edges between them, and how many medians are wanted.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Of every node its neighbours with the length of the edge.
    neighbours: Vec<Vec<(usize, u32)>>,
    medians: usize,
}

/// No way from one node to the other.
const NO_WAY: u32 = u32::MAX;

impl Graph {
    /// Of edges between the same two nodes the last counts; one from a node to itself shortens
    /// nothing and is dropped.
    pub fn new(nodes: usize, edges: Vec<Edge>, medians: usize) -> Self {
        let mut lengths = BTreeMap::new();
        for Edge { ends: [a, b], length } in edges {
            lengths.insert((a.min(b), a.max(b)), length);
        }
        let mut neighbours = vec![Vec::new(); nodes];
        for ((a, b), length) in lengths.into_iter().filter(|((a, b), _)| a != b) {
            neighbours[a].push((b, length));
            neighbours[b].push((a, length));
        }
        Self { neighbours, medians }
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.neighbours.len()
    }

    /// How many medians are wanted.
    pub fn medians(&self) -> usize {
        self.medians
    }

    /// The problem on shortest distances, every node with a demand of one and a possible median.
    pub fn problem(&self) -> Result<Problem, Unfit> {
        let mut distances = Vec::with_capacity(self.nodes() * self.nodes());
        for from in 0..self.nodes() {
            distances.append(&mut self.from(from)?);
        }
        self.bridge_parts(&mut distances)?;
        Problem::new(&vec![1; self.nodes()], distances, self.medians)
    }

    /// Nodes that no path joins get a distance that no sensible answer uses: one such pair costs
    /// more than a whole answer without. Where every part can hold a median the optimum is the same.
    fn bridge_parts(&self, distances: &mut [u32]) -> Result<(), Unfit> {
        let parts = self.parts(distances);
        if parts == 1 {
            return Ok(());
        }
        if parts > self.medians {
            return Err(Unfit::Parts { parts, medians: self.medians });
        }
        let farthest = |row: &[u32]| row.iter().filter(|&&d| d != NO_WAY).max().map_or(0, |&d| u64::from(d));
        let total: u64 = distances.chunks(self.nodes()).map(farthest).sum();
        let far = u32::try_from(total + 1).ok().filter(|&far| far < NO_WAY).ok_or(Unfit::TooFar)?;
        for distance in distances.iter_mut().filter(|distance| **distance == NO_WAY) {
            *distance = far;
        }
        Ok(())
    }

    /// How many parts that no path joins: a node begins one when it reaches none before it.
    fn parts(&self, distances: &[u32]) -> usize {
        let rows = distances.chunks(self.nodes()).enumerate();
        rows.filter(|(node, row)| row[..*node].iter().all(|&distance| distance == NO_WAY)).count()
    }

    fn from(&self, from: usize) -> Result<Vec<u32>, Unfit> {
        let mut distances = vec![NO_WAY; self.nodes()];
        let mut open = BinaryHeap::from([Waiting::new(0, from)]);
        distances[from] = 0;
        while let Some(waiting) = open.pop() {
            let (distance, node) = waiting.parts();
            if distance > distances[node] {
                continue;
            }
            for &(next, length) in &self.neighbours[node] {
                let longer = distance.checked_add(length).filter(|&d| d < NO_WAY).ok_or(Unfit::TooFar)?;
                if longer < distances[next] {
                    distances[next] = longer;
                    open.push(Waiting::new(longer, next));
                }
            }
        }
        Ok(distances)
    }
}

/// A node to be settled and its distance so far, in one number: the heap compares it at once,
/// and the shortest distance comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting(Reverse<u64>);

impl Waiting {
    fn new(distance: u32, node: usize) -> Self {
        Self(Reverse(u64::from(distance) << 32 | node as u64))
    }

    fn parts(self) -> (u32, usize) {
        let half = |bits: u64| u32::try_from(bits).unwrap_or_else(|_| unreachable!("half of the bits"));
        (half(self.0.0 >> 32), half(self.0.0 & u64::from(u32::MAX)) as usize)
    }
}
