//! Who may say where things are published, and who may have it done.

use super::vault;
use std::fs;

#[test]
fn administrators_name_targets_operators_publish_and_others_only_look() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    for role in ["operator", "auditor", "viewer"] {
        sandbox.add_user(role, role);
    }
    let folder = sandbox.arg("pki");
    let add = ["target", "add", "web", "--to", &folder];
    for role in ["operator", "auditor", "viewer"] {
        assert_eq!(sandbox.run_as(role, add).refused().code, "forbidden", "{role}");
    }
    sandbox.done(add);
    for verb in ["pause", "remove"] {
        assert_eq!(sandbox.run_as("operator", ["target", verb, "web"]).refused().code, "forbidden");
    }
    sandbox.run_as("operator", ["crl", "publish"]).done();
    sandbox.run_as("operator", ["target", "test", "web"]).done();
    assert_eq!(sandbox.run_as("viewer", ["crl", "publish"]).refused().code, "forbidden");
    assert_eq!(sandbox.run_as("viewer", ["target", "list"]).done()["targets"][0]["state"], "current");
    let again = sandbox.refused(add);
    assert_eq!((again.code.as_str(), again.field.as_deref()), ("name_taken", None));
}
