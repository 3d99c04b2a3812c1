import { SegmentedControl } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { Loaded, SkeletonLines } from "@/components/StateViews";
import { formatNumber } from "@/lib/format";
import { CalendarChart } from "./CalendarChart";
import { DayRenewals } from "./DayRenewals";
import { ForecastBars } from "./ForecastBars";
import { SchedulePart } from "./SchedulePart";
import { useCalendar, useForecast } from "./useRenewals";

const SPANS = [30, 90, 365];

/** What will be renewed when, what is done about it, and what shorter lifetimes will mean. */
export function RenewalsPage() {
  const { t } = useTranslation("renewals");
  const { day } = useSearch({ from: "/renewals" });
  const [span, setSpan] = useState("90");
  const calendar = useCalendar(Number(span));
  const forecast = useForecast();
  const certificates = forecast.data?.certificates ?? 0;
  return (
    <Page title={t("title")}>
      <SchedulePart />
      <Section
        title={t("calendar.title")}
        action={
          <SegmentedControl
            size="xs"
            aria-label={t("calendar.span")}
            data={SPANS.map((days) => ({ value: String(days), label: t("calendar.days", { days }) }))}
            value={span}
            onChange={setSpan}
          />
        }
      >
        <Loaded query={calendar} skeleton={<SkeletonLines lines={5} height={20} />}>
          {(data) => <CalendarChart calendar={data} listed={day} />}
        </Loaded>
      </Section>
      {day === undefined ? null : <DayRenewals day={day} />}
      <Section
        title={t("forecast.title")}
        description={
          certificates > 0
            ? t("forecast.description", { count: certificates, number: formatNumber(certificates) })
            : t("forecast.rules")
        }
      >
        <Loaded query={forecast} skeleton={<SkeletonLines lines={4} height={20} />}>
          {(data) => <ForecastBars forecast={data} />}
        </Loaded>
      </Section>
    </Page>
  );
}
