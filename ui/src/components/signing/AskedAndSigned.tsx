import { IconArrowsDiff, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Usage } from "@/components/Usage";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useSpoken } from "@/components/useSpoken";
import type { ComparedField, Preview } from "@/lib/ipc";
import { USAGES } from "./ExtensionList";
import classes from "./signing.module.css";

/**
 * What the request asks for beside what will be signed: each part with who decided, and why where it is not as it was
 * asked for.
 */
export function AskedAndSigned({ csr }: { csr: NonNullable<Preview["csr"]> }) {
  const { t } = useTranslation("signing");
  const differing = csr.fields.filter(differs).length;
  return (
    <div>
      <h3 className={classes.heading}>{t("csr.title")}</h3>
      <p className={csr.signatureValid ? classes.source : classes.error}>
        {csr.signatureValid ? <IconCircleCheck size={14} aria-hidden /> : <IconCircleX size={14} aria-hidden />}{" "}
        {csr.signatureValid ? t("csr.signatureValid") : t("csr.signatureInvalid")}
      </p>
      <p className={classes.source} role="status">
        {differing === 0 ? t("csr.asAsked") : t("csr.differences", { count: differing })}
      </p>
      <table className={classes.asked}>
        <thead>
          <tr>
            <th scope="col" style={{ width: "24%" }}>
              <span className="visually-hidden">{t("csr.part")}</span>
            </th>
            <th scope="col">{t("csr.asked")}</th>
            <th scope="col">{t("csr.signed")}</th>
            <th scope="col" style={{ width: "20%" }}>
              {t("csr.decidedBy")}
            </th>
          </tr>
        </thead>
        <tbody>
          {csr.fields.map((field) => (
            <Line key={field.field} line={field} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line }: { line: ComparedField }) {
  const { t } = useTranslation("signing");
  const other = differs(line);
  return (
    <>
      <tr className={line.why ? classes.explained : undefined}>
        <th scope="row">
          {line.label}
          {other ? (
            <div className={classes.differs}>
              <IconArrowsDiff size={12} aria-hidden /> {t("csr.differs")}
            </div>
          ) : null}
        </th>
        <td>
          <Values line={line} values={line.asked} nothing={t("csr.nothing")} />
        </td>
        <td>
          <Values line={line} values={line.signed} nothing={t("csr.leftOut")} />
        </td>
        <td className={classes.source}>{t(`decider.${line.by}`)}</td>
      </tr>
      {line.why ? (
        <tr>
          <td />
          <td colSpan={3} className={classes.source}>
            {line.why}
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Values({ line, values, nothing }: { line: ComparedField; values: readonly string[]; nothing: string }) {
  const algorithm = useAlgorithm();
  const spoken = useSpoken();
  if (values.length === 0) return <span className={classes.source}>{nothing}</span>;
  return values.map((value) => (
    <div key={value}>
      {USAGES.includes(line.field) ? <Usage name={value} /> : line.field === "key" ? algorithm(value) : spoken(value)}
    </div>
  ));
}

/** What a request does not speak of cannot be other than it asked. */
const differs = ({ asked, signed }: ComparedField): boolean =>
  asked.length > 0 && [...asked].sort().join("\n") !== [...signed].sort().join("\n");
