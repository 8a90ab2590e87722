//! The screens, from outside: every role at every route, forged and stale forms, and what is kept.

mod asking;
mod blind;
mod care;
mod chart;
mod cot;
mod desk;
mod doors;
mod exports;
mod files;
mod ghost;
mod hall;
mod hours;
mod kept;
mod load;
mod operation;
mod receipts;
mod repairs;
mod rooms;
mod stolen;
mod uploads;
mod workbook;
