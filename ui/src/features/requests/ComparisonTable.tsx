import { IconArrowsDiff, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNameKind } from "@/components/signing/NameList";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import type { ComparedItem } from "@/lib/ipc";
import classes from "./requests.module.css";

/** How the core calls a name of a kind. */
const NAME = /^Name \((\w+)\)$/;

/** What was asked beside what came back; a line that differs says so in words. */
export function ComparisonTable({ items }: { items: readonly ComparedItem[] }) {
  const { t } = useTranslation("requests");
  const algorithm = useAlgorithm();
  // An algorithm is known by its word; what is none is a name, or stays as it is.
  const words = (value: string) => readableName(algorithm(value));
  const kindOf = useNameKind();
  const called = (what: string) => {
    const kind = NAME.exec(what)?.[1];
    return kind === undefined ? what : t("nameOf", { kind: kindOf(kind) });
  };
  const differing = items.filter((item) => !item.same).length;
  return (
    <>
      <p className={differing === 0 ? classes.quiet : classes.differs}>
        {differing === 0 ? <IconCircleCheck size={14} aria-hidden /> : <IconArrowsDiff size={14} aria-hidden />}{" "}
        {differing === 0 ? t("allSame") : t("differences", { count: differing })}
      </p>
      <table className={classes.compared}>
        <thead>
          <tr>
            <th scope="col" style={{ width: "22%" }}>
              {t("what")}
            </th>
            <th scope="col">{t("asked")}</th>
            <th scope="col">{t("got")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.what} ${item.asked} ${item.got}`}>
              <th scope="row">
                {called(item.what)}
                {item.same ? null : (
                  <div className={classes.differs}>
                    <IconArrowsDiff size={12} aria-hidden /> {t("differs")}
                  </div>
                )}
              </th>
              <td>{words(item.asked) || <span className={classes.quiet}>{t("nothing")}</span>}</td>
              <td>{words(item.got) || <span className={classes.quiet}>{t("nothing")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
