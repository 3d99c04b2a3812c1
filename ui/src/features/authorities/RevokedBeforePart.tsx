import { Button, FileButton, Group, Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { formatBytes } from "@/lib/format";
import classes from "./authority.module.css";

/** A CRL of a million entries has some 50 MB; base64 must stay below what the core reads. */
const MAX_BYTES = 48 * 1024 * 1024;

/** How the authority's past comes along: nothing is said as long as it is null. */
export type PastRevocations =
  | { kind: "crl"; file: { name: string; size: number; text: string } | null }
  | { kind: "none" };

/** PEM as it is, anything else as base64: the core reads both and says what is wrong with it. */
async function textOf(file: File): Promise<string> {
  const octets = new Uint8Array(await file.arrayBuffer());
  if (octets[0] !== 0x30) return new TextDecoder().decode(octets);
  let binary = "";
  for (let at = 0; at < octets.length; at += 0x8000) {
    binary += String.fromCharCode(...octets.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/** What an imported authority revoked before: its last CRL, or the word that there is none. */
export function RevokedBeforePart({
  value,
  onChange,
  error,
}: {
  value: PastRevocations | null;
  onChange: (value: PastRevocations) => void;
  error?: string;
}) {
  const { t } = useTranslation("authorities");
  const [tooLarge, setTooLarge] = useState(false);
  const read = async (file: File | null) => {
    if (!file) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    onChange({ kind: "crl", file: { name: file.name, size: file.size, text: await textOf(file) } });
  };
  const file = value?.kind === "crl" ? value.file : null;
  return (
    <Section title={t("importForm.before")} description={t("importForm.beforeIntro")}>
      <Radio.Group
        aria-label={t("importForm.before")}
        value={value?.kind ?? ""}
        onChange={(kind) => {
          setTooLarge(false);
          onChange(kind === "none" ? { kind: "none" } : { kind: "crl", file: null });
        }}
        error={error ?? (tooLarge ? t("importForm.crlTooLarge") : undefined)}
      >
        <div className={classes.choices}>
          <Radio value="crl" label={t("importForm.withCrl")} description={t("importForm.withCrlHint")} />
          {value?.kind === "crl" ? (
            <Group gap={8} className={classes.chosen}>
              <FileButton onChange={(chosen) => void read(chosen)}>
                {(props) => (
                  <Button
                    {...props}
                    variant="default"
                    size="compact-sm"
                    aria-label={`${t("importForm.withCrl")}: ${t("importForm.fromFile")}`}
                  >
                    {t("importForm.fromFile")}
                  </Button>
                )}
              </FileButton>
              {file ? (
                <span>
                  {file.name} · {formatBytes(file.size)}
                </span>
              ) : (
                <span className={classes.unset}>{t("importForm.noFile")}</span>
              )}
            </Group>
          ) : null}
          <Radio value="none" label={t("importForm.withoutCrl")} description={t("importForm.withoutCrlHint")} />
        </div>
      </Radio.Group>
    </Section>
  );
}
