import { Alert, Button, Group, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconAlertTriangle,
  IconCertificate,
  IconFileText,
  IconFileUnknown,
  IconKey,
  IconListDetails,
  IconLock,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FactValue } from "@/components/FactValue";
import { KeyValues } from "@/components/KeyValues";
import { PemBlock } from "@/components/PemBlock";
import { UrgencyText } from "@/components/Standing";
import { ExtensionList } from "@/components/signing/ExtensionList";
import { VerifyPanel } from "@/components/trust/VerifyPanel";
import { formatRelative } from "@/lib/format";
import { core, type Inspected } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { offerRequest } from "@/lib/requestToSign";
import { useMay } from "@/lib/session";
import { useNow } from "@/lib/useNow";
import classes from "./inspector.module.css";
import { Unlock } from "./Unlock";
import type { Inspection } from "./useInspection";

const icons = {
  certificate: IconCertificate,
  request: IconFileText,
  crl: IconListDetails,
  "private-key": IconKey,
  "encrypted-private-key": IconLock,
  "pkcs12-locked": IconLock,
  "jks-locked": IconLock,
  "public-key": IconKey,
  unreadable: IconFileUnknown,
} as const;

/** One recognised thing: what it is, its facts, and what can be done with it. */
export function FoundThing({ found, source }: { found: Inspected; source: Inspection }) {
  const { t } = useTranslation("inspector");
  const Icon = icons[found.kind];
  const locked = ["pkcs12-locked", "jks-locked", "encrypted-private-key"].includes(found.kind);
  const kind = t(`kind.${found.kind}`);
  const tabs = [
    ...(found.extensions.length > 0 ? (["extensions"] as const) : []),
    ...(found.pem !== null ? (["pem"] as const) : []),
  ];
  const over = useOver(found);
  const [tab, setTab] = useState<string | null>(tabs[0] ?? null);
  return (
    <article className={classes.thing}>
      <h3 className={classes.title}>
        <Icon size={18} stroke={1.6} aria-hidden />
        {found.title}
        {locked || found.title === kind ? null : <span className={classes.kind}>{kind}</span>}
      </h3>
      <KeyValues
        items={found.summary.map((fact) => ({
          label: fact.label,
          value: (
            <>
              <FactValue label={fact.label} value={fact.value} />
              {over !== null && Date.parse(fact.value) === Date.parse(over) ? <Over at={over} /> : null}
            </>
          ),
        }))}
      />
      {found.kind === "private-key" ? (
        <Alert mt="sm" color="gray" variant="light" icon={<IconAlertTriangle size={18} />}>
          {t("keyWarning")}
        </Alert>
      ) : null}
      {locked ? <Unlock error={source.error} onUnlock={source.unlock} /> : null}
      <Actions found={found} />
      {tabs.length > 0 ? (
        <Tabs value={tab} onChange={setTab} mt="sm">
          <Tabs.List>
            {tabs.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(each)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="extensions" pt="xs">
            <ExtensionList extensions={found.extensions} />
          </Tabs.Panel>
          <Tabs.Panel value="pem" pt="sm">
            {found.pem === null ? null : <PemBlock pem={found.pem} />}
          </Tabs.Panel>
        </Tabs>
      ) : null}
    </article>
  );
}

/** When it ended, of a certificate that has. */
function useOver({ ends }: Inspected): string | null {
  const now = useNow();
  return ends !== null && Date.parse(ends) < now ? ends : null;
}

function Over({ at }: { at: string }) {
  const { t } = useTranslation("signing");
  const now = useNow();
  return (
    <div>
      <UrgencyText urgency="expired">{t("ended", { when: formatRelative(at, now) })}</UrgencyText>
    </div>
  );
}

function Actions({ found }: { found: Inspected }) {
  const { t } = useTranslation("inspector");
  const navigate = useNavigate();
  const mayImport = useMay("import");
  const mayIssue = useMay("issue");
  const importing = useCommand((pem: string) => core.importText(pem, null), {
    onDone: (report) => notifications.show({ message: t(report.imported > 0 ? "imported" : "alreadyKnown") }),
  });
  const known = found.certificateId ?? importing.answer?.ids[0] ?? null;
  const { pem } = found;
  if (found.kind === "certificate") {
    const deeds = (
      <>
        {known !== null ? (
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/certificates" search={{ id: known }} {...props} />}
          >
            {t("open")}
          </Button>
        ) : mayImport && pem !== null ? (
          <DeedButton variant="default" pending={importing.pending} onClick={() => importing.run(pem)}>
            {t("import")}
          </DeedButton>
        ) : null}
        {found.certificateId !== null ? <span className={classes.quiet}>{t("alreadyKnown")}</span> : null}
      </>
    );
    return (
      <>
        {pem === null ? (
          <Group gap={8} mt="sm">
            {deeds}
          </Group>
        ) : (
          <VerifyPanel subject={{ kind: "text", value: pem }} beside={deeds} />
        )}
        <ErrorNotice error={importing.error} />
      </>
    );
  }
  if (found.kind === "request" && mayIssue && pem !== null) {
    return (
      <Group gap={8} mt="sm">
        <Button
          onClick={() => {
            offerRequest(pem);
            void navigate({ to: "/issue" });
          }}
        >
          {t("sign")}
        </Button>
      </Group>
    );
  }
  return null;
}
