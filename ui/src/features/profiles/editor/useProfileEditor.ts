import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { asCoreError, core, type ProfileDetail, type ProfileDocument } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { type Flaws, flawsOf } from "./flaws";

/** Typing pauses this long before the core is asked what it thinks, in milliseconds. */
const PAUSE = 300;

/** A profile while it is written: what stands in the form, what the core says about it, and keeping it. */
export function useProfileEditor(
  first: ProfileDocument,
  /** The version that is edited; null for a new profile. */
  edited: ProfileDetail | null,
  onSaved: (detail: ProfileDetail) => void,
) {
  const [document, setDocument] = useState(first);
  const [touched, setTouched] = useState(false);
  const [attempted, setAttempted] = useState(false);
  const set = useCallback((change: Partial<ProfileDocument>) => {
    setDocument((now) => ({ ...now, ...change }));
    setTouched(true);
  }, []);
  const name = edited?.profile.name ?? null;
  const [settled] = useDebouncedValue(document, PAUSE);
  const preview = useQuery({
    queryKey: keys.previews("profile", { settled, name }),
    queryFn: () => core.previewProfile(settled, name),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const saving = useCommand(
    (what: ProfileDocument) =>
      edited === null ? core.createProfile(what) : core.editProfile(what.name, what, edited.profile.version),
    { onDone: onSaved },
  );
  const checking = settled !== document || preview.isFetching;
  const failure = preview.error ? asCoreError(preview.error) : null;
  // A form that was just opened does not begin with a row of errors for what nobody has filled in yet.
  const told = touched || attempted || edited !== null;
  const found = useMemo(() => preview.data?.flaws ?? [], [preview.data]);
  const flaws: Flaws = useMemo(() => flawsOf(told ? found : []), [told, found]);
  const refusedAt = saving.error?.field ?? null;
  const withRefusal: Flaws = useMemo(
    () => ({
      ...flaws,
      at: (field, entries) => (refusedAt === field ? saving.error?.message : flaws.at(field, entries)),
    }),
    [flaws, refusedAt, saving.error],
  );
  const changes = preview.data?.changes ?? [];
  const unchanged = edited !== null && !checking && changes.length === 0;
  const blocked = checking || failure !== null || found.some(({ blocks }) => blocks) || unchanged;
  return {
    document,
    set,
    flaws: withRefusal,
    checking,
    failure,
    changes,
    sample: preview.data?.sample ?? null,
    noSample: preview.data?.noSample ?? null,
    /** Something stands in the form that is kept nowhere. */
    unsaved: touched && !unchanged,
    /** The version it would become; null for the first of a new profile. */
    nextVersion: edited === null ? null : (preview.data?.version ?? edited.profile.version + 1),
    unchanged,
    blocked,
    pending: saving.pending,
    refused: saving.error && !KNOWN_FIELDS.has(saving.error.field ?? "") ? saving.error : null,
    submit: () => {
      setAttempted(true);
      if (!blocked) saving.run(document);
    },
  };
}

/** Where a refusal of saving has a field on screen; any other stands above the button. */
const KNOWN_FIELDS = new Set(["name", "title"]);

export type ProfileEditor = ReturnType<typeof useProfileEditor>;
