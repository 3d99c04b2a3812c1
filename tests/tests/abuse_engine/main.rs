//! What must not be possible with a vault, tried through the engine's own door: processes killed, files damaged,
//! rights overstepped, secrets looked for, hostile input, clocks and disks that fail.

#![allow(clippy::unwrap_used)]
// What a long test met is worth a line in the log.
#![allow(clippy::print_stdout)]

mod anchors;
mod clocks;
mod crl_rules;
mod damage;
mod dashboard;
mod disks;
mod doors;
mod due_crls;
mod edited;
mod exports;
mod forged;
mod guesses;
mod killed;
mod leaving;
mod limits;
mod meanwhile;
mod memory;
mod records;
mod requests;
mod revoked_before;
mod rights;
mod secrets;
mod silence;
mod stand_ins;
mod standing;
mod takeover;
mod texts;
mod twice;
mod unfinished;
mod ways_in;
