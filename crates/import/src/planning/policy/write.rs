//! Writing `policy.toml`, with a word on each rule for whoever changes it.

use election::Id;
use plan::measure::Seconds;
use plan::problem::{Hours, Phase, Policy, Promise, Shift, Strength, TravelRule, VenueShare};

use crate::directory::spelling::{entry, number, quoted};
use crate::planning::spelling::of_duration;

/// Writes a policy; the twin of [`read`](super::read).
pub fn write(policy: &Policy) -> Vec<u8> {
    let mut out = String::from("# Rules of the plan; specs/plan-inputs.md says what each means\n");
    cycle(&mut out, policy);
    shares(&mut out, policy);
    travel(&mut out, &policy.travel);
    promise(&mut out, &policy.promise);
    policy.phases.iter().for_each(|one| phase(&mut out, one));
    policy.hours.iter().for_each(|one| hours(&mut out, one));
    policy.shifts.iter().for_each(|one| shift(&mut out, one));
    policy.venues.iter().for_each(|one| share(&mut out, one));
    policy.strengths.iter().for_each(|one| strength(&mut out, one));
    out.into_bytes()
}

fn cycle(out: &mut String, policy: &Policy) {
    out.push_str("\n# One cycle of a circuit, which divides every class of hours, and what is in it\n");
    entry(out, "period", &of_duration(policy.period));
    entry(out, "rest", &of_duration(policy.rest));
    entry(out, "shortest-stop", &of_duration(policy.shortest_stop));
    entry(out, "longest-stop", &of_duration(policy.longest_stop));
}

fn shares(out: &mut String, policy: &Policy) {
    out.push_str(
        "\n# Thousandths: most presence at a venue without leave, crews in reserve, a reserve's time busy elsewhere\n",
    );
    number(out, "ceiling", policy.ceiling);
    number(out, "reserve", policy.reserve);
    number(out, "busy", policy.busy);
    out.push_str(
        "\n# Weight from which a site counts for the second promise too; people who go with a crew of soldiers\n",
    );
    number(out, "heavy", policy.heavy);
    number(out, "liaison", policy.liaison);
    out.push_str(
        "\n# Ground of the police where the election does not say: from so many voters, and in these places\n",
    );
    number(out, "police-from", policy.police_from);
    number(out, "police", list(&policy.police));
    out.push_str("\n# Places whose stations this plan does not protect\n");
    number(out, "excluded", list(&policy.excluded));
}

fn list(ids: &[Id]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| quoted(id.as_str())).collect();
    format!("[{}]", ids.join(", "))
}

fn figures(figures: &[u32]) -> String {
    let figures: Vec<String> = figures.iter().map(ToString::to_string).collect();
    format!("[{}]", figures.join(", "))
}

fn times(times: &[Seconds]) -> String {
    let times: Vec<String> = times.iter().map(|time| quoted(&of_duration(*time))).collect();
    format!("[{}]", times.join(", "))
}

fn travel(out: &mut String, rule: &TravelRule) {
    out.push_str("\n# Roads by way of the crow in thousandths; km/h in villages, towns, cities; voters that make a town, a city\n[travel]\n");
    number(out, "detour", rule.detour);
    number(out, "speeds", figures(&rule.speeds));
    entry(out, "start", &of_duration(rule.start));
    number(out, "voters", figures(&rule.voters));
}

fn promise(out: &mut String, promise: &Promise) {
    out.push_str("\n# How soon a first and a second crew are there, in villages, towns, cities\n[promise]\n");
    number(out, "first", times(&promise.first));
    number(out, "second", times(&promise.second));
}

fn phase(out: &mut String, phase: &Phase) {
    out.push_str("\n[[phase]]\n");
    entry(out, "name", phase.name.as_str());
    entry(out, "date", &phase.date);
    if let Some(round) = phase.round {
        number(out, "round", round);
    }
}

fn hours(out: &mut String, hours: &Hours) {
    out.push_str("\n[[hours]]\n");
    entry(out, "name", hours.name.as_str());
    entry(out, "from", &hours.from.to_string());
    entry(out, "to", &hours.to.to_string());
    number(out, "venue-weight", hours.venue_weight);
}

fn shift(out: &mut String, shift: &Shift) {
    out.push_str("\n[[shift]]\n");
    entry(out, "name", shift.name.as_str());
    entry(out, "duty-from", &shift.duty_from.to_string());
    entry(out, "duty-to", &shift.duty_to.to_string());
    entry(out, "serves-from", &shift.serves_from.to_string());
    entry(out, "serves-to", &shift.serves_to.to_string());
}

fn share(out: &mut String, share: &VenueShare) {
    out.push_str("\n[[venues]]\n");
    entry(out, "place", share.place.as_str());
    number(out, "share", share.venues);
}

fn strength(out: &mut String, strength: &Strength) {
    out.push_str("\n[[department]]\n");
    entry(out, "department", strength.department.as_str());
    number(out, "least", strength.least);
    number(out, "most", strength.most);
}
