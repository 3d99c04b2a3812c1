import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IssueButton } from "@/components/IssueButton";
import { Page } from "@/components/Page";
import { dialogOpen, takesText } from "@/lib/keyboard";
import { useMay } from "@/lib/session";
import { CertificateList } from "./CertificateList";
import classes from "./CertificatesPage.module.css";
import type { TableHandle } from "./CertificateTable";
import { ColumnsMenu } from "./ColumnsMenu";
import { CountLabel } from "./CountLabel";
import { type ColumnId, keepColumns, keptColumns, SORTED_BY } from "./columns";
import { CertificateDrawer } from "./drawer/CertificateDrawer";
import { Filters } from "./Filters";
import { fitted } from "./fitting";
import { ImportDialog } from "./ImportDialog";
import { SearchField } from "./SearchField";
import { type CertificatesSearch, narrows, withFilter } from "./search";
import { useCertificates } from "./useCertificates";
import { ViewsMenu } from "./ViewsMenu";

/** The inventory: every certificate that was issued or imported, found by filter and text. */
export function CertificatesPage() {
  const { t } = useTranslation("certificates");
  const search = useSearch({ from: "/certificates" });
  const navigate = useNavigate();
  const mayImport = useMay("import");
  const list = useCertificates(search);
  const [columns, setColumns] = useState(() => keptColumns(localStorage));
  const [room, setRoom] = useState(0);
  const ordered = search.by ?? "expires";
  const fit = useMemo(
    () =>
      fitted(
        columns,
        room,
        (Object.keys(SORTED_BY) as ColumnId[]).find((id) => SORTED_BY[id] === ordered),
      ),
    [columns, room, ordered],
  );
  const searchField = useRef<HTMLInputElement>(null);
  const table = useRef<TableHandle>(null);
  const go = useCallback(
    (next: CertificatesSearch, replace = false) => void navigate({ to: "/certificates", search: next, replace }),
    [navigate],
  );
  // Changing what is listed keeps the drawer shut: its certificate may not be among the new ones.
  const change = (next: CertificatesSearch) => go({ ...next, id: undefined });
  const open = useCallback(
    (id: string | undefined) => go({ ...search, id }, search.id !== undefined && id !== undefined),
    [go, search],
  );
  usePageKeys(searchField, table);
  const none = list.empty;
  // Whoever went on from the search before it was answered comes to the table as soon as there is one, and stays at the
  // search when there is none.
  const wentOn = useRef(false);
  const { answered, empty } = list;
  useEffect(() => {
    if (!answered || !wentOn.current) return;
    wentOn.current = false;
    const focused = document.activeElement;
    if (empty && focused === document.body) searchField.current?.focus();
    else if (!empty && focused === searchField.current) table.current?.focus();
  }, [answered, empty]);
  return (
    <Page
      title={t("title")}
      fill
      actions={
        mayImport ? (
          <Button variant="default" onClick={() => go({ ...search, import: true })}>
            {t("import")}
          </Button>
        ) : null
      }
      primary={none && !narrows(search) ? null : <IssueButton />}
    >
      <div className={classes.toolbar}>
        <SearchField
          ref={searchField}
          text={search.filter?.text ?? ""}
          onSearch={(text) => {
            // Who types on has not gone on.
            wentOn.current = false;
            go(
              { ...withFilter(search, { text: text.trim() || null }), id: undefined },
              search.filter?.text !== undefined,
            );
          }}
          onEnter={() => {
            wentOn.current = false;
          }}
          onLeave={() => {
            wentOn.current = true;
            table.current?.focus();
          }}
        />
        <Filters search={search} folded={list.folded} onSearch={change} />
        <div className={classes.right}>
          <CountLabel count={list.count} />
          <ViewsMenu search={search} onSearch={change} />
          <ColumnsMenu
            columns={columns}
            waiting={fit.waiting}
            onColumns={(next) => {
              setColumns(next);
              keepColumns(localStorage, next);
            }}
          />
        </div>
      </div>
      <CertificateList
        search={search}
        list={list}
        columns={columns}
        fitted={fit}
        onRoom={setRoom}
        onColumns={(next) => {
          setColumns(next);
          keepColumns(localStorage, next);
        }}
        onSearch={change}
        onOpen={open}
        table={table}
      />
      <CertificateDrawer
        id={search.id}
        onClose={() => open(undefined)}
        onLost={() => table.current?.focus()}
        onStep={(by) => table.current?.step(by)}
      />
      <ImportDialog
        opened={search.import === true}
        onClose={() => go({ ...search, import: undefined }, true)}
        onShow={() => go({ filter: { origin: "imported" }, by: "added", descending: true })}
      />
    </Page>
  );
}

/** "/" goes to the search, j and k into the table, wherever on the page the focus is. */
function usePageKeys(
  searchField: React.RefObject<HTMLInputElement | null>,
  table: React.RefObject<TableHandle | null>,
) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (takesText(event.target) || dialogOpen()) return;
      if (event.key === "/") {
        event.preventDefault();
        searchField.current?.focus();
        searchField.current?.select();
      } else if (event.key === "j" || event.key === "k") {
        event.preventDefault();
        table.current?.focus();
        table.current?.step(event.key === "j" ? 1 : -1);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [searchField, table]);
}
