import { Checkbox, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TagField } from "@/components/signing/TagField";
import type { UrlsFrom } from "@/lib/ipc";
import type { ExtensionsProps } from "../ExtensionsPart";
import classes from "../editor.module.css";
import { fieldId } from "../flaws";
import { Note } from "../Note";
import { SourceField } from "../SourceField";
import { Group } from "./Group";

const FROM: readonly UrlsFrom[] = ["authority", "profile", "nowhere"];

/** Where whoever checks a certificate finds its issuer, its CRL and its OCSP responder. */
export function UrlRules({ value, onChange, flaws }: ExtensionsProps) {
  const { t } = useTranslation("profiles");
  const { issuerInformation: issuer, revocation, mustStaple, ocspNoCheck } = value;
  const from = (field: string, chosen: UrlsFrom, onFrom: (from: UrlsFrom) => void) => (
    <Select
      id={fieldId(field)}
      className={classes.half}
      label={t("editor.urlsFrom")}
      data={FROM.map((each) => ({ value: each, label: t(`urlsFrom.${each}`) }))}
      value={chosen}
      error={flaws.at(field)}
      onChange={(found) => onFrom(FROM.find((each) => each === found) ?? "authority")}
    />
  );
  const urls = (field: string, label: string, list: string[], onList: (list: string[]) => void) => (
    <div id={fieldId(field)}>
      <TagField label={label} placeholder="http://" value={list} onChange={onList} error={flaws.at(field, list)} />
      <Note text={flaws.noteAt(field, list)} />
    </div>
  );
  return (
    <>
      <Group title={t("extension.revocation")}>
        {from("extensions.revocation.from", revocation.from, (chosen) =>
          onChange({
            revocation: { ...revocation, from: chosen, ...(chosen === "profile" ? {} : { crlUrls: [] }) },
          }),
        )}
        <Note text={flaws.noteAt("extensions.revocation.from")} />
        {revocation.from === "profile" ? (
          <div className={classes.below}>
            {urls("extensions.revocation.crlUrls", t("editor.crlUrls"), revocation.crlUrls, (crlUrls) =>
              onChange({ revocation: { ...revocation, crlUrls } }),
            )}
          </div>
        ) : null}
      </Group>
      <Group title={t("extension.issuerInformation")}>
        {from("extensions.issuerInformation.from", issuer.from, (chosen) =>
          onChange({
            issuerInformation: {
              ...issuer,
              from: chosen,
              ...(chosen === "profile" ? {} : { issuerUrls: [], ocspUrls: [] }),
            },
          }),
        )}
        <Note text={flaws.noteAt("extensions.issuerInformation.from")} />
        {issuer.from === "profile" ? (
          <div className={`${classes.pair} ${classes.below}`}>
            {urls("extensions.issuerInformation.issuerUrls", t("editor.issuerUrls"), issuer.issuerUrls, (issuerUrls) =>
              onChange({ issuerInformation: { ...issuer, issuerUrls } }),
            )}
            {urls("extensions.issuerInformation.ocspUrls", t("editor.ocspUrls"), issuer.ocspUrls, (ocspUrls) =>
              onChange({ issuerInformation: { ...issuer, ocspUrls } }),
            )}
          </div>
        ) : null}
      </Group>
      <Group title={t("extension.ocsp")}>
        <div className={classes.pair}>
          <div className={classes.stack}>
            <Checkbox
              id={fieldId("extensions.mustStaple.wanted")}
              label={t("editor.mustStaple")}
              description={t("editor.mustStapleHint")}
              checked={mustStaple.wanted}
              error={flaws.at("extensions.mustStaple.wanted")}
              onChange={(event) => onChange({ mustStaple: { ...mustStaple, wanted: event.currentTarget.checked } })}
            />
            <Note text={flaws.noteAt("extensions.mustStaple.wanted")} />
            <Checkbox
              id={fieldId("extensions.ocspNoCheck")}
              label={t("editor.ocspNoCheck")}
              description={t("editor.ocspNoCheckHint")}
              checked={ocspNoCheck}
              error={flaws.at("extensions.ocspNoCheck")}
              onChange={(event) => onChange({ ocspNoCheck: event.currentTarget.checked })}
            />
            <Note text={flaws.noteAt("extensions.ocspNoCheck")} />
          </div>
          <SourceField
            field="extensions.mustStaple.from"
            what={t("editor.mustStaple")}
            value={mustStaple.from}
            error={flaws.at("extensions.mustStaple.from")}
            onChange={(source) => onChange({ mustStaple: { ...mustStaple, from: source } })}
          />
        </div>
      </Group>
    </>
  );
}
