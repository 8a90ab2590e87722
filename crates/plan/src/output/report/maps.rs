//! Maps as SVG. What a shade says is said in words by the title of each area and in the tables.

use std::collections::BTreeMap;

use super::section;
use crate::answer::{Step, Value};
use crate::output::dossier::Dossier;
use crate::output::map::{Frame, Outline, Part, Sheet};
use crate::output::markup::{Text, put};
use crate::output::numbers::{percent, points};
use crate::output::words::Words;

/// Presence from which a shade begins.
const PRESENCES: [f64; 5] = [0.0, 0.05, 0.1, 0.2, 0.4];
/// Side of the squares of presence, in units of the drawing.
const SQUARE: f64 = 4.0;
/// A department of fewer squares has no room for its name.
const ROOM: usize = 70;
/// Width and greatest height of a department's map.
const LOCAL: [f64; 2] = [860.0, 720.0];
/// Colours of circuits' lines, by turns: neighbours in a list are told apart.
const LINES: u32 = 6;

pub(super) fn nation(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    let sheet = Sheet::of(dossier);
    if sheet.parts.is_empty() {
        return;
    }
    section(out, words.maps);
    out.push_str("<div class=\"pair\">\n");
    values(dossier, &sheet, words, out);
    presences(dossier, &sheet, words, out);
    put!(out, "</div>\n<p class=\"note\">{}", words.map_note);
    if sheet.parts.len() > 1 {
        put!(out, " {}.", words.insets);
    }
    out.push_str("</p>\n</section>\n");
}

fn values(dossier: &Dossier<'_>, sheet: &Sheet, words: &Words, out: &mut String) {
    let shades = Shades::of(dossier);
    begin(sheet, words.map_value, out);
    // Shapes without a colour: both maps use them with their own.
    out.push_str("<defs>\n");
    for outline in sheet.parts.iter().flat_map(|part| &part.outlines) {
        put!(out, "<path id=\"d{}\" d=\"{}\"/>\n", outline.department, outline.path);
    }
    out.push_str("</defs>\n");
    for part in &sheet.parts {
        put!(out, "<g transform=\"translate({:.1} {:.1}) scale({})\">\n", part.left, part.top, Outline::SCALE);
        for outline in &part.outlines {
            let (place, land) = (&dossier.problem.departments[outline.department], &dossier.lands[outline.department]);
            let shade = shades.at(land.value);
            put!(
                out,
                "<use href=\"#d{}\" class=\"v{shade}\"><title>{} {}: {} {}",
                outline.department,
                place.id,
                Text(&place.name),
                points(land.value, words.language),
                words.points
            );
            let ratio = crate::output::numbers::ratio(land.ratio(), words.language);
            put!(out, " ({} {ratio})</title></use>\n", words.ratio);
        }
        out.push_str("</g>\n");
    }
    names(dossier, sheet, &shades, out);
    out.push_str("</svg>\n<ul class=\"legend\">\n");
    for (shade, [from, to]) in shades.ranges().enumerate() {
        put!(
            out,
            "<li><i class=\"v{shade}\"></i>{} – {}</li>\n",
            points(from, words.language),
            points(to, words.language)
        );
    }
    out.push_str("</ul>\n</figure>\n");
}

fn begin(sheet: &Sheet, title: &str, out: &mut String) {
    put!(out, "<figure>\n<figcaption>{title}</figcaption>\n");
    put!(
        out,
        "<svg class=\"map\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{title}\">\n",
        sheet.width,
        sheet.height
    );
    for part in sheet.parts.iter().filter(|part| part.inset) {
        put!(
            out,
            "<rect class=\"frame\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>\n",
            part.left + 0.5,
            part.top + 0.5,
            part.frame.width - 1.0,
            part.frame.height - 1.0
        );
    }
}

/// Numbers of departments, where there is room, and captions of insets.
fn names(dossier: &Dossier<'_>, sheet: &Sheet, shades: &Shades, out: &mut String) {
    for part in &sheet.parts {
        if part.inset {
            caption(dossier, part, out);
            continue;
        }
        for outline in part.outlines.iter().filter(|outline| outline.squares >= ROOM) {
            let (x, y) = (outline.middle.0 + part.left, outline.middle.1 + part.top);
            let light = if shades.at(dossier.lands[outline.department].value) >= 3 { " class=\"light\"" } else { "" };
            let id = dossier.problem.departments[outline.department].id;
            put!(out, "<text x=\"{x:.0}\" y=\"{:.0}\"{light}>{id}</text>\n", y + 3.5);
        }
    }
}

