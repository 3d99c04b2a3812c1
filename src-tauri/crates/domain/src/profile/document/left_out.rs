//! What is meant by what somebody who writes JSON by hand leaves out: what the profile gives least by.

use serde_json::{Value, json};

/// Puts in what is left out. What is of another shape than it should be stays, for the reader to refuse.
pub(super) fn fill_in(document: &mut Value) {
    merge(document, &everywhere());
    for (place, rest) in [
        ("/names/dns", json!({"suffixes": [], "wildcards": false})),
        ("/names/ip", json!({"ranges": []})),
        ("/names/email", json!({"domains": []})),
        ("/names/uri", json!({"schemes": [], "hosts": []})),
    ] {
        if let Some(rule) = document.pointer_mut(place) {
            merge(rule, &rest);
        }
    }
    for (list, rest) in [
        ("/subject/attributes", json!({"value": null, "pattern": null, "from": "profile"})),
        ("/extensions/policies/policies", json!({"cps": null, "notice": null})),
        ("/extensions/further", json!({"critical": false, "der": null, "also": [], "from": "profile"})),
    ] {
        let entries = document.pointer_mut(list).and_then(Value::as_array_mut);
        entries.into_iter().flatten().for_each(|entry| merge(entry, &rest));
    }
}

/// Members that are not there, at every depth; of those that are there nothing is changed.
fn merge(value: &mut Value, rest: &Value) {
    let (Value::Object(members), Value::Object(rest)) = (value, rest) else { return };
    for (name, rest) in rest {
        match members.get_mut(name) {
            Some(member) => merge(member, rest),
            None => {
                members.insert(name.clone(), rest.clone());
            }
        }
    }
}

fn everywhere() -> Value {
    json!({
        "description": "",
        "ruleSet": "rfc5280",
        "keys": {"generate": true, "export": true},
        "validity": {"backdateMinutes": 0, "endsAt": null},
        "subject": {"attributes": [], "others": "from-form"},
        "names": {
            "dns": null, "ip": null, "email": null, "uri": null,
            "oneOf": [], "fromCommonName": [], "maximum": 1000, "from": "profile",
        },
        "extensions": {
            "basicConstraints": {"authority": false, "pathLength": null, "always": false, "from": "profile"},
            "keyUsage": {"usages": [], "also": [], "from": "profile"},
            "extendedKeyUsage": {"purposes": [], "also": [], "critical": false, "from": "profile"},
            "policies": {"policies": [], "also": [], "critical": false, "from": "profile"},
            "nameConstraints": {
                "permitDns": [], "excludeDns": [], "permitIp": [], "excludeIp": [], "permitEmail": [], "excludeEmail": [],
            },
            "issuerInformation": {"from": "authority", "issuerUrls": [], "ocspUrls": []},
            "revocation": {"from": "authority", "crlUrls": []},
            "mustStaple": {"wanted": false, "from": "profile"},
            "ocspNoCheck": false,
            "further": [],
        },
        "renewal": {"automatic": false, "key": "auto"},
        "duplicates": "ask",
    })
}
