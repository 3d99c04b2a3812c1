//! Requests to Amazon S3 and what speaks like it, signed (AWS Signature Version 4).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Whose request it is.
#[derive(Clone, Copy)]
pub(crate) struct AccessKey<'a> {
    pub(crate) id: &'a str,
    pub(crate) secret: &'a str,
    pub(crate) region: &'a str,
}

/// A request before it is signed. The path is made of characters that stand for themselves in a URL.
#[derive(Clone, Copy)]
pub(crate) struct Unsigned<'a> {
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) at: DateTime<Utc>,
}

/// The headers that a request gets by being signed, but for `host`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) content_sha256: String,
    pub(crate) date: String,
    pub(crate) authorization: String,
}

fn hex(octets: &[u8]) -> String {
    HEXLOWER.encode(octets)
}

fn mac(key: &[u8], data: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data.as_bytes())
}

impl Unsigned<'_> {
    pub(crate) fn sign(self, key: AccessKey<'_>) -> Signed {
        let content_sha256 = hex(digest(&SHA256, self.body).as_ref());
        let date = self.at.format("%Y%m%dT%H%M%SZ").to_string();
        let day = self.at.format("%Y%m%d").to_string();
        let scope = format!("{day}/{}/s3/aws4_request", key.region);
        let names = "host;x-amz-content-sha256;x-amz-date";
        let canonical = format!(
            "{}\n{}\n\nhost:{}\nx-amz-content-sha256:{content_sha256}\nx-amz-date:{date}\n\n{names}\n{content_sha256}",
            self.method, self.path, self.host
        );
        let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{}", hex(digest(&SHA256, canonical.as_bytes()).as_ref()));
        let mut signing = mac(Zeroizing::new(format!("AWS4{}", key.secret)).as_bytes(), &day);
        for part in [key.region, "s3", "aws4_request"] {
            signing = mac(signing.as_ref(), part);
        }
        let signature = hex(mac(signing.as_ref(), &to_sign).as_ref());
        let authorization =
            format!("{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}", key.id);
        Signed { content_sha256, date, authorization }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Computed by botocore 1.44.8
    /// for the key, the day and the region of Amazon’s own examples.
    #[test]
    fn a_request_is_signed_as_amazons_own_client_signs_it() {
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
        };
        let at = "2013-05-24T00:00:00Z".parse().unwrap();
        let path = "/examplebucket/pki/ca-1.crl";
        let signed = Unsigned { method: "GET", host: "s3.amazonaws.com", path, body: b"", at }.sign(key);
        assert_eq!(signed.date, "20130524T000000Z");
        assert_eq!(signed.content_sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(
            signed
                .authorization
                .ends_with("Signature=f94fd88f71ab433db291ba7ceed4b2a5fd10dc19f5ff827c9411fb5675105007"),
            "{}",
            signed.authorization
        );
    }
}
