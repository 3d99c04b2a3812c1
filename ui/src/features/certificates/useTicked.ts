import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { asCoreError, type CertificateRow } from "@/lib/ipc";
import { EVERYTHING, extend, NOTHING, type Ticked, toggle } from "./selection";
import { type Listed, MOST_IDS } from "./useCertificates";

/** What is ticked in a list, the rows of it where these are few, and what of it is or may be on hold. */
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
      const read = rowsRead(list, from.index, index);
      if (read) {
        setRows((now) => new Map([...now, ...read.map((each) => [each.id, each] as const)]));
        const ids = read.map(({ id }) => id);
        return setTicked((now) => extend(now, to, ids));
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
  const known = (ids: readonly string[]) => ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
  const ids = ticked.kind === "ids" ? [...ticked.ids] : [];
  const held = known(ids).filter(({ status }) => status === "on-hold");
  // Of what is not in sight nobody here knows how it is: it may be on hold unless the filter says otherwise.
  const mayHold =
    ticked.kind === "ids"
      ? held.length > 0 || ids.some((id) => !rows.has(id))
      : filter.status.length === 0 || filter.status.includes("on-hold");
  return { ticked, chosen: ids.length <= 2 ? known(ids) : [], held, mayHold, tick, tickAll };
}

/** The rows between two places where all of them have been read; else null. */
function rowsRead({ rowAt }: Listed, one: number, other: number): CertificateRow[] | null {
  const rows: CertificateRow[] = [];
  for (let index = Math.min(one, other); index <= Math.max(one, other); index++) {
    const row = rowAt(index);
    if (!row) return null;
    rows.push(row);
  }
  return rows;
}
