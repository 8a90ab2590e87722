//! The plan in one object of JSON, for programs: what the terminal prints.

use election::publish::json::Json;

use super::dossier::Dossier;
use super::lands::ratio;
use crate::check::{Duty, Promises};
use crate::problem::text::words::Word as _;

/// Classes of roads in the order of the policy's promises.
const CLASSES: [&str; 3] = ["sparse", "town", "dense"];

impl Dossier<'_> {
    /// One object. Values are in thousandths of a point, the ratio in ten-thousandths, shares in
    /// millionths; officers count once for each shift in which they serve.
    pub fn summary(&self) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("format").text("vigie.plan-summary/v1");
            json.name("election").display(self.problem.election);
            json.name("phase").display(self.problem.phase.name);
            json.name("date").text(&self.problem.phase.date);
            json.name("problem").display(self.hash);
            json.name("iterations").number(self.plan.iterations.into());
            self.places(json);
            self.values(json);
            json.name("promises").array(|json| {
                CLASSES.iter().zip(&self.figures.promises).for_each(|(class, kept)| promises(json, class, kept));
            });
            json.name("officers").array(|json| self.figures.officers.iter().for_each(|one| duty(json, one)));
            self.draw(json);
        });
        out.push('\n');
        out
    }

    fn places(&self, json: &mut Json<'_>) {
        let figures = self.figures;
        json.name("departments").number(self.problem.departments.len() as u64);
        json.name("sites").number(self.problem.sites.len() as u64);
        json.name("stations").number(self.lands.iter().map(|land| land.stations).sum());
        json.name("stations_left_out").number(self.problem.excluded.iter().map(|(_, count)| u64::from(*count)).sum());
        let placed = ["sites_known", "sites_around_commune", "sites_at_department"];
        placed.iter().zip(figures.sites).for_each(|(name, count)| json.name(name).number(count));
        json.name("visited").number(figures.visited);
        json.name("response_only").number(figures.response_only);
        json.name("circuits").number(self.plan.circuits.len() as u64);
        json.name("reserve_crews").number(self.plan.reserves.iter().map(|reserve| u64::from(reserve.crews)).sum());
        json.name("moves").number(self.plan.moves.len() as u64);
    }

    fn values(&self, json: &mut Json<'_>) {
        json.name("value").number(self.figures.realised.0);
        json.name("bound").number(self.plan.bound.0);
        match ratio(self.figures.realised, self.plan.bound) {
            Some(ratio) => json.name("ratio").number(ratio),
            None => json.name("ratio").null(),
        }
        json.name("mean_presence").number(self.figures.mean_presence);
        json.name("least_presence").number(self.figures.least_presence);
        json.name("travel_share").number(self.figures.travel_share);
        match self.leak {
            Some(leak) => json.name("leak").number(millionths(leak)),
            None => json.name("leak").null(),
        }
    }

    fn draw(&self, json: &mut Json<'_>) {
        json.name("commitments").array(|json| {
            for (shift, commitment) in self.problem.policy.shifts.iter().zip(&self.plan.commitments) {
                json.object(|json| {
                    json.name("shift").display(shift.name);
                    json.name("commitment").display(commitment);
                });
            }
        });
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
fn millionths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1e6).round() as u64
}

fn promises(json: &mut Json<'_>, class: &str, kept: &Promises) {
    json.object(|json| {
        json.name("class").text(class);
        json.name("first_kept").number(kept.first_met);
        json.name("first_missed").number(kept.first_missed);
        json.name("second_kept").number(kept.second_met);
        json.name("second_missed").number(kept.second_missed);
    });
}

fn duty(json: &mut Json<'_>, duty: &Duty) {
    json.object(|json| {
        json.name("force").text(duty.force.word());
        json.name("circuits").number(duty.circuits);
        json.name("liaison").number(duty.liaison);
        json.name("reserve").number(duty.reserve);
        json.name("details").number(duty.details);
        json.name("idle").number(duty.idle);
    });
}
