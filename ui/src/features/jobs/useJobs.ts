import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** How often a running job is looked at, in milliseconds. */
const WATCH = 500;
/** How often it is looked for jobs that others start. */
const LOOK = 5_000;
const PAGE = 50;

const lively = (jobs: { state: string }[] | undefined) => jobs?.some(({ state }) => state === "running") ?? false;

/** Jobs that run or wait, as they go on. */
export const useOpenJobs = () =>
  useQuery({
    queryKey: keys.jobs.open,
    queryFn: () => core.openJobs(),
    refetchInterval: ({ state }) => (lively(state.data) ? WATCH : LOOK),
  });

/** All jobs, newest first, page by page. */
export const useJobs = () =>
  useInfiniteQuery({
    queryKey: keys.jobs.list,
    queryFn: ({ pageParam }) => core.listJobs(pageParam, PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => (lively(state.data?.pages.flatMap(({ jobs }) => jobs)) ? WATCH : LOOK),
  });

/** One job with its log, as it goes on. */
export const useJob = (id: string | null) =>
  useQuery({
    queryKey: keys.jobs.one(id ?? ""),
    queryFn: () => core.job(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && lively([state.data.job]) ? WATCH : LOOK),
  });
