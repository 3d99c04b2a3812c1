import { Button } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Purpose, TrustSubject } from "@/lib/ipc";
import classes from "./trust.module.css";
import { VerifyForm } from "./VerifyForm";

/** Whether a certificate is to be trusted: what is believed, for what, and each step of the answer. */
export function VerifyPanel({
  beside,
  ...question
}: {
  subject: TrustSubject;
  /** What the fields begin with. */
  host?: string;
  purpose?: Purpose;
  /** Whether an authority of this vault issued it, whose CRLs say whether it is revoked. */
  ours?: boolean;
  /** What else can be done with it, before the button. */
  beside?: ReactNode;
}) {
  const { t } = useTranslation("trust");
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <section className={classes.panel} aria-label={t("title")}>
      <div className={classes.deeds}>
        {beside}
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={16} stroke={1.6} aria-hidden />}
          aria-expanded={opened}
          aria-controls={id}
          onClick={() => setOpened(!opened)}
        >
          {t("verify")}
        </Button>
      </div>
      <div id={id}>{opened ? <VerifyForm {...question} /> : null}</div>
    </section>
  );
}
