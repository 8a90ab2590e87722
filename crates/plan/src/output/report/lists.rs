//! Tables of the national report.

use super::{end_table, figure, section, table};
use crate::output::dossier::Dossier;
use crate::output::lands::{Duties, Land};
use crate::output::markup::{Text, put};
use crate::output::numbers::{part, percent, points, ratio, whole};
use crate::output::words::Words;

/// What every force does, as the checker counted it.
pub(super) fn duties(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    section(out, words.duties);
    let heads = [words.force, words.on_circuits, words.liaisons, words.reserve, words.at_events, words.idle, words.sum];
    table(out, words.duties, &heads, 1);
    for duty in &dossier.figures.officers {
        put!(out, "<tr><th scope=\"row\">{}</th>", words.forces[crate::output::lands::force_at(duty.force)]);
        let counts = [duty.circuits, duty.liaison, duty.reserve, duty.details, duty.idle];
        for count in counts {
            figure(out, whole(count, words.language));
        }
        figure(out, whole(counts.iter().sum(), words.language));
        out.push_str("</tr>\n");
    }
    end_table(out);
    put!(out, "<p class=\"note\">{}</p>\n</section>\n", words.duties_note);
}

/// Every department, the greatest ratio first: sorted here, since no script may be needed.
pub(super) fn departments(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    let mut order: Vec<usize> = (0..dossier.lands.len()).collect();
    order.sort_by_key(|at| (core::cmp::Reverse(dossier.lands[*at].ratio()), *at));
    section(out, words.departments);
    put!(out, "<p class=\"note\">{}</p>\n<div id=\"departments\">\n", words.departments_note);
    let heads = [
        words.department,
        words.ratio,
        words.value,
        words.bound,
        words.presence,
        words.sites,
        words.stations,
        words.circuits,
        words.reserve_crews,
        words.services,
        words.travel,
        words.first_promise,
        words.second_promise,
        words.on_call,
    ];
    table(out, words.departments, &heads, 1);
    for at in order {
        row(dossier, at, words, out);
    }
    end_table(out);
    out.push_str("</div>\n</section>\n");
}

fn row(dossier: &Dossier<'_>, at: usize, words: &Words, out: &mut String) {
    let (place, land) = (&dossier.problem.departments[at], &dossier.lands[at]);
    let language = words.language;
    put!(out, "<tr><th scope=\"row\">{} {}</th>", place.id, Text(&place.name));
    figure(out, ratio(land.ratio(), language));
    figure(out, points(land.value, language));
    figure(out, points(land.bound, language));
    figure(out, land.mean_presence().map_or_else(|| "–".to_owned(), |presence| percent(presence, language)));
    figure(out, whole(land.sites.len() as u64, language));
    figure(out, whole(land.stations, language));
    figure(out, whole(land.circuits.iter().map(|count| u64::from(*count)).sum(), language));
    figure(out, whole(land.reserves.iter().min().copied().unwrap_or(0).into(), language));
    figure(out, whole(land.duties.iter().copied().map(Duties::sum).sum(), language));
    figure(out, part(land.times.way, land.times.all, language));
    let [first, first_missed, second, second_missed] = land.promises;
    figure(out, part(first, first + first_missed, language));
    figure(out, part(second, second + second_missed, language));
    figure(out, whole(land.response_only, language));
    out.push_str("</tr>\n");
}