fn caption(dossier: &Dossier<'_>, part: &Part, out: &mut String) {
    let ids: Vec<&str> = part.departments.iter().map(|at| dossier.problem.departments[*at].id.as_str()).collect();
    let text = if ids.len() > 4 { format!("{} … {}", ids[0], ids[ids.len() - 1]) } else { ids.join(" ") };
    let (x, y) = (part.left + part.frame.width / 2.0, part.top + part.frame.height + 10.0);
    put!(out, "<text x=\"{x:.0}\" y=\"{y:.0}\">{}</text>\n", Text(&text));
}

/// Five shades of value, each for a fifth of the departments.
struct Shades {
    sorted: Vec<Value>,
}

impl Shades {
    const COUNT: usize = 5;

    fn of(dossier: &Dossier<'_>) -> Self {
        let with_sites = dossier.lands.iter().filter(|land| !land.sites.is_empty());
        let mut sorted: Vec<Value> = with_sites.map(|land| land.value).collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    fn at(&self, value: Value) -> usize {
        let below = self.sorted.partition_point(|other| *other < value);
        (below * Self::COUNT / self.sorted.len().max(1)).min(Self::COUNT - 1)
    }

    /// Least and greatest value of each shade; a shade that nobody has keeps the one before.
    fn ranges(&self) -> impl Iterator<Item = [Value; 2]> + '_ {
        let first = |shade: usize| (shade * self.sorted.len()).div_ceil(Self::COUNT);
        (0..Self::COUNT).map(move |shade| {
            let (from, to) = (first(shade), first(shade + 1).max(1) - 1);
            let value =
                |at: usize| self.sorted.get(at.min(self.sorted.len().saturating_sub(1))).copied().unwrap_or_default();
            [value(from), value(to.max(from))]
        })
    }
}

fn presences(dossier: &Dossier<'_>, sheet: &Sheet, words: &Words, out: &mut String) {
    begin(sheet, words.map_presence, out);
    let mut paths = vec![String::new(); PRESENCES.len()];
    for part in &sheet.parts {
        squares(dossier, part, &mut paths);
    }
    for (shade, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        put!(out, "<path class=\"p{shade} flat\" d=\"{path}\"/>\n");
    }
    for part in &sheet.parts {
        put!(
            out,
            "<g class=\"lines\" transform=\"translate({:.1} {:.1}) scale({})\">",
            part.left,
            part.top,
            Outline::SCALE
        );
        part.outlines.iter().for_each(|outline| put!(out, "<use href=\"#d{}\"/>", outline.department));
        out.push_str("</g>\n");
        if part.inset {
            caption(dossier, part, out);
        }
    }
    out.push_str("</svg>\n");
    legend(words, out);
    out.push_str("</figure>\n");
}

fn legend(words: &Words, out: &mut String) {
    out.push_str("<ul class=\"legend\">\n");
    for (shade, from) in PRESENCES.iter().enumerate() {
        let to = PRESENCES.get(shade + 1).copied().unwrap_or(1.0);
        let percents = [*from, to].map(|share| percent(share, words.language));
        put!(out, "<li><i class=\"p{shade}\"></i>{} – {}</li>\n", percents[0], percents[1]);
    }
    out.push_str("</ul>\n");
}

fn presence_shade(presence: f64) -> usize {
    PRESENCES.iter().rposition(|from| presence >= *from).unwrap_or(0)
}

