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

/** "The profile web-server" in what the core says; what a profile is called stands in its place. */
const NAMED = /\b(profile) ([a-z0-9][a-z0-9-]*)(?![\w-])/g;

/** What the core says, with profiles by their titles: “Web server” for web-server. */
export function useTitledProfiles(): (sentence: string) => string {
  const titleOf = useProfileTitle();
  return (sentence) =>
    sentence.replace(NAMED, (all, word: string, name: string) => {
      const title = titleOf(name);
      return title === name ? all : `${word} “${title}”`;
    });
}
