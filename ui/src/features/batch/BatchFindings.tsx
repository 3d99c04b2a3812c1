import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Sentence } from "@/components/Sentence";
import { useTitledProfiles } from "@/components/useProfileTitle";
import { formatNumber } from "@/lib/format";
import type { BatchCheck } from "@/lib/ipc";
import classes from "./batch.module.css";

/** What was found in a file: how much is right, every error by row, and what is to become of rows with errors. */
export function BatchFindings({
  check,
  skipFaulty,
  onSkip,
}: {
  check: BatchCheck;
  skipFaulty: boolean;
  onSkip: (skip: boolean) => void;
}) {
  const { t } = useTranslation("batch");
  const titled = useTitledProfiles();
  const { good, known, faulty, errors, faults, warnings } = check;
  return (
    <>
      <ul className={classes.facts}>
        <li>{t("check.good", { count: good, number: formatNumber(good) })}</li>
        {known > 0 ? <li>{t("check.known", { count: known, number: formatNumber(known) })}</li> : null}
        {faulty > 0 ? (
          <li className={classes.faulty}>{t("check.faulty", { count: faulty, number: formatNumber(faulty) })}</li>
        ) : (
          <li>{t("check.clean")}</li>
        )}
      </ul>
      {warnings.length > 0 ? (
        <section aria-label={t("check.warnings")}>
          <ul className={classes.facts}>
            {warnings.map(({ code, rows, firstRow, message }) => (
              <li key={code} className={classes.quiet}>
                {t("check.warning", { count: rows, number: formatNumber(rows), first: firstRow, message })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {faulty > 0 ? (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too. */}
          <section className={classes.faults} aria-label={t("check.errors")} tabIndex={0}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col" className={classes.number}>
                    {t("check.row")}
                  </th>
                  <th scope="col" className={classes.column}>
                    {t("check.column")}
                  </th>
                  <th scope="col">{t("check.problem")}</th>
                </tr>
              </thead>
              <tbody>
                {faults.slice(0, SHOWN).map((fault) => (
                  <tr key={`${fault.row} ${fault.column} ${fault.message}`}>
                    <td className={classes.number}>{fault.row}</td>
                    <td className={`mono ${classes.column}`}>{fault.column}</td>
                    <td>
                      <Sentence text={titled(fault.message)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {errors > SHOWN ? (
            <p className={classes.quiet}>
              {t("check.listed", { number: formatNumber(SHOWN), all: formatNumber(errors) })}
            </p>
          ) : null}
          <Radio.Group
            className={classes.below}
            label={t("check.choice")}
            value={skipFaulty ? "skip" : "fix"}
            onChange={(value) => onSkip(value === "skip")}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="fix" label={t("check.fix")} />
              <Radio
                value="skip"
                label={t("check.skip", { count: faulty, number: formatNumber(faulty) })}
                disabled={good === 0}
              />
            </Stack>
          </Radio.Group>
        </>
      ) : null}
    </>
  );
}

/** Errors that are drawn: more than anybody reads before mending the first of them. */
const SHOWN = 1_000;
