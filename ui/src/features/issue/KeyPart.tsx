import { SegmentedControl, Select, Textarea } from "@mantine/core";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Listed } from "@/components/Listed";
import { PathField } from "@/components/PathField";
import { Section } from "@/components/Section";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useDropClaim } from "@/lib/fileDrops";
import { core, type ProfileView } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

const REQUEST_FILES = [{ name: "PKCS#10", extensions: ["csr", "req", "p10", "pem", "der"] }];

/** Where the key comes from: made here, or already there with a signing request from it. */
export function KeyPart({ form: { values, set, errorAt }, profile }: { form: IssueFormState; profile: ProfileView }) {
  const { t } = useTranslation("issue");
  const algorithm = useAlgorithm();
  const label = useId();
  const fromCsr = values.keySource === "csr";
  return (
    <Section title={t("section.key")}>
      <span id={label} className="visually-hidden">
        {t("keySource")}
      </span>
      <SegmentedControl
        aria-labelledby={label}
        size="xs"
        data={[
          { value: "generate", label: t("generate"), disabled: !profile.generatesKeys },
          { value: "csr", label: t("fromCsr") },
        ]}
        value={values.keySource}
        onChange={(value) => set({ keySource: value === "csr" ? "csr" : "generate" })}
      />
      <p className={classes.hint}>{t(fromCsr ? "csrHint" : "generateHint")}</p>
      {fromCsr ? (
        <RequestFields csr={values.csr} onCsr={(csr) => set({ csr }, "csr")} error={errorAt("csr")} />
      ) : (
        <Select
          className={classes.half}
          label={t("algorithm")}
          data={profile.algorithms.map((each) => ({
            value: each,
            label:
              each === profile.defaultAlgorithm
                ? t("algorithmDefault", { algorithm: algorithm(each) })
                : algorithm(each),
          }))}
          value={values.algorithm ?? profile.defaultAlgorithm}
          onChange={(chosen) => set({ algorithm: profile.algorithms.find((each) => each === chosen) ?? null }, "key")}
          description={
            <>
              {t("allowedKeys")} <Listed names={profile.algorithms.map(algorithm)} />
            </>
          }
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={errorAt("key")}
        />
      )}
    </Section>
  );
}

function RequestFields({ csr, onCsr, error }: { csr: string; onCsr: (csr: string) => void; error?: string }) {
  const { t } = useTranslation("issue");
  const [path, setPath] = useState("");
  const reading = useCommand((from: string) => core.readRequestFile(from), { onDone: onCsr, invalidates: [] });
  const { run } = reading;
  const drop = useMemo(
    () => ({
      title: t("csrDrop"),
      hint: t("csrDropHint"),
      take: ([first]: string[]) => {
        if (first === undefined) return;
        setPath(first);
        run(first);
      },
    }),
    [t, run],
  );
  useDropClaim(drop);
  const read = (from: string) => {
    setPath(from);
    reading.clear();
  };
  return (
    <>
      <Textarea
        label={t("csr")}
        placeholder={t("csrPlaceholder")}
        value={csr}
        onChange={(event) => onCsr(event.currentTarget.value)}
        error={error}
        autosize
        minRows={5}
        maxRows={10}
        spellCheck={false}
        className="mono-field"
      />
      <div className={classes.path}>
        <PathField
          label={t("csrPath")}
          mode="open"
          filters={REQUEST_FILES}
          value={path}
          onChange={read}
          error={reading.error?.message}
        />
        <DeedButton
          variant="default"
          pending={reading.pending}
          disabled={path.trim() === ""}
          onClick={() => reading.run(path.trim())}
        >
          {t("csrRead")}
        </DeedButton>
      </div>
    </>
  );
}