/// What could not be done, each with where.
pub(super) fn not_done(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    section(out, words.not_done);
    promises(dossier, words, out);
    by_department(dossier, [words.on_call, words.on_call_note], |land| land.response_only, words, out);
    placed(dossier, words, out);
    let left_out = &dossier.problem.excluded;
    if !left_out.is_empty() {
        put!(out, "<h3>{}</h3>\n<p>{}</p>\n<ul class=\"places\">\n", words.left_out, words.left_out_note);
        for (place, stations) in left_out {
            let name = dossier.place_name(*place);
            put!(out, "<li>{} <b>{}</b></li>\n", Text(&name), whole(u64::from(*stations), words.language));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn promises(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    put!(out, "<h3>{} · {}</h3>\n", words.first_promise, words.second_promise);
    let [first, second] = [words.first_promise, words.second_promise];
    let missed = |promise: &str| format!("{promise} – {}", words.missed[1]);
    let (missed_first, missed_second) = (missed(first), missed(second));
    table(out, first, &[words.class, first, &missed_first, second, &missed_second], 1);
    for (class, kept) in words.classes.iter().zip(&dossier.figures.promises) {
        put!(out, "<tr><th scope=\"row\">{class}</th>");
        figure(out, part(kept.first_met, kept.first_met + kept.first_missed, words.language));
        figure(out, whole(kept.first_missed, words.language));
        figure(out, part(kept.second_met, kept.second_met + kept.second_missed, words.language));
        figure(out, whole(kept.second_missed, words.language));
        out.push_str("</tr>\n");
    }
    end_table(out);
    put!(out, "<p class=\"note\">{}</p>\n", words.site_shifts);
}

/// Departments where something is missing, the most first.
fn by_department(
    dossier: &Dossier<'_>,
    [title, note]: [&str; 2],
    count: impl Fn(&Land) -> u64,
    words: &Words,
    out: &mut String,
) {
    let mut order: Vec<(u64, usize)> =
        dossier.lands.iter().map(count).zip(0..).filter(|(count, _)| *count > 0).collect();
    order.sort_by_key(|(count, at)| (core::cmp::Reverse(*count), *at));
    let all = whole(order.iter().map(|(count, _)| count).sum(), words.language);
    put!(out, "<h3>{} {title} : {all}</h3>\n", words.sites);
    if order.is_empty() {
        put!(out, "<p>{}</p>\n", words.nothing_missing);
        return;
    }
    put!(out, "<p>{note}</p>\n<ul class=\"places\">\n");
    for (count, at) in order {
        let place = &dossier.problem.departments[at];
        put!(out, "<li>{} {} <b>{}</b></li>\n", place.id, Text(&place.name), whole(count, words.language));
    }
    out.push_str("</ul>\n");
}

fn placed(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    put!(out, "<h3>{}</h3>\n<p>{}</p>\n<ul class=\"places\">\n", words.placed_title, words.placed_note);
    let [_, commune, department] = dossier.figures.sites;
    let counts = [(words.around_commune, commune), (words.at_department, department)];
    for (how, count) in counts {
        put!(out, "<li>{how} <b>{}</b></li>\n", whole(count, words.language));
    }
    out.push_str("</ul>\n");
    let lost = dossier.lands.iter().zip(&dossier.problem.departments).filter(|(land, _)| land.placed[1] > 0);
    let lost: Vec<String> =
        lost.map(|(land, place)| format!("{} {} ({})", place.id, Text(&place.name), land.placed[1])).collect();
    if !lost.is_empty() {
        put!(out, "<p class=\"note\">{}{} {}</p>\n", words.at_department, words.language.colon(), lost.join(", "));
    }
}

/// Units that were moved: all, or those that come to or leave a department.
pub(super) fn moves(dossier: &Dossier<'_>, department: Option<usize>, words: &Words, out: &mut String) {
    section(out, words.moves);
    let problem = dossier.problem;
    let concerned = |sent: &&crate::answer::Move| {
        let to = problem.bases[sent.base as usize].department as usize;
        let from = problem.units[sent.unit as usize].department;
        department.is_none_or(|here| here == to || problem.departments[here].id == from)
    };
    let moves: Vec<_> = dossier.plan.moves.iter().filter(concerned).collect();
    if moves.is_empty() {
        put!(out, "<p>{}</p>\n</section>\n", words.no_moves);
        return;
    }
    put!(
        out,
        "<p class=\"note\">{}</p>\n<details{}><summary>{}{} {}</summary>\n",
        words.moves_note,
        if department.is_some() { " open" } else { "" },
        words.moves,
        words.language.colon(),
        moves.len()
    );
    table(out, words.moves, &[words.unit, words.force, words.from, words.to, words.people], 4);
    for sent in moves {
        let (unit, base) = (&problem.units[sent.unit as usize], &problem.bases[sent.base as usize]);
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            unit.id,
            words.forces[crate::output::lands::force_at(unit.force)]
        );
        put!(out, "<td>{} {}</td>", unit.department, Text(&dossier.place_name(unit.base)));
        put!(
            out,
            "<td>{} {}</td>",
            problem.departments[base.department as usize].id,
            Text(&dossier.base_name(sent.base))
        );
        figure(out, whole(unit.strength.0.into(), words.language));
        out.push_str("</tr>\n");
    }
    end_table(out);
    out.push_str("</details>\n</section>\n");
}

/// Commitments of the draw, and how to check everything.
pub(super) fn draw(dossier: &Dossier<'_>, words: &Words, out: &mut String) {
    section(out, words.draw);
    put!(out, "<p>{}</p>\n", words.draw_note);
    table(out, words.draw, &[words.shift, words.from, words.to, words.commitment], 4);
    for (shift, commitment) in dossier.problem.policy.shifts.iter().zip(&dossier.plan.commitments) {
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>",
            shift.name,
            shift.serves_from,
            shift.serves_to
        );
        put!(out, "<td><code>{commitment}</code></td></tr>\n");
    }
    end_table(out);
    if let Some(leak) = dossier.leak {
        put!(out, "<p>{} <strong>{}</strong></p>\n", words.leak, percent(leak, words.language));
    }
    put!(out, "</section>\n<section>\n<h2>{}</h2>\n<p>{}</p>\n", words.checking, words.checking_note);
    out.push_str("<pre><code>vigie plan check DIR</code></pre>\n");
    put!(
        out,
        "<p class=\"note\">{}{} <code>{}</code></p>\n</section>\n",
        words.problem,
        words.language.colon(),
        dossier.hash
    );
}
