import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readableName } from "@/lib/distinguishedName";
import { anyCertificate } from "@/lib/filter";
import { asCoreError, core, type Permission } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useSession } from "@/lib/session";
import { openHelp } from "@/lib/surfaces";

export type PaletteItem = { id: string; label: string; detail?: string; run: () => void };
export type PaletteGroup = { name: "pages" | "actions" | "authorities" | "certificates"; items: PaletteItem[] };

type Room =
  | "/"
  | "/authorities"
  | "/certificates"
  | "/requests"
  | "/renewals"
  | "/jobs"
  | "/status"
  | "/profiles"
  | "/audit"
  | "/settings";

/** So many of each kind: what is wanted is named more exactly, not scrolled to. */
const LIMIT = 8;
const PAUSE = 120;

/** Every word that was typed begins a word of the label, or stands in it. */
const matches = (label: string, text: string) => {
  const within = label.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
};

/** What the palette offers for a text: pages and actions the person may use, authorities, certificates. */
export function usePaletteItems(text: string, onLock: () => void) {
  const { t } = useTranslation("palette");
  const { t: shell } = useTranslation("shell");
  const navigate = useNavigate();
  const session = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const may = (permission: Permission) => session?.permissions.includes(permission) ?? false;

  const [asked] = useDebouncedValue(text.trim(), PAUSE);
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const query = {
    filter: { ...anyCertificate, text: asked },
    sort: { by: "name" as const, descending: false },
    after: null,
    limit: LIMIT,
  };
  const certificates = useQuery({
    queryKey: keys.certificates.list({ palette: asked }),
    queryFn: () => core.listCertificates(query),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });

  const page = (to: Room, label: string) => ({
    id: `page-${to}`,
    label,
    run: () => void navigate({ to }),
  });
  const pages = [
    page("/", shell("dashboard")),
    page("/authorities", shell("authorities")),
    page("/certificates", shell("certificates")),
    page("/requests", shell("requests")),
    page("/renewals", shell("renewals")),
    page("/status", shell("status")),
    page("/jobs", shell("jobs")),
    page("/profiles", shell("profiles")),
    ...(may("read-audit") ? [page("/audit", shell("audit"))] : []),
    page("/settings", shell("settings")),
  ];

  const action = (id: string, label: string, run: () => void, needs: Permission = "view") =>
    may(needs) ? [{ id: `action-${id}`, label, run }] : [];
  const actions = [
    ...action("issue", t("action.issue"), () => void navigate({ to: "/issue" }), "issue"),
    ...action("request", t("action.request"), () => void navigate({ to: "/requests/new" }), "issue"),
    ...action("sign", t("action.sign"), () => void navigate({ to: "/requests/sign" }), "issue"),
    ...action("batch", t("action.batch"), () => void navigate({ to: "/batch" }), "issue"),
    ...action("found", t("action.found"), () => void navigate({ to: "/authorities/new" }), "manage-authorities"),
    ...action("inspect", t("action.inspect"), () => void navigate({ to: "/inspector" })),
    ...action("access", t("action.access"), () => void navigate({ to: "/settings", search: { tab: "access" } })),
    ...action("people", t("action.people"), () => void navigate({ to: "/settings", search: { tab: "people" } })),
    ...action("light", t("action.light"), () => setColorScheme("light")),
    ...action("dark", t("action.dark"), () => setColorScheme("dark")),
    ...action("help", t("action.help"), openHelp),
    ...action("lock", t("action.lock"), onLock),
  ];

  const wanted = text.trim();
  const found = <T extends { label: string }>(items: T[]) => items.filter(({ label }) => matches(label, wanted));
  const groups: PaletteGroup[] = [
    { name: "pages", items: found(pages) },
    { name: "actions", items: found(actions) },
  ];
  if (wanted !== "") {
    groups.push({
      name: "authorities",
      items: (authorities.data ?? [])
        .filter(({ name, subject }) => matches(`${name} ${subject}`, wanted))
        .slice(0, LIMIT)
        .map(({ id, name, subject }) => ({
          id,
          label: name,
          detail: readableName(subject),
          run: () => void navigate({ to: "/authorities", search: { id } }),
        })),
    });
    const rows = certificates.data?.rows ?? [];
    groups.push({
      name: "certificates",
      items: rows.map((row) => ({
        id: row.id,
        label: row.label,
        detail: readableName(row.issuer),
        run: () => void navigate({ to: "/certificates", search: { id: row.id } }),
      })),
    });
  }
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    searching: wanted !== "" && (wanted !== asked || certificates.isFetching),
    failure: certificates.error ? asCoreError(certificates.error).message : null,
  };
}
