import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { formatDate } from "@/lib/format";
import type { AuthoritySummary, ProfileView } from "@/lib/ipc";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

/** Who signs, and what the certificate is for. */
export function WhatPart({
  form: { values, set, errorAt },
  authorities,
  profiles,
  profile,
}: {
  form: IssueFormState;
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
  profile: ProfileView;
}) {
  const { t } = useTranslation("issue");
  const chosen = authorities.find((each) => each.id === values.authority);
  const untilOf = (id: string) => {
    const found = authorities.find((each) => each.id === id);
    return found ? t("authorityUntil", { until: formatDate(found.notAfter) }) : null;
  };
  return (
    <Section title={t("section.what")}>
      <div className={classes.pair}>
        <Select
          label={t("authority")}
          data={authorities.map((each) => ({
            value: each.id,
            label: each.name,
          }))}
          value={values.authority}
          onChange={(authority) => authority && set({ authority }, "authority")}
          error={errorAt("authority")}
          description={untilOf(values.authority)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          renderOption={({ option }) => (
            <div>
              <div>{option.label}</div>
              <div className={classes.quiet}>{untilOf(option.value)}</div>
            </div>
          )}
          searchable={authorities.length > 8}
        />
        <Select
          label={t("profile")}
          data={profiles
            .filter((each) => each === profile || (each.acceptedBy?.includes(values.authority) ?? true))
            .map((each) => ({ value: each.name, label: each.title }))}
          value={values.profile}
          onChange={(name) => {
            const next = profiles.find((each) => each.name === name);
            if (!next) return;
            // A choice that the new profile does not know of falls back to the profile's own.
            const kept = values.algorithm && next.algorithms.includes(values.algorithm) ? values.algorithm : null;
            // So does a lifetime, unless both count in the same way.
            const inHours = ({ defaultLifetime }: ProfileView) => defaultLifetime.hours !== undefined;
            const sameUnit = inHours(next) === inHours(profile);
            set(
              {
                profile: next.name,
                algorithm: kept,
                ...(sameUnit ? {} : { days: null, hours: null }),
                ...(next.generatesKeys ? {} : { keySource: "csr" as const }),
              },
              "profile",
            );
          }}
          description={profile.description}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={errorAt("profile")}
          searchable={profiles.length > 8}
        />
      </div>
      {chosen?.keyState === "locked" ? (
        <p className={classes.warning} role="status">
          {t("authorityLocked")}{" "}
          <Link to="/authorities" search={{ id: chosen.id }}>
            {chosen.name}
          </Link>
        </p>
      ) : null}
    </Section>
  );
}
