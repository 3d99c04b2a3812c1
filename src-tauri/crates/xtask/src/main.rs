//! What `cargo xtask` starts.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
