//! Tests of the planner from outside.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod attack;
mod coverage;
mod deploy_laws;
mod draw;
mod draw_leak;
mod draw_stays;
mod explain;
mod explain_compare;
mod explain_conflicts;
mod game;
mod game_laws;
mod median;
mod output;
mod output_readers;
mod output_timetable;
mod overrides;
mod patrol_ground;
mod patrol_laws;
mod patrol_refusals;
mod patrol_rules;
mod patrol_twin;
mod plan_check;
mod plan_sweeps;
mod plan_text;
mod problem;
mod redraw;
mod repair;
mod repair_orders;
mod repair_twin;
mod small;
mod sweep;
mod vrptw;
