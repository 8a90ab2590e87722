//! What is done where the votes are counted: the form, the draft, the sheet and its codes.
//!
//! Figures are typed once, from the paper record, and read by one reader whoever types them and
//! wherever: [`form`]. What comes out is the exact text that two holders sign; nobody types it
//! again on its way to the public.

pub mod answer;
pub mod carry;
pub mod draft;
pub mod excerpt;
pub mod figures;
pub mod form;
pub mod pages;
pub mod questions;
pub mod receipt;
pub mod sheet;
pub mod signing;
pub mod wording;
