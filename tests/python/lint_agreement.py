"""Lints certificates with pkilint and compares what it says with what Chancery said.

Arguments: the set of rules (rfc5280, tls or smime), Chancery's answer to `cert lint --json`, and the folder with the
DER files that it was about. Prints one JSON document. Rule by rule only those of RFC 5280 are compared.
"""

import json
import logging
import pathlib
import sys

from pkilint import finding_filter, loader
from pkilint.cabf import serverauth, smime
from pkilint.pkix import certificate, extension, name
from pkilint.validation import ValidationFindingSeverity

ERRORS = (ValidationFindingSeverity.FATAL, ValidationFindingSeverity.ERROR)

# pkilint's finding, and the rules of Chancery that say the same. Where several are given, any of them counts.
MAPPED = {
    "pkix.certificate_version_is_not_v3": ["rfc5280.version_not_3"],
    "pkix.issuer_unique_id_present": ["rfc5280.issuer_unique_id"],
    "pkix.subject_unique_id_present": ["rfc5280.subject_unique_id"],
    "pkix.duplicate_extension": ["rfc5280.extension_twice"],
    "pkix.certificate_serial_number_out_of_range": ["rfc5280.serial_not_positive", "rfc5280.serial_too_long"],
    "pkix.certificate_signature_algorithm_mismatch": ["rfc5280.signature_algorithms_differ"],
    "pkix.certificate_negative_validity_period": ["rfc5280.validity_reversed"],
    "pkix.wrong_time_useful_type": ["rfc5280.time_of_wrong_kind"],
    "pkix.utctime_incorrect_syntax": ["rfc5280.utc_time_form"],
    "pkix.generalizedtime_incorrect_syntax": ["rfc5280.generalized_time_form"],
    "pkix.name_empty": ["rfc5280.issuer_empty", "rfc5280.authority_without_subject"],
    "pkix.rdn_contains_duplicate_attribute_types": ["rfc5280.rdn_duplicate_types"],
    "pkix.name_domain_components_invalid_domain_name": ["rfc5280.domain_component_not_a_label"],
    "pkix.subject_email_address_not_in_san": ["rfc5280.email_not_in_san"],
    "pkix.authority_key_identifier_extension_absent": ["rfc5280.no_authority_key_identifier"],
    "pkix.authority_key_identifier_keyid_missing": ["rfc5280.authority_key_identifier_without_key"],
    "pkix.authority_key_identifier_critical": ["rfc5280.authority_key_identifier_critical"],
    "pkix.aki_with_cert_issuer_but_serial_number_absent": ["rfc5280.authority_issuer_without_serial"],
    "pkix.aki_with_serial_number_but_cert_issuer_absent": ["rfc5280.authority_serial_without_issuer"],
    "pkix.certificate_skid_ca_missing": ["rfc5280.authority_without_key_identifier"],
    "pkix.certificate_skid_end_entity_missing": ["rfc5280.no_subject_key_identifier"],
    "pkix.certificate_skid_extension_critical": ["rfc5280.subject_key_identifier_critical"],
    "pkix.unknown_subject_key_identifier_calculation_method": ["rfc5280.subject_key_identifier_method"],
    "pkix.basic_constraints_extension_not_critical": ["rfc5280.basic_constraints_not_critical"],
    "pkix.basic_constraints_has_pathlen_for_non_ca": ["rfc5280.path_length_of_end_entity"],
    "pkix.ca_certificate_no_ku_extension": ["rfc5280.authority_without_key_usage"],
    "pkix.ca_certificate_keycertsign_keyusage_not_set": ["rfc5280.authority_may_not_sign"],
    "pkix.ee_certificate_keycertsign_keyusage_set": ["rfc5280.end_entity_may_sign"],
    "pkix.no_ku_bits_set": ["rfc5280.key_usage_empty"],
    "pkix.key_usage_extension_not_critical": ["rfc5280.key_usage_not_critical"],
    "pkix.both_encipheronly_and_decipheronly_ku_set": ["rfc5280.encipher_only_and_decipher_only"],
    "pkix.key_usage_value_prohibited_for_rsa": ["key.rsa_usage"],
    "pkix.key_usage_value_prohibited_for_ec": ["key.ec_usage"],
    "pkix.key_usage_value_prohibited_for_edwards_curve": ["key.edwards_usage", "key.montgomery_usage"],
    "pkix.key_usage_value_required_but_missing_for_edwards_curve": ["key.montgomery_without_agreement"],
    "pkix.key_usage_value_prohibited_for_mldsa": ["key.ml_dsa_usage"],
    "pkix.extended_key_usage_extension_with_timestamping_not_critical": ["rfc3161.time_stamping_not_critical"],
    "pkix.san_extension_is_critical_non_empty_subject": ["rfc5280.subject_alt_name_critical"],
    "pkix.san_extension_not_critical_empty_subject": ["rfc5280.subject_alt_name_not_critical"],
    "pkix.issuer_alt_name_extension_critical": ["rfc5280.issuer_alt_name_critical"],
    "pkix.ip_address_wrong_length": ["rfc5280.ip_name_length"],
    "pkix.invalid_domain_name_syntax": [
        "rfc5280.dns_name_empty",
        "rfc5280.dns_name_syntax",
        "rfc5280.dns_name_trailing_dot",
        "rfc5280.dns_name_underscore",
        "rfc5280.dns_name_hyphen",
        "rfc5280.dns_label_too_long",
        "rfc5280.dns_name_too_long",
        "rfc9525.wildcard_misplaced",
        "rfc5280.dns_name_is_an_address",
        "rfc5280.name_constraints_dns",
    ],
    "pkix.invalid_email_address_syntax": ["rfc5280.email_name_syntax", "rfc5280.name_constraints_email"],
    "pkix.invalid_uri_syntax": [
        "rfc5280.uri_syntax",
        "rfc5280.uri_host",
        "rfc5280.distribution_point_uri",
        "rfc5280.access_uri",
        "rfc5280.cps_not_a_uri",
        "rfc5280.name_constraints_uri",
    ],
    "pkix.duplicate_certificate_policy_oids": ["rfc5280.policy_twice"],
    "pkix.certificate_policies_policy_has_qualifier": ["rfc5280.policy_qualified"],
    "pkix.certificate_policies_anypolicy_has_prohibited_qualifier": ["rfc5280.any_policy_qualifier"],
    "pkix.certificate_policies_usernotice_has_noticeref": ["rfc5280.notice_reference"],
    "pkix.certificate_policies_explicit_text_has_control_character": ["rfc5280.explicit_text_control_character"],
    "pkix.rfc6818_certificate_policies_invalid_explicit_text_encoding": ["rfc6818.explicit_text_ia5"],
    "pkix.rfc5280_certificate_policies_invalid_explicit_text_encoding": [
        "rfc5280.explicit_text_visible",
        "rfc5280.explicit_text_kind",
    ],
    "pkix.end_entity_policy_mappings_extension_present": ["rfc5280.end_entity_maps_policies"],
    "pkix.end_entity_policy_constraints_extension_present": ["rfc5280.end_entity_constrains_policies"],
    "pkix.end_entity_inhibit_anypolicy_extension_present": ["rfc5280.end_entity_inhibits_any_policy"],
    "pkix.certificate_name_constraints_extension_not_critical": ["rfc5280.name_constraints_not_critical"],
    "pkix.name_constraints_in_ee_certificate": ["rfc5280.end_entity_constrains_names"],
    "pkix.name_constraints_no_subtrees": ["rfc5280.name_constraints_empty"],
    "pkix.name_constraints_maximum_specified": ["rfc5280.name_constraints_maximum"],
    "pkix.name_constraints_non_default_minimum": ["rfc5280.name_constraints_minimum"],
    "pkix.ip_address_name_constraint_wrong_length": ["rfc5280.name_constraints_ip_length"],
    "pkix.ip_address_name_constraint_invalid_cidr": [
        "rfc5280.name_constraints_ip_mask",
        "rfc5280.name_constraints_ip_beyond_mask",
    ],
    "pkix.certificate_crldp_extension_critical": ["rfc5280.crl_distribution_points_critical"],
    "pkix.distribution_point_does_not_contain_name_or_issuer": ["rfc5280.distribution_point_says_nothing"],
    "pkix.authority_information_access_extension_critical": ["rfc5280.authority_info_access_critical"],
    "pkix.subject_information_access_extension_critical": ["rfc5280.subject_info_access_critical"],
    "pkix.subject_directory_attributes_extension_critical": ["rfc5280.subject_directory_attributes_critical"],
    "pkix.smime_capabilities_extension_critical": ["rfc4262.smime_capabilities_critical"],
    "pkix.ct_precert_poison_extension_not_critical": ["rfc6962.poison_not_critical"],
    "pkix.ct_precert_poison_and_sctlist_extensions_present": ["rfc6962.poison_and_timestamps"],
    "pkix.sct_list_empty": ["rfc6962.timestamps_empty"],
    "pkix.sct_list_extension_invalid_encoding": ["rfc6962.timestamps_unreadable"],
}


