import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { SkeletonLines } from "@/components/StateViews";
import { Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import { formatNumber } from "@/lib/format";
import { asCoreError, type Preview } from "@/lib/ipc";
import { AskedAndSigned } from "./AskedAndSigned";
import { Duplicates } from "./Duplicates";
import { ExtensionList } from "./ExtensionList";
import { FindingList } from "./FindingList";
import { NameList } from "./NameList";
import { OverrideLint } from "./OverrideLint";
import classes from "./signing.module.css";

/**
 * Exactly what the core would sign, with who asked for each extension and what the checks say, before it is signed.
 * `checking` while a newer answer is on its way: the old one stays, dimmed.
 */
export function SigningPreview({
  preview,
  checking,
  error,
  waiting,
  allowDuplicate,
  onAllowDuplicate,
  overridden,
  onOverride,
  changes,
  title,
}: {
  preview: Preview | undefined;
  checking: boolean;
  error: unknown;
  /** What to do to see a preview; shown while there is nothing to preview. */
  waiting: string | null;
  allowDuplicate?: boolean;
  onAllowDuplicate?: (allowed: boolean) => void;
  /** The lint rules that are signed past; changed only where the right to do so is there. */
  overridden?: readonly string[];
  onOverride?: (rules: string[]) => void;
  /** What it says otherwise than a certificate before it. */
  changes?: ReactNode;
  /** Which of several it is. */
  title?: string;
}) {
  const { t } = useTranslation("signing");
  const algorithm = useAlgorithm();
  return (
    <div>
      <div className={classes.headline}>
        <h2 className={classes.heading}>{title ?? t("title")}</h2>
        <span className={classes.source} aria-live="polite">
          {waiting !== null ? "" : checking ? t("checking") : preview && !error ? t("upToDate") : ""}
        </span>
      </div>
      {waiting !== null ? (
        <p className={classes.source}>{waiting}</p>
      ) : error ? (
        <ErrorNotice error={asCoreError(error)} title={t("failed")} />
      ) : preview === undefined ? (
        <SkeletonLines lines={8} />
      ) : (
        <div className={`${classes.preview} ${checking ? classes.stale : ""}`} aria-busy={checking}>
          <div>
            {preview.findings.length === 0 ? (
              <p className={classes.source}>{t("noFindings")}</p>
            ) : (
              <FindingList findings={preview.findings} />
            )}
            {onOverride ? (
              <OverrideLint findings={preview.findings} overridden={overridden ?? []} onOverride={onOverride} />
            ) : null}
            <Duplicates rows={preview.duplicates} allowed={allowDuplicate ?? false} onAllow={onAllowDuplicate} />
          </div>
          {changes}
          <div>
            <KeyValues
              items={[
                { label: t("subject"), value: readableName(preview.subject) },
                { label: t("issuer"), value: readableName(preview.issuer) },
                {
                  label: t("validity"),
                  value: (
                    <>
                      <Time at={preview.notBefore} style="date" /> – <Time at={preview.notAfter} style="date" />{" "}
                      <span className={`${classes.source} ${classes.together}`}>
                        ({t("days", { count: preview.days, number: formatNumber(preview.days) })})
                      </span>
                    </>
                  ),
                },
                { label: t("key"), value: algorithm(preview.keyAlgorithm) },
                { label: t("serial"), value: preview.serial },
              ]}
            />
          </div>
          <div>
            <h3 className={classes.heading}>{t("names")}</h3>
            {preview.names.length === 0 ? (
              <p className={classes.source}>{t("noNames")}</p>
            ) : (
              <NameList names={preview.names} />
            )}
          </div>
          {preview.csr ? <AskedAndSigned csr={preview.csr} /> : null}
          <div>
            <h3 className={classes.heading}>{t("extensions")}</h3>
            <ExtensionList
              extensions={preview.extensions.map((each) => each.extension)}
              mark={(extension) => {
                const from = preview.extensions.find((each) => each.extension.oid === extension.oid)?.from;
                return from ? t(`from.${from}`) : null;
              }}
            />
          </div>
        </div>
      )}
    </div>
  );
}
