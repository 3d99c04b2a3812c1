import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import type { Slot } from "@/lib/ipc";
import classes from "./Settings.module.css";

export function SlotTable({
  slots,
  mayRemove,
  onRemove,
}: {
  slots: Slot[];
  mayRemove: (slot: Slot) => boolean;
  onRemove: (slot: Slot) => void;
}) {
  const { t } = useTranslation("settings");
  // Only a keychain is somewhere.
  const anyWhere = slots.some(({ kind }) => kind === "keychain");
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("access.column.way")}</th>
            <th scope="col">{t("access.column.who")}</th>
            {anyWhere ? <th scope="col">{t("access.column.what")}</th> : null}
            <th scope="col">{t("access.column.since")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("access.column.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => (
            <tr key={slot.id}>
              <td>{t(`access.kind.${slot.kind}`)}</td>
              <td>{slot.user}</td>
              {anyWhere ? <td>{slot.kind === "keychain" ? slot.label : ""}</td> : null}
              <td>
                <Time at={slot.createdAt} style="date" />
              </td>
              <td>
                {mayRemove(slot) ? (
                  <Button
                    variant="subtle"
                    color="harm"
                    size="compact-xs"
                    aria-label={t("access.removeName", { kind: t(`access.kind.${slot.kind}`), user: slot.user })}
                    onClick={() => onRemove(slot)}
                  >
                    {t("access.remove")}…
                  </Button>
                ) : slots.length === 1 ? (
                  <span className={classes.you}>{t("access.lastOne")}</span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
