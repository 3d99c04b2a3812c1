import { ActionIcon, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type Ref, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Typing pauses this long before the core is asked, in milliseconds. */
const PAUSE = 150;

/** Search as one types. `text` is what the address says; Escape empties, then leaves. */
export function SearchField({
  text,
  onSearch,
  onEnter,
  onLeave,
  ref,
}: {
  text: string;
  onSearch: (text: string) => void;
  onEnter: () => void;
  onLeave: () => void;
  ref?: Ref<HTMLInputElement>;
}) {
  const { t } = useTranslation("certificates");
  const [typed, setTyped] = useState(text);
  const search = useDebouncedCallback(onSearch, PAUSE);
  // The address changed by another way (a link, a saved view, back): show what it says.
  useEffect(() => setTyped(text), [text]);
  const change = (next: string) => {
    setTyped(next);
    search(next);
  };
  return (
    <TextInput
      ref={ref}
      type="search"
      role="searchbox"
      aria-label={t("search")}
      aria-keyshortcuts="/"
      placeholder={t("searchPlaceholder")}
      w={280}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onFocus={onEnter}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          if (typed === "") onLeave();
          else change("");
        } else if (event.key === "Enter" || event.key === "ArrowDown") {
          event.preventDefault();
          search.flush();
          onLeave();
        }
      }}
      rightSection={
        typed === "" ? null : (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("clearSearch")} onClick={() => change("")}>
            <IconX size={14} />
          </ActionIcon>
        )
      }
    />
  );
}
