//! The path validation judged by NIST's Public Key Interoperability Test Suite (PKITS 1.0.1), sections 4.1 to 4.16.
//!
//! Every test is given all certificates and all CRLs of the suite, so that the path has to be found as well. What the
//! suite expects stands in the names of its files, but for the tests of policies, which stand below.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use chancery_pki::{Certificate, Crl, PathQuestion, PolicyRules, Revocation, TrustAnchor, TrustReport, verify_path};
use chancery_tests::python;
use chrono::{DateTime, Utc};
use std::{fs, path::PathBuf};

/// The tests whose result differs from what the suite expects, and why.
const DIFFERENCES: [(&str, &str); 3] = [
    ("ValidDSASignaturesTest4", "4.1.4: DSA signatures are not checked (FIPS 186-5 withdrew them)"),
    ("ValidDSAParameterInheritanceTest5", "4.1.5: likewise"),
    // PKITS itself says that a program need not accept this.
    ("ValidcRLIssuerTest30", "4.14.30: the CRL’s signer would vouch for itself, by a CRL that it signed"),
];

/// What the tests of policies set beside their certificates, and what comes of it: `explicit`, `no-mapping`, `no-any`,
/// and the numbers of acceptable policies.
const POLICY_TESTS: &str = "
    4.8.1.1   ValidCertificatePathTest1       explicit      valid
    4.8.1.2   ValidCertificatePathTest1       explicit,1    valid
    4.8.1.3   ValidCertificatePathTest1       explicit,2    invalid
    4.8.1.4   ValidCertificatePathTest1       explicit,1,2  valid
    4.8.2.1   AllCertificatesNoPoliciesTest2  -             valid
    4.8.2.2   AllCertificatesNoPoliciesTest2  explicit      invalid
    4.8.3.1   DifferentPoliciesTest3          -             valid
    4.8.3.2   DifferentPoliciesTest3          explicit      invalid
    4.8.3.3   DifferentPoliciesTest3          explicit,1,2  invalid
    4.8.4     DifferentPoliciesTest4          -             invalid
    4.8.5     DifferentPoliciesTest5          -             invalid
    4.8.6.1   OverlappingPoliciesTest6        -             valid
    4.8.6.2   OverlappingPoliciesTest6        1             valid
    4.8.6.3   OverlappingPoliciesTest6        2             invalid
    4.8.7     DifferentPoliciesTest7          -             invalid
    4.8.8     DifferentPoliciesTest8          -             invalid
    4.8.9     DifferentPoliciesTest9          -             invalid
    4.8.10.1  AllCertificatesSamePoliciesTest10  -          valid
    4.8.10.2  AllCertificatesSamePoliciesTest10  1          valid
    4.8.10.3  AllCertificatesSamePoliciesTest10  2          valid
    4.8.11.1  AllCertificatesanyPolicyTest11  -             valid
    4.8.11.2  AllCertificatesanyPolicyTest11  1             valid
    4.8.12    DifferentPoliciesTest12         -             invalid
    4.8.13.1  AllCertificatesSamePoliciesTest13  1          valid
    4.8.13.2  AllCertificatesSamePoliciesTest13  2          valid
    4.8.13.3  AllCertificatesSamePoliciesTest13  3          valid
    4.8.14.1  AnyPolicyTest14                 1             valid
    4.8.14.2  AnyPolicyTest14                 2             invalid
    4.8.15    UserNoticeQualifierTest15       -             valid
    4.8.16    UserNoticeQualifierTest16       -             valid
    4.8.17    UserNoticeQualifierTest17       -             valid
    4.8.18.1  UserNoticeQualifierTest18       1             valid
    4.8.18.2  UserNoticeQualifierTest18       2             valid
    4.8.19    UserNoticeQualifierTest19       -             valid
    4.8.20    CPSPointerQualifierTest20       explicit      valid
    4.10.1.1  ValidPolicyMappingTest1         1             valid
    4.10.1.2  ValidPolicyMappingTest1         2             invalid
    4.10.1.3  ValidPolicyMappingTest1         no-mapping    invalid
    4.10.2.2  InvalidPolicyMappingTest2       no-mapping    invalid
    4.10.3.1  ValidPolicyMappingTest3         1             invalid
    4.10.3.2  ValidPolicyMappingTest3         2             valid
    4.10.5.1  ValidPolicyMappingTest5         1             valid
    4.10.5.2  ValidPolicyMappingTest5         6             invalid
    4.10.6.1  ValidPolicyMappingTest6         1             valid
    4.10.6.2  ValidPolicyMappingTest6         6             invalid
    4.10.12.1 ValidPolicyMappingTest12        1             valid
    4.10.12.2 ValidPolicyMappingTest12        2             valid
    4.12.3.1  inhibitAnyPolicyTest3           -             valid
    4.12.3.2  inhibitAnyPolicyTest3           no-any        invalid
