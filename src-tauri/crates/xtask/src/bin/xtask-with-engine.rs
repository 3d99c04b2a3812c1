//! The same commands with the engine compiled in: what `cargo xtask demo` and `bench` go on in.
//!
//! A program of its own, because a running `xtask` can't be replaced by its own build everywhere.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
