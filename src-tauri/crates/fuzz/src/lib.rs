//! Fuzzing of every parser that meets bytes or text from outside, on stable Rust.
//!
//! Owns the targets, what they begin with, how it is changed, and the run. A short run with a fixed seed is among the
//! tests; `cargo xtask fuzz` runs for as long as one likes. What a run found lies in `found/` and is tried again by the
//! tests.
//!
//! cargo-fuzz needs a nightly compiler, and this project is built with the stable one; a parser's branches are therefore
//! not seen, and what is tried is made from real files that are taken apart and put together again, so that it goes
//! deep. proptest makes values out of nothing: what is deep in a PKCS#12 file it would not reach, and it has no notion of
//! a process that dies or never comes back.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the run tells how it goes on its output")]

mod der;
mod dice;
mod json;
mod mutate;
mod run;
mod seeds;
mod supervise;
mod targets;

pub use run::{Finding, LONGEST, Run};
pub use seeds::Seeds;
pub use supervise::supervise;
pub use targets::{Target, all, named};
