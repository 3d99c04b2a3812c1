import { Checkbox, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { KEY_ALGORITHMS, useAlgorithm } from "@/components/useAlgorithm";
import classes from "./editor.module.css";
import { fieldId } from "./flaws";
import { Note } from "./Note";
import type { PartProps } from "./part";

/** Which keys are certified, and what may happen to those that are made here. */
export function KeysPart({ value, onChange, flaws }: PartProps<"keys">) {
  const { t } = useTranslation("profiles");
  const algorithm = useAlgorithm();
  const set = (change: Partial<typeof value>) => onChange({ ...value, ...change });
  return (
    <Section title={t("section.key")}>
      <Checkbox.Group
        id={fieldId("keys.algorithms")}
        label={t("editor.algorithms")}
        value={value.algorithms}
        error={flaws.at("keys.algorithms", value.algorithms.map(algorithm))}
        onChange={(chosen) => {
          const algorithms = KEY_ALGORITHMS.filter((each) => chosen.includes(each));
          const kept = algorithms.includes(value.defaultAlgorithm) ? value.defaultAlgorithm : algorithms[0];
          set({ algorithms, defaultAlgorithm: kept ?? value.defaultAlgorithm });
        }}
      >
        <div className={classes.algorithms}>
          {KEY_ALGORITHMS.map((each) => (
            <Checkbox key={each} value={each} label={algorithm(each)} />
          ))}
        </div>
      </Checkbox.Group>
      <Note text={flaws.noteAt("keys.algorithms", value.algorithms.map(algorithm))} />
      <Select
        id={fieldId("keys.defaultAlgorithm")}
        className={`${classes.half} ${classes.below}`}
        label={t("editor.defaultAlgorithm")}
        data={value.algorithms.map((each) => ({ value: each, label: algorithm(each) }))}
        value={value.defaultAlgorithm}
        error={flaws.at("keys.defaultAlgorithm")}
        onChange={(chosen) => set({ defaultAlgorithm: KEY_ALGORITHMS.find((each) => each === chosen) })}
      />
      <div className={`${classes.stack} ${classes.below}`}>
        <Checkbox
          id={fieldId("keys.generate")}
          label={t("editor.generate")}
          description={t("editor.generateHint")}
          checked={value.generate}
          error={flaws.at("keys.generate")}
          onChange={(event) => set({ generate: event.currentTarget.checked })}
        />
        <Checkbox
          id={fieldId("keys.export")}
          label={t("editor.export")}
          description={t("editor.exportHint")}
          checked={value.export}
          disabled={!value.generate}
          error={flaws.at("keys.export")}
          onChange={(event) => set({ export: event.currentTarget.checked })}
        />
      </div>
      <Note text={flaws.noteAt("keys.export")} />
    </Section>
  );
}
