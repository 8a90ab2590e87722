//! The screens, from outside: every role at every route, forged and stale forms, and what is kept.

mod asking;
mod blind;
mod care;
mod desk;
mod doors;
mod files;
mod hall;
mod operation;
mod receipts;
mod rooms;
mod uploads;
mod workbook;
