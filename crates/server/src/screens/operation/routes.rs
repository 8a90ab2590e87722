//! The routes of the operation, each with the act of the table that it takes.

use axum::routing::{get, post};
use ops::roles::{
    ActivatingPostures, Attending, ChangingPhase, Dispatching, Escorting, FollowingOrders, HandlingIncidents,
    KeepingFeeds, KeepingUnits, PreparingPostures, Receiving, RepairingPlan, ReportingIncidents, SeeingOperation,
    SeeingPlan, SettingThreats,
};

use super::{
    chart, days, dispatch, feeds, incidents, layers, live, main_room, map, orders, phase, postures, record, repair,
    situation, tables, timetable, unit_files, units,
};
use crate::screens::routes::{Route, form, page};

/// All of them.
pub fn routes() -> Vec<Route> {
    let mut routes = pictures();
    routes.extend(acts());
    routes
}

fn pictures() -> Vec<Route> {
    vec![
        page::<SeeingOperation>("/hub/operation", get(main_room::room)),
        page::<SeeingOperation>("/hub/operation/wall", get(main_room::wall)),
        page::<SeeingOperation>("/hub/operation/live", get(live::live)),
        page::<SeeingOperation>("/hub/operation/map", get(map::map)),
        page::<SeeingOperation>("/hub/operation/map/picture", get(map::picture)),
        page::<SeeingPlan>("/hub/operation/map/plan", get(layers::plan)),
        page::<SeeingOperation>("/hub/operation/map/{file}", get(chart::ground)),
        page::<SeeingOperation>("/hub/operation/incidents", get(incidents::list)),
        page::<SeeingOperation>("/hub/operation/incidents.csv", get(tables::incidents)),
        page::<SeeingOperation>("/hub/operation/incidents/{number}", get(incidents::incident)),
        page::<SeeingOperation>("/hub/operation/stations", get(days::stations)),
        page::<SeeingOperation>("/hub/operation/stations.csv", get(tables::stations)),
        page::<SeeingOperation>("/hub/operation/days/{round}/{station}", get(days::day)),
        page::<SeeingOperation>("/hub/operation/units", get(units::list)),
        page::<SeeingOperation>("/hub/operation/units.csv", get(tables::units)),
        page::<FollowingOrders>("/hub/operation/units/{unit}/orders.ics", get(unit_files::calendar)),
        page::<FollowingOrders>("/hub/operation/units/{unit}/orders.gpx", get(unit_files::points)),
        page::<SeeingOperation>("/hub/operation/postures", get(postures::list)),
        page::<SeeingOperation>("/hub/operation/postures.csv", get(tables::postures)),
        page::<SeeingOperation>("/hub/operation/postures/{posture}", get(postures::posture)),
        page::<SeeingOperation>("/hub/operation/journal", get(record::journal)),
        page::<SeeingOperation>("/hub/operation/journal.csv", get(record::export)),
        page::<SeeingOperation>("/hub/operation/situation", get(situation::situation)),
        page::<SeeingOperation>("/hub/operation/situation.pdf", get(situation::paper)),
        page::<ReportingIncidents>("/hub/operation/report", get(incidents::report_form)),
        page::<Attending>("/hub/operation/calls/{commune}", get(days::calls)),
        page::<ChangingPhase>("/hub/operation/phase", get(phase::look)),
        page::<PreparingPostures>("/hub/operation/prepare", get(postures::prepare_form)),
        page::<KeepingFeeds>("/hub/operation/feeds", get(feeds::list)),
        page::<SeeingPlan>("/hub/operation/timetable", get(timetable::timetable)),
        page::<SeeingPlan>("/hub/operation/timetable/{unit}", get(timetable::unit)),
        page::<RepairingPlan>("/hub/operation/repair", get(repair::form)),
        page::<SeeingPlan>("/hub/operation/repairs/{number}", get(repair::difference)),
        page::<FollowingOrders>("/hub/orders", get(orders::orders)),
        page::<FollowingOrders>("/hub/operation/orders.csv", get(tables::orders)),
        page::<FollowingOrders>("/hub/operation/orders/{number}", get(dispatch::order)),
    ]
}

fn acts() -> Vec<Route> {
    vec![
        form::<ReportingIncidents>("/hub/operation/report", post(incidents::report)),
        form::<HandlingIncidents>("/hub/operation/incidents/{number}/{act}", post(incidents::handle)),
        form::<Dispatching>("/hub/operation/incidents/{number}/orders", post(dispatch::send)),
        form::<Dispatching>("/hub/operation/orders/{number}/{act}", post(dispatch::change)),
        form::<FollowingOrders>("/hub/operation/orders/{number}/acknowledge", post(dispatch::acknowledge)),
        form::<KeepingUnits>("/hub/operation/units", post(units::make)),
        form::<FollowingOrders>("/hub/operation/units/{unit}/{act}", post(units::say)),
        form::<Attending>("/hub/operation/days/{round}/{station}", post(days::note)),
        form::<KeepingUnits>("/hub/operation/contacts/{station}", post(days::contact)),
        form::<Escorting>("/hub/operation/records/{round}/{station}/{act}", post(days::move_records)),
        form::<Receiving>("/hub/operation/receipts/{round}/{station}", post(days::receive)),
        form::<PreparingPostures>("/hub/operation/prepare", post(postures::prepare)),
        form::<PreparingPostures>("/hub/operation/postures/{posture}/{act}", post(postures::weigh)),
        form::<ActivatingPostures>("/hub/operation/postures/{posture}/activate", post(postures::activate)),
        form::<ActivatingPostures>("/hub/operation/postures/{posture}/end", post(postures::end)),
        form::<KeepingFeeds>("/hub/operation/feeds", post(feeds::make)),
        form::<KeepingFeeds>("/hub/operation/feeds/{feed}/end", post(feeds::end)),
        form::<RepairingPlan>("/hub/operation/repairs", post(repair::ask)),
        form::<RepairingPlan>("/hub/operation/repairs/{number}/{act}", post(repair::decide)),
        form::<RepairingPlan>("/hub/operation/timetable/{unit}/{act}", post(timetable::pin)),
        form::<SettingThreats>("/hub/operation/threat", post(postures::threat)),
        form::<ChangingPhase>("/hub/operation/phase", post(phase::advance)),
    ]
}
