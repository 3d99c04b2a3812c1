//! RSA keys made by Infineon's faulty library (CVE-2017-15361, "ROCA"), which can be factored.

/// The primes whose residues betray such a modulus: it is a power of 65537 modulo each of them.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the modulus (big-endian) has the fingerprint: an ordinary modulus has it by chance once in
/// about 2^27 (Nemec et al., "The Return of Coppersmith's Attack", §4).
pub(crate) fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(modulus: &[u8], prime: u32) -> u32 {
    modulus.iter().fold(0, |rest, octet| (rest * 256 + u32::from(*octet)) % prime)
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let generator = 65_537 % prime;
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * generator % prime;
        if power == 1 {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PRIMES, has_fingerprint};

    #[test]
    fn one_is_a_power_modulo_every_prime_and_two_is_not() {
        assert!(has_fingerprint(&[1]));
        assert!(has_fingerprint(&[1, 0, 1]), "65537 itself");
        assert!(!has_fingerprint(&[2]));
        assert!(PRIMES.iter().all(|p| *p < 256));
    }
}
