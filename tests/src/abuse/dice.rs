//! Chance that can be repeated: a test that fails says with which seed.

/// Xorshift; good enough to choose what to damage.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    /// The bytes, changed in one of the ways in which files get changed.
    pub fn corrupt(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        for _ in 0..=self.below(3) {
            if bytes.is_empty() {
                return bytes;
            }
            let at = self.below(bytes.len());
            match self.below(8) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = [0, 0xff, 0x7f, 0x80, 0x30, 0x84][self.below(6)],
                2 => bytes.truncate(at),
                3 => bytes.insert(at, u8::try_from(self.below(256)).unwrap_or_default()),
                4 => drop(bytes.drain(at..(at + self.below(40)).min(bytes.len()))),
                5 => {
                    let piece = bytes[at..(at + self.below(200)).min(bytes.len())].to_vec();
                    drop(bytes.splice(at..at, piece));
                }
                6 => bytes[at] = bytes[at].wrapping_add(1),
                _ => drop(bytes.splice(at..at, [0x30, 0x84, 0xff, 0xff, 0xff, 0xff])),
            }
        }
        bytes
    }
}