def pkix(_document):
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    ), []


def tls(document):
    """The Baseline Requirements, of which pkilint has those for each type of certificate apart."""
    kind = serverauth.determine_certificate_type(document)
    validators = certificate.create_pkix_certificate_validator_container(
        serverauth.create_decoding_validators(), serverauth.create_validators(kind)
    )
    return validators, serverauth.create_serverauth_finding_filters(kind)


def mail(document):
    level, generation = smime.guess_validation_level_and_generation(document)
    return certificate.create_pkix_certificate_validator_container(
        smime.create_decoding_validators(), smime.create_subscriber_validators(level, generation)
    ), []


SETS = {"rfc5280": pkix, "tls": tls, "smime": mail}


def judge(rules, der):
    """The codes that pkilint finds, and those of errors; what it cannot load is an error."""
    try:
        document = loader.load_certificate(der, "certificate")
    except ValueError:
        return {"itu.invalid_asn1_syntax"}, {"itu.invalid_asn1_syntax"}
    validators, filters = rules(document)
    results = validators.validate(document.root)
    if filters:
        # What the Baseline Requirements say otherwise than RFC 5280 holds.
        results, _ = finding_filter.filter_results(filters, results)
    found = [found.finding for result in results for found in result.finding_descriptions]
    return {it.code for it in found}, {it.code for it in found if it.severity in ERRORS}


