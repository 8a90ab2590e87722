//! The command line as its users meet it: real processes, real files.

mod accounts;
mod bad_input;
mod chain;
mod checks;
mod explain;
mod languages;
mod machines;
mod plan;
mod project;
mod real;
mod repair;
mod serve;
mod shell;
mod site;
mod station;
mod station_web;
mod vigie;
mod witness;
