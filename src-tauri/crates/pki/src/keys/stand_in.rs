//! Public keys that stand in for ones that do not exist yet, so that a preview is encoded and linted with a key of the
//! very kind that will be made.
//!
//! RSA keys take seconds to make; theirs are constants whose private halves nobody has.

use super::{KeyPair, PublicKey};
use crate::asn1::{INTEGER, element, sequence, unsigned};
use crate::{Error, Result};
use chancery_domain::KeyAlgorithm;
use data_encoding::BASE64;
use std::sync::OnceLock;

/// One for each of [`KeyAlgorithm::ALL`], made when it is first asked for.
static STAND_INS: [OnceLock<PublicKey>; KeyAlgorithm::ALL.len()] = [const { OnceLock::new() }; KeyAlgorithm::ALL.len()];

impl PublicKey {
    /// A key of this kind that is nobody's.
    pub fn stand_in(algorithm: KeyAlgorithm) -> Result<&'static Self> {
        let place = KeyAlgorithm::ALL.iter().position(|known| *known == algorithm);
        let kept = place.and_then(|place| STAND_INS.get(place)).ok_or(Error::Crypto("find a kind of key"))?;
        if let Some(key) = kept.get() {
            return Ok(key);
        }
        let made = match algorithm {
            KeyAlgorithm::Rsa2048 => rsa(algorithm, RSA_2048)?,
            KeyAlgorithm::Rsa3072 => rsa(algorithm, RSA_3072)?,
            KeyAlgorithm::Rsa4096 => rsa(algorithm, RSA_4096)?,
            _ => KeyPair::generate(algorithm)?.public_key().clone(),
        };
        Ok(kept.get_or_init(|| made))
    }
}

/// The key with this modulus and the exponent 65537 (RFC 8017 A.1.1).
fn rsa(algorithm: KeyAlgorithm, modulus: &str) -> Result<PublicKey> {
    let modulus = BASE64.decode(modulus.as_bytes()).map_err(|_| Error::Crypto("read a stand-in key"))?;
    let key = sequence(&[&element(INTEGER, &[&[0], &modulus]), &unsigned(65_537)]);
    Ok(PublicKey::of_algorithm(algorithm, &key))
}

const RSA_2048: &str = "\
    0+ZOYVE/WlaoZrBoD7irzo3jTrjxFhN6nv2ZKKWfDpR7tkUUmKSvEEZZy0u0fdisHIEb6bfXC4a0RxF8GIs5YX5zEcQQypVA3Dc/\
    QaytSkJ3OlfwEPy6i38XEjwLiz3LAzs90w5IO/9fu9wa7Ch5MQUhG1Xj2F4em2mfnoZAEyLiJmMyPLZncYZICs7+CFu5/8xwcr+7\
    sHFIEs1cUj87oUCBAMWGQdlW+4eHdm8ffdchUhU5RrnuEuqIFNwX87jF5g6C7Jd+FUTbsI5U5d0zxmcDzB3zFYDEjLv1JMo7z7Rp\
    YB8XWEhL4JGC28MTK8cv0Q5QJQs1IZYLk3vrBFtHhw==";

const RSA_3072: &str = "\
    tqDmkNBKDeW7PVdfFbh2O8wlTbPHLDqPczX4DJMfT4jtkMrQuI8VU6MgfIz2Pm295zg0T4v4TDRMS9oPPkzIXaUNa2A0/E4wsV0G\
    HkoB3P8MA/LJa+r0UB4andRmO1Io002qvtumvF4+SAwB+F25jke19KaSssNAfzHzobOVychxvyssTethxORFtdGyZjiwpf1Xgk41\
    ljOL+KatRu+kUXfv24PrIc6tOXc5CsYWPw9kmIWEuwNFVnKF2LFuMYwKpR1YKca/B2zpf0HssYi2/ZJ3Ckqkm3YwMEV6N3MoeBsC\
    4XGdSwDkpkS7bC8ZUD8k5FHy2/K053/csZScU0hCpRmq+HfSinAJdGqTxlM5C+ssxwL9JNMjtV5UV0PuJ1+ZlxD/COI+x4Co7amN\
    LHHBHCtZmaviPuxqFIeC42k0Ba6gl0CgSSBfkUg9QG1t3a2PaDtrTlB1iZfQRqdCbaRnqYKNNSvZRo+cXKMPt0VB7LOPG6dA2X9S\
    K3e6qNtGyJIz";

const RSA_4096: &str = "\
    +H2EGueaowBS+8qCaAY379O7CN2TZmb4wrXR99p+nEI4v+aWQEiWqfAmeihHsXRdYXNZGdMWt9x5jmeDhLz/1FxxUxsqPxv55ab/\
    2oJrn657k+Gz2DmV1K4mdxCXMZXCbztydhlTdC5o4KxaBeYEQswgjS2rgVie3qEAdCZaWNZTtMMStxClXKjwpVMSamB0L90wRD2F\
    gvVIfTsHovWmvqDWssrhp9o7mHLX2Doj3wEd81VJh9sRf73WNyZd3RgjoXyw/nXpXtV5v0t7ABUOQxJfcCCCT8bE77wsue8au2f9\
    1tmArwTtMuHaSt27WRPfrPbBDRcilyz7PRmuXTMRAXQh/BuvG4Cag6pAPB8ZEWESs/YtCDbiP4lBE5tEOggP0APBx/DOSiTh+Kr1\
    nFKEI7gJT9JOcXhJKu9WkxGbPViK1sDTclnpI9MUP6hBQOLT0BHTC5ygPJlCvKOH6b3nqlcb6XIccHCD/vMBjtuP3a+RNfQXQQW6\
    HFZ+w9kelyRsSON6I6R4L32X4mnh8ndQZP54Sb2ZgvtUUdjd/4IMykgAvJsn0rhHEACJnBjbLHQdx6SHrZLJiTgu2kySYzXMZxNv\
    2cD9CVSEnzSxQm1n5scCDg6qmICstw7gzJUom2RKokKukJXY2cdO10en+8vINHDTVg51jP6gTBq9eM2xdQE=";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::PublicKey;
    use chancery_domain::KeyAlgorithm;

    #[test]
    fn a_stand_in_is_of_the_kind_asked_for_and_nothing_is_known_against_it() {
        for algorithm in KeyAlgorithm::ALL {
            let key = PublicKey::stand_in(algorithm).unwrap();
            assert_eq!(key.algorithm(), Ok(algorithm));
            assert_eq!((key.weakness(), key.misencoding()), (None, None));
            assert_eq!(PublicKey::stand_in(algorithm).unwrap(), key, "made once");
        }
    }
}
