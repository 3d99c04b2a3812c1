import { Button, Group } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Sentence } from "@/components/Sentence";
import type { SignReport } from "@/lib/ipc";
import classes from "./requests.module.css";

/** What became of each request. */
export function SignedView({ report, onMore }: { report: SignReport; onMore: () => void }) {
  const { t } = useTranslation("requests");
  const lead = useRef<HTMLHeadingElement>(null);
  // The form is gone and the focus with it: go on from what was done.
  useEffect(() => lead.current?.focus(), []);
  return (
    <>
      <h2 className={classes.done} ref={lead} tabIndex={-1}>
        {report.signed.length > 0 ? <IconCircleCheck size={20} className={classes.good} aria-hidden /> : null}
        {t("sign.done", { count: report.signed.length })}
      </h2>
      {report.signed.length > 0 ? (
        <ul className={classes.toSign}>
          {report.signed.map((one) => (
            <li key={one.certificateId} className={classes.item}>
              <Link to="/certificates" search={{ id: one.certificateId }}>
                {one.label}
              </Link>{" "}
              <span className={classes.quiet}>{one.certificateId}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {report.failed.length > 0 ? (
        <Section title={t("sign.refused", { count: report.failed.length })}>
          <ul className={classes.toSign}>
            {report.failed.map((one) => (
              <li key={one.id} className={classes.item}>
                <span className={classes.itemName}>{one.label}</span>
                <p className={classes.problem}>
                  <Sentence text={one.message} />
                </p>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Group gap={8} mt="lg">
        <Button onClick={onMore}>{t("sign.another")}</Button>
        <Button variant="default" renderRoot={(props) => <Link to="/certificates" {...props} />}>
          {t("sign.toCertificates")}
        </Button>
      </Group>
    </>
  );
}