/// Mean presence of the sites in each square, runs of one shade as one shape.
fn squares(dossier: &Dossier<'_>, part: &Part, paths: &mut [String]) {
    let mut sums: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
    for (at, site) in part.departments.iter().flat_map(|at| dossier.sites_of(*at)) {
        let (x, y) = part.at(site.position);
        let (sum, count) = sums.entry((square(y), square(x))).or_default();
        *sum += dossier.sites[at as usize].presence;
        *count += 1.0;
    }
    let mut shades =
        sums.iter().map(|((row, column), (sum, count))| (*row, *column, presence_shade(sum / count))).peekable();
    while let Some((row, column, shade)) = shades.next() {
        let mut length = 1;
        while shades.next_if_eq(&(row, column + length, shade)).is_some() {
            length += 1;
        }
        let side = SQUARE;
        let (x, y, width) = (f64::from(column) * side, f64::from(row) * side, f64::from(length) * side);
        put!(&mut paths[shade], "M{x} {y}h{width}v{side}h-{width}z");
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sheet has some hundred squares")]
fn square(length: f64) -> u32 {
    (length / SQUARE).max(0.0) as u32
}

/// A department with its sites, circuits and reserves.
pub(super) fn department(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    if dossier.lands[department].sites.is_empty() {
        put!(out, "<p>{}</p>\n", words.no_sites);
        return;
    }
    section(out, words.map);
    let positions = || dossier.sites_of(department).map(|(_, site)| site.position);
    let frame = Frame::fit(positions, LOCAL, 16.0);
    let name = Text(&dossier.problem.departments[department].name).to_string();
    put!(
        out,
        "<figure class=\"local\"><svg class=\"map\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{} {name}\">\n",
        frame.width,
        frame.height,
        words.map
    );
    lines(dossier, department, &frame, out);
    dots(dossier, department, &frame, words, out);
    bases(dossier, department, &frame, words, out);
    out.push_str("</svg>\n");
    legend(words, out);
    out.push_str("<ul class=\"legend\">\n");
    let keys = [
        ("<circle class=\"p3\" cx=\"8\" cy=\"8\" r=\"6\"/>", words.legend_site),
        ("<path class=\"call\" d=\"M3 3l10 10m0 -10l-10 10\"/>", words.legend_on_call),
        ("<path class=\"base\" d=\"M8 1l7 13h-14z\"/>", words.legend_reserve),
        ("<path class=\"line l0\" d=\"M1 12l7 -8l7 6\"/>", words.legend_circuit),
    ];
    for (sign, text) in keys {
        put!(
            out,
            "<li><svg viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\">{sign}</svg>{text}</li>\n"
        );
    }
    put!(out, "</ul>\n<figcaption class=\"note\">{}</figcaption></figure>\n</section>\n", words.scale_note);
}

fn lines(dossier: &Dossier<'_>, department: usize, frame: &Frame, out: &mut String) {
    let ours = (0_u32..).zip(&dossier.plan.circuits).filter(|(_, circuit)| circuit.department as usize == department);
    for (at, circuit) in ours {
        let mut path = String::new();
        for step in &circuit.steps {
            let Step::Stop { site, .. } = step else { continue };
            let (x, y) = frame.at(dossier.problem.sites[*site as usize].position);
            let pen = if path.is_empty() { 'M' } else { 'L' };
            put!(&mut path, "{pen}{x:.1} {y:.1}");
        }
        if path.contains('L') {
            put!(
                out,
                "<path class=\"line l{}\" d=\"{path}z\"><title>{}</title></path>\n",
                at % LINES,
                dossier.circuit_id(at)
            );
        }
    }
}

fn dots(dossier: &Dossier<'_>, department: usize, frame: &Frame, words: &Words, out: &mut String) {
    let heaviest = dossier.sites_of(department).map(|(_, site)| site.weight().0).max().unwrap_or(1).max(1);
    for (at, site) in dossier.sites_of(department) {
        let ((x, y), facts) = (frame.at(site.position), &dossier.sites[at as usize]);
        #[expect(clippy::cast_precision_loss, reason = "a size on a map")]
        let share = site.weight().0 as f64 / heaviest as f64;
        let radius = 2.0 + 6.0 * share.sqrt();
        let title = format!("{}: {}", dossier.site_label(at), percent(facts.presence, words.language));
        if facts.circuits.is_empty() {
            let half = radius.max(3.0);
            let (left, top, side) = (x - half, y - half, 2.0 * half);
            put!(
                out,
                "<path class=\"call\" d=\"M{left:.1} {top:.1}l{side:.1} {side:.1}m0 -{side:.1}l-{side:.1} {side:.1}\">"
            );
            put!(out, "<title>{}</title></path>\n", Text(&title));
        } else {
            let shade = presence_shade(facts.presence);
            put!(
                out,
                "<circle class=\"p{shade}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>\n",
                Text(&title)
            );
        }
    }
}

fn bases(dossier: &Dossier<'_>, department: usize, frame: &Frame, words: &Words, out: &mut String) {
    let mut crews: BTreeMap<u32, u32> = BTreeMap::new();
    for reserve in &dossier.plan.reserves {
        if dossier.problem.bases[reserve.base as usize].department as usize == department {
            *crews.entry(reserve.base).or_default() += reserve.crews;
        }
    }
    for base in crews.keys() {
        let (x, y) = frame.at(dossier.problem.bases[*base as usize].position);
        put!(
            out,
            "<path class=\"base\" d=\"M{x:.1} {:.1}l7 13h-14z\"><title>{}: {}</title></path>\n",
            y - 8.0,
            words.reserve,
            Text(&dossier.base_name(*base))
        );
    }
}
