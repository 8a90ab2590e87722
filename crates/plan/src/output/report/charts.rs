//! Charts as SVG, made here: bars of departments, a histogram of presence.

use super::section;
use crate::answer::Value;
use crate::output::dossier::Dossier;
use crate::output::markup::{Text, put};
use crate::output::numbers::{percent, points, whole};
use crate::output::words::Words;

/// Width of one department's bar with its gap, height of the tallest, room for the scale.
const PITCH: f64 = 11.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 14.0;
/// Bars of the histogram.
const BINS: usize = 20;

pub(super) fn departments(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    let mut order: Vec<usize> = (0..dossier.lands.len()).filter(|at| !dossier.lands[*at].sites.is_empty()).collect();
    order.sort_by_key(|at| (core::cmp::Reverse(dossier.lands[*at].value), *at));
    let Some(highest) = order.first().map(|at| dossier.lands[*at].value) else { return };
    let scale = Scale::up_to(highest);
    section(out, words.chart);
    #[expect(clippy::cast_precision_loss, reason = "a width on a page")]
    let width = (LEFT + order.len() as f64 * PITCH + 4.0).max(400.0);
    put!(out, "<figure class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n", words.chart);
    put!(
        out,
        "<svg class=\"chart\" width=\"{width:.0}\" viewBox=\"0 0 {width:.0} {:.0}\" role=\"img\" aria-label=\"{}\">\n",
        HEIGHT + TOP + 30.0,
        words.chart_note
    );
    scale.lines(words, width, out);
    for (nth, at) in order.iter().enumerate() {
        bar(dossier, *at, nth, &scale, words, out);
    }
    let nation = TOP + HEIGHT - scale.height(dossier.plan.bound);
    put!(out, "<path class=\"nation\" d=\"M{LEFT} {nation:.1}H{width:.0}\"/>\n");
    // Above the bars at the left: a nation's chart is wider than most windows, and at its right
    // end the words would be out of sight.
    put!(out, "<path class=\"nation\" d=\"M{LEFT} 7h22\"/>\n");
    put!(
        out,
        "<text class=\"start\" x=\"{:.0}\" y=\"10\">{} {}</text>\n",
        LEFT + 27.0,
        words.nation_bound,
        points(dossier.plan.bound, words.language)
    );
    put!(out, "</svg>\n</figure>\n<p class=\"note\">{}</p>\n</section>\n", words.chart_note);
}

fn bar(dossier: &Dossier<'_>, at: usize, nth: usize, scale: &Scale, words: &Words, out: &mut String) {
    let (place, land) = (&dossier.problem.departments[at], &dossier.lands[at]);
    #[expect(clippy::cast_precision_loss, reason = "a place on a page")]
    let left = LEFT + nth as f64 * PITCH;
    let [value, bound] = [land.value, land.bound].map(|value| scale.height(value));
    let bottom = TOP + HEIGHT;
    put!(
        out,
        "<g><title>{} {}: {} {}, {} {}</title>",
        place.id,
        Text(&place.name),
        points(land.value, words.language),
        words.points,
        words.bound,
        points(land.bound, words.language)
    );
    put!(
        out,
        "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"{value:.1}\"/>",
        left + 1.5,
        bottom - value
    );
    put!(out, "<path class=\"tick\" d=\"M{left:.1} {:.1}h11\"/>", bottom - bound);
    put!(
        out,
        "<text transform=\"translate({:.1} {:.1}) rotate(-90)\">{}</text></g>\n",
        left + 8.5,
        bottom + 4.0,
        place.id
    );
}

/// A scale from 0 with lines at round numbers.
struct Scale {
    top: f64,
    step: f64,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a height on a page")]
    fn up_to(value: Value) -> Self {
        let top = (value.0 as f64 / 1_000.0).max(1.0);
        let mut step = 1.0;
        for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
            if step * 5.0 >= top {
                break;
            }
            step *= factor;
        }
        Self { top: (top / step).ceil() * step, step }
    }

    #[expect(clippy::cast_precision_loss, reason = "a height on a page")]
    fn height(&self, value: Value) -> f64 {
        value.0 as f64 / 1_000.0 / self.top * HEIGHT
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole points, above 0")]
    fn lines(&self, words: &Words, width: f64, out: &mut String) {
        for nth in 0..=5_u32 {
            let value = f64::from(nth) * self.step;
            if value > self.top {
                break;
            }
            let y = TOP + HEIGHT - value / self.top * HEIGHT;
            put!(out, "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{width:.0}\"/>");
            put!(
                out,
                "<text class=\"end\" x=\"{:.0}\" y=\"{:.1}\">{}</text>\n",
                LEFT - 6.0,
                y + 3.5,
                whole(value as u64, words.language)
            );
        }
    }
}

pub(super) fn presence(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    let mut bins = [0_u64; BINS];
    for site in &dossier.sites {
        bins[bin(site.presence)] += 1;
    }
    section(out, words.histogram);
    put!(
        out,
        "<figure>\n<svg class=\"chart\" viewBox=\"0 0 560 260\" role=\"img\" aria-label=\"{}\">\n",
        words.histogram_note
    );
    let most = bins.iter().copied().max().unwrap_or(0).max(1);
    let mut left = 10.0;
    for (nth, count) in (0_u32..).zip(bins) {
        histogram_bar(nth, count, most, left, words, out);
        left += 27.0;
    }
    let ceiling = 10.0 + f64::from(dossier.problem.policy.ceiling.0.min(1_000)) / 1_000.0 * 540.0;
    put!(out, "<path class=\"nation\" d=\"M{ceiling:.1} 14V222\"/>\n");
    let (anchor, x) = if ceiling > 300.0 { ("end", ceiling - 5.0) } else { ("start", ceiling + 5.0) };
    put!(out, "<text class=\"{anchor}\" x=\"{x:.1}\" y=\"12\">{}</text>\n", words.ceiling);
    for tenth in 0..=10_u32 {
        let x = 10.0 + f64::from(tenth) * 54.0;
        let anchor = if tenth == 10 {
            " class=\"end\""
        } else if tenth == 0 {
            " class=\"start\""
        } else {
            ""
        };
        put!(out, "<text{anchor} x=\"{x:.0}\" y=\"237\">{}</text>\n", 10 * tenth);
    }
    put!(out, "<text x=\"280\" y=\"255\">{} (%)</text>\n", words.histogram_axis);
    put!(out, "</svg>\n</figure>\n<p class=\"note\">{}</p>\n</section>\n", words.histogram_note);
}

fn histogram_bar(nth: u32, count: u64, most: u64, left: f64, words: &Words, out: &mut String) {
    #[expect(clippy::cast_precision_loss, reason = "a height on a page")]
    let height = count as f64 / most as f64 * 180.0;
    let range = [nth, nth + 1].map(|edge| percent(f64::from(edge) / 20.0, words.language));
    let count = whole(count, words.language);
    put!(out, "<g><title>{} – {}: {count}</title>", range[0], range[1]);
    put!(
        out,
        "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"25\" height=\"{height:.1}\"/>",
        left + 1.0,
        222.0 - height
    );
    if count != "0" {
        put!(out, "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{count}</text>", left + 13.5, 218.0 - height);
    }
    out.push_str("</g>\n");
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
fn bin(presence: f64) -> usize {
    ((presence * 20.0) as usize).min(BINS - 1)
}
