import { IconArrowsDiff, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import type { Preview } from "@/lib/ipc";
import { useNameKind } from "./NameList";
import classes from "./signing.module.css";

type Line = { what: string; asked: string[]; signed: string[] };

/** What the request asks for beside what will be signed; a line that differs says so in words. */
export function AskedAndSigned({ csr, preview }: { csr: NonNullable<Preview["csr"]>; preview: Preview }) {
  const { t } = useTranslation("signing");
  const kindOf = useNameKind();
  const algorithm = useAlgorithm();
  const names = (list: Preview["names"]) => list.map(({ kind, value }) => `${kindOf(kind)} ${value}`).sort();
  const oids = new Map<string, { name: string; asked: string[]; signed: string[] }>();
  for (const extension of csr.extensions) {
    oids.set(extension.oid, { name: extension.name, asked: extension.lines, signed: [] });
  }
  for (const { extension } of preview.extensions) {
    const known = oids.get(extension.oid);
    if (known) known.signed = extension.lines;
  }
  const lines: Line[] = [
    { what: t("csr.subject"), asked: [readableName(csr.subject)], signed: [readableName(preview.subject)] },
    { what: t("csr.key"), asked: [algorithm(csr.keyAlgorithm)], signed: [algorithm(preview.keyAlgorithm)] },
    { what: t("csr.names"), asked: names(csr.names), signed: names(preview.names) },
    ...[...oids.values()].map(({ name, asked, signed }) => ({ what: name, asked, signed })),
  ];
  return (
    <div>
      <h3 className={classes.heading}>{t("csr.title")}</h3>
      <p className={csr.signatureValid ? classes.source : classes.error}>
        {csr.signatureValid ? <IconCircleCheck size={14} aria-hidden /> : <IconCircleX size={14} aria-hidden />}{" "}
        {csr.signatureValid ? t("csr.signatureValid") : t("csr.signatureInvalid")}
      </p>
      <table className={classes.asked}>
        <thead>
          <tr>
            <th scope="col" style={{ width: "24%" }} />
            <th scope="col">{t("csr.asked")}</th>
            <th scope="col">{t("csr.signed")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const differs = line.asked.join("\n") !== line.signed.join("\n");
            return (
              <tr key={line.what}>
                <th scope="row">
                  {line.what}
                  {differs ? (
                    <div className={classes.differs}>
                      <IconArrowsDiff size={12} aria-hidden /> {t("csr.differs")}
                    </div>
                  ) : null}
                </th>
                <td>{listed(line.asked, t("csr.nothing"))}</td>
                <td>{listed(line.signed, t("csr.nothing"))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function listed(lines: string[], nothing: string) {
  if (lines.length === 0 || lines.every((line) => line === ""))
    return <span className={classes.source}>{nothing}</span>;
  return lines.map((line) => <div key={line}>{line}</div>);
}
