import { Switch } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { type CertificateDetail, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./CompareDialog.module.css";
import { useCompared } from "./useCompared";

/** Two certificates side by side, line by line; what differs is marked. Closed while `pair` is null. */
export function CompareDialog({ pair, onClose }: { pair: readonly [string, string] | null; onClose: () => void }) {
  const { t } = useTranslation(["certificates", "common"]);
  return (
    <Dialog opened={pair !== null} onClose={onClose} size={1040} tall title={t("compare.title")}>
      {pair ? <Compared pair={pair} /> : null}
    </Dialog>
  );
}

function Compared({ pair: [left, right] }: { pair: readonly [string, string] }) {
  const { t } = useTranslation("certificates");
  const one = useQuery({ queryKey: keys.certificates.one(left), queryFn: () => core.certificate(left) });
  const two = useQuery({ queryKey: keys.certificates.one(right), queryFn: () => core.certificate(right) });
  const failed = one.error ?? two.error;
  if (failed) {
    return (
      <Failure
        error={failed}
        title={t("drawer.failed")}
        onRetry={() => {
          void one.refetch();
          void two.refetch();
        }}
      />
    );
  }
  if (!one.data || !two.data) return <SkeletonLines lines={12} />;
  return <ComparedTable one={one.data} two={two.data} />;
}

function ComparedTable({ one, two }: { one: CertificateDetail; two: CertificateDetail }) {
  const { t } = useTranslation("certificates");
  const [only, setOnly] = useState(false);
  const lines = useCompared(one, two);
  const differing = lines.filter((line) => line.differs);
  return (
    <>
      <div className={classes.bar}>
        <span role="status">
          {differing.length === 0 ? t("compare.identical") : t("compare.differences", { count: differing.length })}
        </span>
        <Switch
          label={t("compare.onlyDifferences")}
          checked={only}
          onChange={(event) => setOnly(event.currentTarget.checked)}
        />
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col" className={classes.field}>
              {t("compare.field")}
            </th>
            <th scope="col">{one.row.label}</th>
            <th scope="col">{two.row.label}</th>
          </tr>
        </thead>
        <tbody>
          {(only ? differing : lines).map((line) => (
            <tr key={line.name} className={line.differs ? classes.differs : undefined}>
              <th scope="row" className={classes.field}>
                {line.name}
                {line.differs ? (
                  <span className={classes.mark}>
                    <IconArrowsDiff size={12} aria-hidden /> {t("compare.differs")}
                  </span>
                ) : null}
              </th>
              <td className={line.mono ? "mono" : undefined}>{line.one || t("compare.absent")}</td>
              <td className={line.mono ? "mono" : undefined}>{line.two || t("compare.absent")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
