import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NeedAction } from "@/lib/ipc";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./Dashboard.module.css";

type Leads = Exclude<NeedAction, { kind: "issue-crl" }>;

/** Leads to where a need is met. */
export function NeedLink({ action, title }: { action: Leads; title: string }) {
  const { t } = useTranslation("dashboard");
  const words = t(`needs.${action.kind}`);
  const label = t("needs.actionFor", { action: words, title });
  switch (action.kind) {
    case "certificate":
      return (
        <Link to="/certificates" search={{ id: action.id }} className={classes.needAction} aria-label={label}>
          {words}
        </Link>
      );
    case "certificates":
      return (
        <CertificatesLink filter={action.filter} className={classes.needAction} label={label}>
          {words}
        </CertificatesLink>
      );
    case "authority":
      return (
        <Link to="/authorities" search={{ id: action.id }} className={classes.needAction} aria-label={label}>
          {words}
        </Link>
      );
    case "settings":
      return (
        <Link to="/settings" className={classes.needAction} aria-label={label}>
          {words}
        </Link>
      );
    case "targets":
      return (
        <Link to="/status" className={classes.needAction} aria-label={label}>
          {words}
        </Link>
      );
    case "audit":
      return (
        <Link to="/audit" search={{ verify: true }} className={classes.needAction} aria-label={label}>
          {words}
        </Link>
      );
  }
}
