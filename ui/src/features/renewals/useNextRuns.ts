import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { asCoreError, core, type ScheduleChange } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** Typing pauses this long before the core is asked, in milliseconds. */
const PAUSE = 300;

/** When a schedule would run next, while it is typed; and what the core objects to in it. */
export function useNextRuns(change: ScheduleChange) {
  const [settled] = useDebouncedValue(JSON.stringify(change), PAUSE);
  const query = useQuery({
    queryKey: keys.previews("schedule", [settled]),
    queryFn: () => core.previewRenewalSchedule(JSON.parse(settled) as ScheduleChange),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
  return { runs: query.error ? [] : (query.data ?? []), refusal: query.error ? asCoreError(query.error) : null };
}
