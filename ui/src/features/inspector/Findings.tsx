import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Empty } from "@/components/StateViews";
import { FoundThing } from "./FoundThing";
import classes from "./inspector.module.css";
import { SaveAs } from "./SaveAs";
import { Unlock } from "./Unlock";
import type { Inspection } from "./useInspection";

/** All that one source holds. */
export function Findings({ source }: { source: Inspection }) {
  const { t } = useTranslation("inspector");
  // A locked file may be refused outright, with the passphrase as the field to fill in.
  const locked = source.error?.field === "passphrase";
  if (source.found.length === 0) {
    return (
      <>
        {locked ? (
          <Unlock error={source.error} onUnlock={source.unlock} />
        ) : source.error ? (
          <ErrorNotice error={source.error} title={t("unreadable")} />
        ) : (
          <Empty title={t("nothing")}>{t("nothingDetail")}</Empty>
        )}
      </>
    );
  }
  return (
    <>
      <div className={classes.found}>
        <p className={classes.quiet}>{t("found", { count: source.found.length })}</p>
        <SaveAs source={source} />
      </div>
      {source.found.map((found, index) => (
        <FoundThing
          // biome-ignore lint/suspicious/noArrayIndexKey: their place in the source is what tells them apart.
          key={index}
          found={found}
          source={source}
        />
      ))}
    </>
  );
}
