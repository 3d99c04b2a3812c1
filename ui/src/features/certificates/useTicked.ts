import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { asCoreError, type CertificateRow } from "@/lib/ipc";
import { EVERYTHING, extend, NOTHING, type Ticked, toggle } from "./selection";
import { type Listed, MOST_IDS } from "./useCertificates";

/** What is ticked in a list, and the rows of what is ticked where these are few. */
export function useTicked(list: Listed) {
  const { t } = useTranslation("certificates");
  const { filter } = list;
  const [ticked, setTicked] = useState<Ticked>(NOTHING);
  // The rows that were in sight when they were ticked: two of them can be compared, though they lie far apart.
  const [rows, setRows] = useState<ReadonlyMap<string, CertificateRow>>(new Map());
  const tickAll = useCallback((all: boolean) => {
    setTicked(all ? EVERYTHING : NOTHING);
    setRows(new Map());
  }, []);
  // What was ticked belongs to what was listed: another filter starts with nothing ticked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is the reason, not an ingredient.
  useEffect(() => tickAll(false), [filter]);
  const latest = useRef({ list, ticked });
  latest.current = { list, ticked };

  const tick = useCallback(
    async (index: number, further: boolean) => {
      const { list, ticked } = latest.current;
      const row = list.rowAt(index);
      if (!row) return;
      setRows((now) => new Map(now).set(row.id, row));
      const from = ticked.kind === "ids" ? ticked.anchor : null;
      if (!further || from === null) return setTicked((now) => toggle(now, { id: row.id, index }));
      const to = { id: row.id, index };
      const read = idsRead(list, from.index, index);
      if (read) {
        return setTicked((now) => extend(now, to, read));
      }
      if (Math.abs(from.index - index) >= MOST_IDS) {
        return void notifications.show({
          color: "harm",
          message: t("select.tooMany", { number: formatNumber(MOST_IDS) }),
        });
      }
      try {
        const ids = await list.idsBetween(from.index, index);
        if (latest.current.list.filter === list.filter) setTicked((now) => extend(now, to, ids));
      } catch (thrown) {
        notifications.show({ color: "harm", message: asCoreError(thrown).message });
      }
    },
    [t],
  );
  const chosen = ticked.kind === "ids" && ticked.ids.size <= 2 ? [...ticked.ids].map((id) => rows.get(id)) : [];
  return { ticked, chosen: chosen.filter((row) => row !== undefined), tick, tickAll };
}

/** The ids between two places where all of them have been read; else null. */
function idsRead({ rowAt }: Listed, one: number, other: number): string[] | null {
  const ids: string[] = [];
  for (let index = Math.min(one, other); index <= Math.max(one, other); index++) {
    const row = rowAt(index);
    if (!row) return null;
    ids.push(row.id);
  }
  return ids;
}
