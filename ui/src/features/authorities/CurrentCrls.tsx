import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Relative } from "@/components/Time";
import { formatBytes, formatNumber } from "@/lib/format";
import type { CrlShardView, CurrentCrl } from "@/lib/ipc";
import classes from "./authority.module.css";
import { CrlStateText, useCrlKind } from "./StateTexts";

type Deeds = {
  /** Null for whoever may not. */
  onIssue: ((kind: string) => void) | null;
  onExport: (kind: string) => void;
  pending: boolean;
};

/** The newest CRL of each kind: what is on it, how it stands, when the next one is made, and where it is found. */
export function CurrentCrls({ crls, ...deeds }: { crls: readonly (CurrentCrl | CrlShardView)[] } & Deeds) {
  const { t } = useTranslation("authorities");
  const kindText = useCrlKind();
  const sharded = crls.some((crl) => "room" in crl);
  return (
    <table className={classes.table} aria-label={t(sharded ? "crls.shards" : "crls.current")}>
      <thead>
        <tr>
          <th scope="col">{t("crls.kind")}</th>
          <th scope="col">{t("crls.number")}</th>
          {sharded ? (
            <th scope="col" className={classes.number}>
              {t("crls.filled")}
            </th>
          ) : null}
          <th scope="col" className={classes.number}>
            {t("crls.entries")}
          </th>
          <th scope="col" className={classes.number}>
            {t("crls.size")}
          </th>
          <th scope="col">{t("crls.nextUpdate")}</th>
          <th scope="col">{t("crls.nextMade")}</th>
          <th scope="col">{t("crls.state")}</th>
          <th scope="col">
            <span className="visually-hidden">{t("crls.deeds")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {crls.map((current) => (
          <tr key={current.kind}>
            <th scope="row">
              {kindText(current.kind)}
              {current.url === null ? null : <div className={classes.place}>{current.url}</div>}
            </th>
            <td>{current.crl?.number ?? "–"}</td>
            {"room" in current ? (
              <td className={classes.number}>
                {t("crls.ofRoom", { issued: formatNumber(current.issued), room: formatNumber(current.room) })}
              </td>
            ) : null}
            <td className={classes.number}>{current.crl === null ? "–" : formatNumber(current.crl.entries)}</td>
            <td className={classes.number}>{current.crl === null ? "–" : formatBytes(current.crl.bytes)}</td>
            <td>{current.crl === null ? "–" : <Relative at={current.crl.nextUpdate} />}</td>
            <td>{current.nextAt === null ? "–" : <Relative at={current.nextAt} />}</td>
            <td>
              <CrlStateText state={current.state} />
            </td>
            <td>
              <DeedsMenu current={current} {...deeds} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeedsMenu({ current: { kind, crl }, onIssue, onExport, pending }: { current: CurrentCrl } & Deeds) {
  const { t } = useTranslation("authorities");
  const kindText = useCrlKind();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("crls.deedsOf", { kind: kindText(kind) })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onIssue ? (
          <Menu.Item disabled={pending} onClick={() => onIssue(kind)}>
            {t("crls.issue")}
          </Menu.Item>
        ) : null}
        <Menu.Item disabled={crl === null} onClick={() => onExport(kind)}>
          {t("crls.export")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
