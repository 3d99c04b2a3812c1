import { Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PathField } from "@/components/PathField";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { Time } from "@/components/Time";
import { core, type TrustStore } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./trust.module.css";

/** The trust stores that the vault keeps: those there are, and one more out of a file. */
export function TrustStoresDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("trust");
  const query = useQuery({ queryKey: keys.trustStores, queryFn: () => core.listTrustStores(), enabled: opened });
  return (
    <Dialog opened={opened} onClose={onClose} title={t("stores.title")} size={560}>
      {query.isError ? (
        <Failure error={query.error} title={t("stores.failed")} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={3} />
      ) : query.data.length === 0 ? (
        <p className={classes.quiet}>{t("stores.none")}</p>
      ) : (
        <ul className={classes.stores}>
          {query.data.map((store) => (
            <StoreLine key={store.name} store={store} />
          ))}
        </ul>
      )}
      <AddStore />
    </Dialog>
  );
}

function StoreLine({ store }: { store: TrustStore }) {
  const { t } = useTranslation("trust");
  const removing = useCommand(() => core.removeTrustStore(store.name), { invalidates: [keys.trustStores] });
  return (
    <li className={classes.store}>
      <span className={classes.storeName}>
        {store.name}
        <span className={classes.quiet}>
          {" "}
          · {t("stores.facts", { count: store.certificates, source: store.source })}{" "}
          <Time at={store.createdAt} style="date" />
        </span>
      </span>
      <DeedButton
        variant="default"
        size="compact-sm"
        pending={removing.pending}
        aria-label={t("stores.removeNamed", { name: store.name })}
        onClick={() => removing.run(undefined)}
      >
        {t("stores.remove")}
      </DeedButton>
      <ErrorNotice error={removing.error} />
    </li>
  );
}

function AddStore() {
  const { t } = useTranslation("trust");
  const [name, setName] = useState("");
  const [path, setPath] = useState("");
  const adding = useCommand((store: { name: string; path: string }) => core.addTrustStore(store.name, store.path), {
    invalidates: [keys.trustStores],
    onDone: () => {
      setName("");
      setPath("");
    },
  });
  return (
    <form
      className={classes.add}
      aria-label={t("stores.add")}
      onSubmit={(event) => {
        event.preventDefault();
        adding.run({ name: name.trim(), path: path.trim() });
      }}
    >
      <Stack gap={12}>
        <h3 className={classes.legend}>{t("stores.add")}</h3>
        <p className={classes.quiet}>{t("stores.addHelp")}</p>
        <TextInput
          label={t("stores.name")}
          value={name}
          error={adding.errorAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PathField
          label={t("stores.path")}
          mode="open"
          value={path}
          onChange={setPath}
          error={adding.errorAt("path")}
        />
        <ErrorNotice error={adding.errorBeside("name", "path")} />
        <Group gap={8}>
          <DeedButton type="submit" pending={adding.pending} disabled={name.trim() === "" || path.trim() === ""}>
            {t("stores.keep")}
          </DeedButton>
        </Group>
      </Stack>
    </form>
  );
}
