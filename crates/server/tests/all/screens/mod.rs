//! The screens, from outside: every role at every route, forged and stale forms, and what is kept.

mod desk;
mod doors;
mod hall;
mod rooms;
mod uploads;