def main():
    logging.disable(logging.CRITICAL)
    rules = SETS[sys.argv[1]]
    reports = json.loads(pathlib.Path(sys.argv[2]).read_text())["certificates"]
    folder = pathlib.Path(sys.argv[3])
    agreed, only_pkilint, only_chancery, common = 0, [], [], {}
    for report in reports:
        file = pathlib.Path(report["file"]).name
        codes, theirs = judge(rules, (folder / file).read_bytes())
        ids = {finding["id"] for finding in report["findings"]}
        ours = any(finding["severity"] == "error" for finding in report["findings"])
        if bool(theirs) == ours:
            agreed += 1
        elif theirs:
            only_pkilint.append([file, sorted(theirs)])
        else:
            only_chancery.append([file, sorted(f["id"] for f in report["findings"] if f["severity"] == "error")])
        # What cannot be taken apart is held to no other rule, by either.
        if "der.not_well_formed" in ids or "itu.invalid_asn1_syntax" in codes:
            continue
        for code, same in MAPPED.items():
            found, said = code in codes, bool(ids & set(same))
            if found or said:
                counts = common.setdefault(code, {"both": 0, "pkilint": [], "chancery": []})
                if found and said:
                    counts["both"] += 1
                else:
                    counts["pkilint" if found else "chancery"].append(file)
    print(
        json.dumps(
            {
                "certificates": len(reports),
                "agreed": agreed,
                "onlyPkilint": only_pkilint,
                "onlyChancery": only_chancery,
                "rules": common,
            },
            indent=1,
        )
    )


main()
