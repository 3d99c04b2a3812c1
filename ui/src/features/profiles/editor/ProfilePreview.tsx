import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { SkeletonLines } from "@/components/StateViews";
import { ExtensionList } from "@/components/signing/ExtensionList";
import { FindingList } from "@/components/signing/FindingList";
import { NameList } from "@/components/signing/NameList";
import { Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import type { Preview } from "@/lib/ipc";
import classes from "../profiles.module.css";
import { useRuleWords } from "../useRuleWords";
import type { ProfileEditor } from "./useProfileEditor";

/** What the profile means: what changes against the version before, and a certificate made with it. */
export function ProfilePreview({ editor, named }: { editor: ProfileEditor; named: boolean }) {
  const { t } = useTranslation("profiles");
  const words = useRuleWords();
  const { sample, noSample, changes, checking, failure } = editor;
  return (
    <>
      <div className={classes.headline}>
        <h2 className={classes.heading}>{t(named ? "preview.changes" : "preview.title")}</h2>
        <span className={classes.source} aria-live="polite">
          {checking ? t("editor.checking") : failure ? "" : t("editor.checked")}
        </span>
      </div>
      {failure ? (
        <ErrorNotice error={failure} title={t("editor.checkFailed")} />
      ) : (
        <div className={checking ? classes.stale : undefined} aria-busy={checking}>
          {named ? (
            <div className={classes.block}>
              {changes.length === 0 ? (
                <p className={classes.source}>{t("preview.noChanges")}</p>
              ) : (
                <ul className={classes.changes}>
                  {changes.map(({ field, label, left, right, sentence }) => (
                    <li key={`${field} ${sentence}`}>
                      {t("preview.change", {
                        label,
                        before: words(left) || t("compare.nothing"),
                        after: words(right) || t("compare.nothing"),
                      })}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          ) : null}
          {named ? <h2 className={classes.heading}>{t("preview.title")}</h2> : null}
          {sample ? (
            <Sample sample={sample} />
          ) : noSample !== null ? (
            <p className={classes.source}>{noSample}</p>
          ) : editor.flaws.errors > 0 ? (
            <p className={classes.source}>{t("preview.unusable")}</p>
          ) : (
            <SkeletonLines lines={8} />
          )}
        </div>
      )}
    </>
  );
}

function Sample({ sample }: { sample: Preview }) {
  const { t } = useTranslation(["profiles", "signing"]);
  const algorithm = useAlgorithm();
  return (
    <>
      <p className={classes.source}>{t("preview.hint")}</p>
      {sample.findings.length > 0 ? (
        <div className={classes.block}>
          <FindingList findings={sample.findings} />
        </div>
      ) : null}
      <div className={classes.block}>
        <KeyValues
          items={[
            { label: t("preview.subject"), value: readableName(sample.subject) },
            { label: t("signing:issuer"), value: readableName(sample.issuer) },
            {
              label: t("preview.validity"),
              value: (
                <>
                  <Time at={sample.notBefore} /> – <Time at={sample.notAfter} />
                </>
              ),
            },
            { label: t("preview.key"), value: algorithm(sample.keyAlgorithm) },
          ]}
        />
      </div>
      {sample.names.length > 0 ? (
        <div className={classes.block}>
          <h3 className={classes.heading}>{t("preview.names")}</h3>
          <NameList names={sample.names} />
        </div>
      ) : null}
      <h3 className={classes.heading}>{t("preview.extensions")}</h3>
      <ExtensionList
        extensions={sample.extensions.map((each) => each.extension)}
        mark={(extension) => {
          const found = sample.extensions.find((each) => each.extension === extension);
          return found ? t(`signing:from.${found.from}`) : null;
        }}
      />
    </>
  );
}