";

struct Suite {
    certificates: PathBuf,
    anchor: TrustAnchor,
    intermediates: Vec<Certificate>,
    crls: Vec<Crl>,
}

impl Suite {
    fn read() -> Self {
        let folder = python("pkits_folder.py", [""; 0]);
        let folder = PathBuf::from(folder.as_str().expect("a path"));
        let certificates = folder.join("certs");
        let all = |path: PathBuf| {
            let mut files: Vec<_> = fs::read_dir(path).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort();
            files
        };
        let crls = all(folder.join("crls")).into_iter().map(|file| Crl::from_der(&fs::read(file).unwrap()).unwrap());
        let anchor = Certificate::from_der(&fs::read(certificates.join("TrustAnchorRootCertificate.crt")).unwrap());
        let intermediates = all(certificates.clone())
            .into_iter()
            .filter(|file| !file.to_string_lossy().ends_with("EE.crt"))
            .map(|file| Certificate::from_der(&fs::read(file).unwrap()).unwrap());
        Self {
            anchor: TrustAnchor { certificate: anchor.unwrap(), store: "PKITS".to_owned() },
            intermediates: intermediates.collect(),
            crls: crls.collect(),
            certificates,
        }
    }

    /// Tests that are named after what is expected of them.
    fn named(&self) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = fs::read_dir(&self.certificates)
            .unwrap()
            .filter_map(|file| {
                let name = file.unwrap().file_name().into_string().unwrap();
                let test = name.strip_suffix("EE.crt")?.to_owned();
                let valid = test.starts_with("Valid");
                (valid || test.starts_with("Invalid")).then_some((test, valid))
            })
            // The settings of these decide, and stand with them.
            .filter(|(test, _)| !test.contains("ValidPolicyMappingTest3"))
            .collect();
        found.sort();
        found
    }

    fn ask(&self, test: &str, policies: &PolicyRules) -> TrustReport {
        let der = fs::read(self.certificates.join(format!("{test}EE.crt"))).unwrap();
        verify_path(&PathQuestion {
            certificate: &Certificate::from_der(&der).unwrap(),
            anchors: std::slice::from_ref(&self.anchor),
            intermediates: &self.intermediates,
            crls: &self.crls,
            at: "2026-11-20T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
            purpose: None,
            host: None,
            policies,
            revocation: Revocation::WholePath,
        })
    }
}

fn rules(settings: &str) -> PolicyRules {
    let mut rules = PolicyRules::default();
    for setting in settings.split(',') {
        match setting {
            "-" => {}
            "explicit" => rules.require_explicit = true,
            "no-mapping" => rules.inhibit_mapping = true,
            "no-any" => rules.inhibit_any = true,
            number => rules.acceptable.push(format!("2.16.840.1.101.3.2.1.48.{number}")),
        }
    }
    rules
}

#[test]
fn nist_agrees_with_the_path_validation() {
    let suite = Suite::read();
    let named = suite.named().into_iter().map(|(test, valid)| (test.clone(), test, PolicyRules::default(), valid));
    let of_policies = POLICY_TESTS.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let [number, test, settings, expected] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        (format!("{number} {test}"), test.to_owned(), rules(settings), expected == "valid")
    });
    let tests: Vec<_> = named.chain(of_policies).collect();
    assert!(tests.len() > 250, "the suite is there: {} tests", tests.len());
    let mut differ = Vec::new();
    for (name, test, rules, expected) in &tests {
        let report = suite.ask(test, rules);
        if report.trusted != *expected {
            differ.push((name.clone(), report.sentence));
        }
    }
    println!("{} of {} tests of PKITS end as it expects", tests.len() - differ.len(), tests.len());
    for (name, why) in &differ {
        println!("{name}: {why}");
    }
    let unexplained: Vec<_> =
        differ.iter().filter(|(name, _)| !DIFFERENCES.iter().any(|(known, _)| known == name)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert_eq!(differ.len(), DIFFERENCES.len(), "what is said to differ differs");
}
