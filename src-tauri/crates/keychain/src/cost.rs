//! What a guess at a passphrase costs: Argon2id (RFC 9106) and its parameters.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::aead::{KEY_LEN, Key};
use crate::{Error, Passphrase, Result};

/// How often a calibration measures: the floor, an estimate, and the estimate's correction.
const CALIBRATION_ROUNDS: usize = 3;

/// Argon2id's parameters: KiB of memory, passes over it, and lanes.
///
/// Bounded both when written and when read, so that neither a weak slot is made nor a hostile file
/// can take the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stated")]
pub struct Argon2Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Cost {
    /// OWASP's minimum for Argon2id: 19 MiB and 2 passes.
    const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// Above this the window's memory would be felt on an ordinary laptop.
    const MAX_MEMORY_KIB: u32 = 256 * 1024;
    /// With the most memory this is some seconds, and nobody waits longer to be told no.
    const MAX_PASSES: u32 = 8;
    /// Lanes are computed one after the other here, so that more of them help the guesser alone.
    const MAX_LANES: u32 = 4;

    /// These parameters, if they are within bounds: 19 to 256 MiB, 2 to 8 passes, 1 to 4 lanes.
    ///
    /// # Errors
    /// [`Error::CostOutOfRange`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let within = (Self::FLOOR.memory_kib..=Self::MAX_MEMORY_KIB).contains(&memory_kib)
            && (Self::FLOOR.passes..=Self::MAX_PASSES).contains(&passes)
            && (Self::FLOOR.lanes..=Self::MAX_LANES).contains(&lanes);
        if within { Ok(Self { memory_kib, passes, lanes }) } else { Err(Error::CostOutOfRange) }
    }

    /// The least that is accepted (OWASP Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
    pub fn floor() -> Self {
        Self::FLOOR
    }

    /// The cost at which one guess takes about `target` on this machine, but never below the
    /// floor nor above 256 MiB and 8 passes. Memory is raised first, as it is what hurts a guesser
    /// with graphics cards. Takes up to about three times the target.
    pub fn calibrate(target: Duration) -> Self {
        let mut cost = Self::FLOOR;
        // Time is not quite proportional to memory, so that a first estimate wants correcting.
        for _ in 0..CALIBRATION_ROUNDS {
            let begun = Instant::now();
            if cost.derive(b"calibration", &[0; 16]).is_err() {
                return Self::FLOOR;
            }
            let taken = begun.elapsed().max(Duration::from_micros(1));
            let better = cost.scaled(target.as_secs_f64() / taken.as_secs_f64());
            if better == cost {
                break;
            }
            cost = better;
        }
        cost
    }

    /// `factor` times the work, which is memory times passes, as far as the bounds allow.
    fn scaled(&self, factor: f64) -> Self {
        const MIB: u32 = 1024;
        let work = f64::from(self.memory_kib) * f64::from(self.passes) * factor;
        // Float to integer saturates, so that any target stays within bounds.
        let memory_kib = (work / f64::from(Self::FLOOR.passes)) as u32;
        let memory_kib = (memory_kib / MIB * MIB).clamp(Self::FLOOR.memory_kib, Self::MAX_MEMORY_KIB);
        let passes = ((work / f64::from(memory_kib)) as u32).clamp(Self::FLOOR.passes, Self::MAX_PASSES);
        Self { memory_kib, passes, lanes: self.lanes }
    }

    /// Memory in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Lanes.
    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// The key that a passphrase and a salt give at this cost.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub(crate) fn key(&self, passphrase: &Passphrase, salt: &[u8; 16]) -> Result<Key> {
        self.derive(passphrase.bytes(), salt)
    }

    fn derive(&self, secret: &[u8], salt: &[u8; 16]) -> Result<Key> {
        let out_of_memory = || Error::OutOfMemory { memory_kib: self.memory_kib };
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LEN)).map_err(|_| Error::CostOutOfRange)?;
        // Own memory rather than argon2's: it is wiped, and its absence is an error, not an abort.
        let mut blocks: Zeroizing<Vec<Block>> = Zeroizing::new(Vec::new());
        blocks.try_reserve_exact(params.block_count()).map_err(|_| out_of_memory())?;
        blocks.resize(params.block_count(), Block::new());
        let mut key = Key::new([0; KEY_LEN]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(secret, salt, key.as_mut(), blocks.as_mut_slice())
            .map_err(|_| out_of_memory())?;
        Ok(key)
    }
}

/// The parameters as a file states them.
#[derive(Deserialize)]
struct Stated {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl TryFrom<Stated> for Argon2Cost {
    type Error = Error;

    fn try_from(stated: Stated) -> Result<Self> {
        Self::new(stated.memory_kib, stated.passes, stated.lanes)
    }
}
