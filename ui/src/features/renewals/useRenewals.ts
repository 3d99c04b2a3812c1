import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

export const useSchedule = () => useQuery({ queryKey: keys.renewals.schedule, queryFn: () => core.renewalSchedule() });

export const useCalendar = (days: number) =>
  useQuery({
    queryKey: keys.renewals.calendar(days),
    queryFn: () => core.renewalCalendar(days),
    placeholderData: keepPreviousData,
  });

/** Exactly what is renewed on a day. */
export const useDay = (day: string) =>
  useQuery({ queryKey: keys.renewals.day(day), queryFn: () => core.renewalsOfDay(day) });

export const useForecast = () =>
  useQuery({ queryKey: keys.renewals.forecast, queryFn: () => core.renewalForecast(null) });
