import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { Dashboard } from "@/lib/ipc";
import { WeekBars } from "./WeekBars";
import { WeekTable } from "./WeekTable";

export type Week = Dashboard["weeks"][number];

/** What expires in the next year, by week: bars, or the same as a table. */
export function Weeks({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation("dashboard");
  const [asTable, setAsTable] = useState(false);
  const any = weeks.some((week) => week.count > 0);
  return (
    <Section
      title={t("weeks.title")}
      action={
        any ? (
          <Button variant="transparent" size="compact-sm" fw={400} onClick={() => setAsTable(!asTable)}>
            {asTable ? t("weeks.showBars") : t("weeks.showTable")}
          </Button>
        ) : null
      }
    >
      {any ? asTable ? <WeekTable weeks={weeks} /> : <WeekBars weeks={weeks} /> : <p>{t("weeks.none")}</p>}
    </Section>
  );
}
