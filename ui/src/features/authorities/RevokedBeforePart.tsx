import { Button, Checkbox, Group, Radio } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { asCoreError, chooseFilesToOpen } from "@/lib/ipc";
import classes from "./authority.module.css";

/** How the authority's past comes along: nothing is said as long as it is null. */
export type PastRevocations = { kind: "crl"; file: string | null; isWhole: boolean } | { kind: "none" };

/** What an imported authority revoked before: its last CRL, or the word that there is none. */
export function RevokedBeforePart({
  value,
  onChange,
  error,
  mayBeAPart,
}: {
  value: PastRevocations | null;
  onChange: (value: PastRevocations) => void;
  error?: string;
  /** Whether the CRL was refused because it may be one of several. */
  mayBeAPart: boolean;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const choose = async () => {
    try {
      const [chosen] = await chooseFilesToOpen(t("importForm.withCrl"));
      if (chosen) onChange({ kind: "crl", file: chosen, isWhole: false });
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("common:dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  const file = value?.kind === "crl" ? value.file : null;
  return (
    <Section title={t("importForm.before")} description={t("importForm.beforeIntro")}>
      <Radio.Group
        aria-label={t("importForm.before")}
        value={value?.kind ?? ""}
        onChange={(kind) => onChange(kind === "none" ? { kind: "none" } : { kind: "crl", file: null, isWhole: false })}
        error={error}
      >
        <div className={classes.choices}>
          <Radio value="crl" label={t("importForm.withCrl")} description={t("importForm.withCrlHint")} />
          {value?.kind === "crl" ? (
            <Group gap={8} className={classes.chosen}>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`${t("importForm.withCrl")}: ${t("importForm.fromFile")}`}
                onClick={() => void choose()}
              >
                {t("importForm.fromFile")}
              </Button>
              {file ? (
                <span className="mono">{file}</span>
              ) : (
                <span className={classes.unset}>{t("importForm.noFile")}</span>
              )}
            </Group>
          ) : null}
          {value?.kind === "crl" && (mayBeAPart || value.isWhole) ? (
            <Checkbox
              className={classes.chosen}
              label={t("importForm.isWhole")}
              checked={value.isWhole}
              onChange={(event) => onChange({ ...value, isWhole: event.currentTarget.checked })}
            />
          ) : null}
          <Radio value="none" label={t("importForm.withoutCrl")} description={t("importForm.withoutCrlHint")} />
        </div>
      </Radio.Group>
    </Section>
  );
}
