import { useQuery } from "@tanstack/react-query";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** What a profile is called; one that is not known (yet) by its name. Retired ones still have certificates. */
export function useProfileTitle(): (name: string) => string {
  const { data } = useQuery({
    queryKey: keys.profiles.list(true),
    queryFn: () => core.listProfiles(true),
    staleTime: 60_000,
  });
  return (name) => data?.find((profile) => profile.name === name)?.title ?? name;
}
