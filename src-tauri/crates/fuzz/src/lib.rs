//! Fuzzing of every parser that meets bytes or text from outside, on stable Rust.
//!
//! Owns the targets, what they begin with, how it is changed, and the run. A short run with a fixed seed is among the
//! tests; `cargo xtask fuzz` runs for as long as one likes. What a run found lies in `found/` and is tried again by the
//! tests.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the run tells how it goes on its output")]

mod der;
mod dice;
mod mutate;
mod run;
mod seeds;
mod supervise;
mod targets;

pub use run::{Finding, LONGEST, Run};
pub use seeds::Seeds;
pub use supervise::supervise;
pub use targets::{Target, all, named};
