//! What circuits are worth, read off their steps alone.

use super::{Circuit, Patrols, Pool, Step, level::real};

/// What an attacker can expect, and where the time goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Realised {
    /// The most that an attacker can expect: max over all sites of weight × (1 − presence), sites
    /// that are response only with presence 0.
    pub value: f64,
    /// The same for the sites of each circuit.
    pub circuits: Vec<f64>,
    /// Presence of every site: `1 − Π (1 − seconds ÷ period)` over the circuits, whose phases
    /// are independent. Two crews in one place count once.
    pub presence: Vec<f64>,
    /// Travel as a share of all crews' time, spare crews left out.
    pub travel: f64,
    /// Waiting, in the same way.
    pub waiting: f64,
}

/// Reads what circuits of this pool are worth; plain arithmetic, no check of any rule.
pub fn realised(pool: &Pool<'_>, patrols: &Patrols) -> Realised {
    let mut absent = vec![1.0; pool.sites.len()];
    for circuit in &patrols.circuits {
        let mut seconds = stops(circuit);
        seconds.sort_unstable();
        for same in seconds.chunk_by(|a, b| a.0 == b.0) {
            let sum: u32 = same.iter().map(|stop| stop.1).sum();
            absent[same[0].0 as usize] *= 1.0 - f64::from(sum) / f64::from(pool.shape.period);
        }
    }
    let values: Vec<f64> = pool.sites.iter().zip(&absent).map(|(site, absent)| real(site.weight) * absent).collect();
    let of_circuit = |circuit: &Circuit| stops(circuit).iter().map(|stop| values[stop.0 as usize]).fold(0.0, f64::max);
    let time = patrols.circuits.iter().map(|_| f64::from(pool.shape.period)).sum::<f64>().max(1.0);
    let sum = |part: fn(&Circuit) -> u32| patrols.circuits.iter().map(|circuit| f64::from(part(circuit))).sum::<f64>();
    Realised {
        value: values.iter().copied().fold(0.0, f64::max),
        circuits: patrols.circuits.iter().map(of_circuit).collect(),
        presence: absent.iter().map(|absent| 1.0 - absent).collect(),
        travel: sum(|circuit| circuit.travel) / time,
        waiting: sum(|circuit| circuit.waiting) / time,
    }
}

fn stops(circuit: &Circuit) -> Vec<(u32, u32)> {
    let stop = |step: &Step| match *step {
        Step::Stop { site, seconds } => Some((site, seconds)),
        Step::Rest { .. } | Step::Way { .. } => None,
    };
    circuit.steps.iter().filter_map(stop).collect()
}
