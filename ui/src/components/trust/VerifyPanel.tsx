import { Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { DayField } from "@/components/DayField";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PathField } from "@/components/PathField";
import { core, type Purpose, type TrustSubject, type VerifyRequest } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { TrustStoresDialog } from "./TrustStoresDialog";
import { TrustVerdictView } from "./TrustVerdictView";
import classes from "./trust.module.css";

const PURPOSES: readonly Purpose[] = ["server", "client", "code-signing", "email", "timestamping"];

/** Whether a certificate is to be trusted: what is believed, for what, and each step of the answer. */
export function VerifyPanel(question: {
  subject: TrustSubject;
  /** What the fields begin with. */
  host?: string;
  purpose?: Purpose;
  /** Whether an authority of this vault issued it, whose CRLs say whether it is revoked. */
  ours?: boolean;
}) {
  const { t } = useTranslation("trust");
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <section className={classes.panel} aria-label={t("title")}>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} stroke={1.6} aria-hidden />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {t("verify")}
      </Button>
      <div id={id}>{opened ? <VerifyForm {...question} /> : null}</div>
    </section>
  );
}

function VerifyForm({ subject, host: suggested, purpose: likely, ours = false }: Parameters<typeof VerifyPanel>[0]) {
  const { t } = useTranslation("trust");
  const stores = useQuery({ queryKey: keys.trustStores, queryFn: () => core.listTrustStores() });
  const mayManage = useMay("manage-vault");
  const [managing, setManaging] = useState(false);
  const [vault, setVault] = useState(true);
  const [system, setSystem] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [file, setFile] = useState("");
  const [purpose, setPurpose] = useState<Purpose | null>(likely ?? null);
  const [host, setHost] = useState(suggested ?? "");
  const [day, setDay] = useState<string>();
  const [crls, setCrls] = useState(ours);
  // Looking changes nothing, so that nothing is asked for again.
  const verifying = useCommand((request: VerifyRequest) => core.verifyCertificate(request), { invalidates: [] });
  const kept = stores.data ?? [];
  const trustsNothing = !vault && !system && chosen.length === 0 && file.trim() === "";
  return (
    <form
      className={classes.form}
      aria-label={t("title")}
      onSubmit={(event) => {
        event.preventDefault();
        verifying.run({
          subject,
          trustVault: vault,
          trustSystem: system,
          trustStores: kept.map((store) => store.name).filter((name) => chosen.includes(name)),
          trustFiles: file.trim() === "" ? [] : [file.trim()],
          intermediateFiles: [],
          crlFiles: [],
          vaultCrls: crls,
          wholePath: false,
          purpose,
          host: host.trim() === "" ? null : host.trim(),
          at: day === undefined ? null : `${day}T12:00:00Z`,
          policies: [],
        });
      }}
    >
      <fieldset className={classes.choices}>
        <legend className={classes.legend}>{t("believe")}</legend>
        <Stack gap={8}>
          <Checkbox label={t("store.vault")} checked={vault} onChange={(e) => setVault(e.currentTarget.checked)} />
          <Checkbox label={t("store.system")} checked={system} onChange={(e) => setSystem(e.currentTarget.checked)} />
          {kept.map(({ name, certificates }) => (
            <Checkbox
              key={name}
              label={t("store.kept", { name, count: certificates })}
              checked={chosen.includes(name)}
              onChange={(e) =>
                setChosen(e.currentTarget.checked ? [...chosen, name] : chosen.filter((each) => each !== name))
              }
            />
          ))}
          <PathField
            label={t("store.file")}
            mode="open"
            value={file}
            onChange={setFile}
            error={verifying.errorAt("trust")}
          />
          {mayManage ? (
            <Group gap={8}>
              <Button variant="subtle" size="compact-sm" onClick={() => setManaging(true)}>
                {t("stores.manage")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </fieldset>
      <div className={classes.fields}>
        <Select
          label={t("purpose.label")}
          placeholder={t("purpose.any")}
          clearable
          data={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))}
          value={purpose}
          onChange={(value) => setPurpose(PURPOSES.find((each) => each === value) ?? null)}
        />
        <TextInput
          label={t("host")}
          description={t("hostHelp")}
          value={host}
          error={verifying.errorAt("host")}
          onChange={(event) => setHost(event.currentTarget.value)}
        />
        <DayField label={t("day")} description={t("dayHelp")} value={day} onDay={setDay} />
      </div>
      <Checkbox
        label={t("crls")}
        description={t("crlsHelp")}
        checked={crls}
        onChange={(e) => setCrls(e.currentTarget.checked)}
      />
      <ErrorNotice error={verifying.errorBeside("trust", "host")} />
      <Group gap={8}>
        <DeedButton type="submit" pending={verifying.pending} disabled={trustsNothing}>
          {t("run")}
        </DeedButton>
        {trustsNothing ? <span className={classes.quiet}>{t("nothingChosen")}</span> : null}
      </Group>
      <div aria-live="polite">
        {verifying.answer && verifying.error === null ? <TrustVerdictView verdict={verifying.answer} /> : null}
      </div>
      <TrustStoresDialog opened={managing} onClose={() => setManaging(false)} />
    </form>
  );
}
