import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DayField } from "@/components/DayField";
import { core } from "@/lib/ipc";
import { dialogOpen, takesText } from "@/lib/keyboard";
import { keys } from "@/lib/query/keys";
import words from "@/locales/en/audit.json";
import classes from "./Audit.module.css";
import { type AuditSearch, OUTCOMES } from "./search";

type Action = keyof typeof words.actions;
const actions = Object.keys(words.actions) as Action[];

/** Who did what, to what, when; what is typed is asked for when typing rests. */
export function Filters({ search, onChange }: { search: AuditSearch; onChange: (search: AuditSearch) => void }) {
  const { t } = useTranslation("audit");
  const users = useQuery({ queryKey: keys.vault.users, queryFn: () => core.listUsers() });
  const people = [
    ...new Set([...(users.data?.map(({ name }) => name) ?? []), ...(search.actor ? [search.actor] : [])]),
  ];
  const text = useRested(search.text, (typed) => onChange({ ...search, text: typed }));
  const about = useRested(search.resource, (typed) => onChange({ ...search, resource: typed }));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || takesText(event.target) || dialogOpen()) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every window yet.
    <div className={classes.filters} role="search">
      <TextInput ref={field} label={t("search")} aria-keyshortcuts="/" className={classes.search} {...text} />
      <Select
        label={t("who")}
        placeholder={t("anyone")}
        data={people}
        value={search.actor ?? null}
        allowDeselect
        clearable
        w={112}
        onChange={(actor) => onChange({ ...search, actor: actor ?? undefined })}
      />
      <Select
        label={t("what")}
        placeholder={t("anything")}
        data={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
        value={search.action ?? null}
        allowDeselect
        clearable
        searchable
        w={152}
        comboboxProps={{ width: 260, position: "bottom-start" }}
        maxDropdownHeight={360}
        onChange={(action) => onChange({ ...search, action: action ?? undefined })}
      />
      <Select
        label={t("event.outcome")}
        placeholder={t("anyOutcome")}
        data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        value={search.outcome ?? null}
        allowDeselect
        clearable
        w={120}
        onChange={(value) => onChange({ ...search, outcome: OUTCOMES.find((each) => each === value) })}
      />
      <TextInput label={t("about")} placeholder={t("aboutPlaceholder")} w={80} {...about} />
      <div className={classes.span}>
        <DayField label={t("from")} w={120} value={search.from} onDay={(from) => onChange({ ...search, from })} />
        <DayField label={t("to")} w={120} value={search.to} onDay={(to) => onChange({ ...search, to })} />
      </div>
      {filtered ? (
        <Button variant="subtle" onClick={() => onChange({})}>
          {t("clear")}
        </Button>
      ) : null}
    </div>
  );
}

/** A text field's value and handler that tell `then` 250 ms after the last key. */
function useRested(value: string | undefined, then: (typed: string | undefined) => void) {
  const [typed, setTyped] = useState(value ?? "");
  const tell = useRef(then);
  tell.current = then;
  // Whoever changes the filter from outside (Clear, a link) changes the field too.
  useEffect(() => setTyped(value ?? ""), [value]);
  useEffect(() => {
    if (typed.trim() === (value ?? "")) return;
    const timer = setTimeout(() => tell.current(typed.trim() || undefined), 250);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return {
    value: typed,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setTyped(event.currentTarget.value),
  };
}
