import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import audit from "@/locales/en/audit.json";
import authorities from "@/locales/en/authorities.json";
import batch from "@/locales/en/batch.json";
import certificates from "@/locales/en/certificates.json";
import common from "@/locales/en/common.json";
import dashboard from "@/locales/en/dashboard.json";
import exporting from "@/locales/en/exporting.json";
import firstRun from "@/locales/en/firstRun.json";
import help from "@/locales/en/help.json";
import inspector from "@/locales/en/inspector.json";
import issue from "@/locales/en/issue.json";
import jobs from "@/locales/en/jobs.json";
import palette from "@/locales/en/palette.json";
import profiles from "@/locales/en/profiles.json";
import renewals from "@/locales/en/renewals.json";
import requests from "@/locales/en/requests.json";
import settings from "@/locales/en/settings.json";
import shell from "@/locales/en/shell.json";
import signIn from "@/locales/en/signIn.json";
import signing from "@/locales/en/signing.json";
import status from "@/locales/en/status.json";
import trust from "@/locales/en/trust.json";
import usages from "@/locales/en/usages.json";

/** One namespace an area; `useTranslation("audit")` gives its `t`, with keys that the compiler knows. */
const english = {
  audit,
  authorities,
  batch,
  certificates,
  common,
  dashboard,
  exporting,
  firstRun,
  help,
  inspector,
  issue,
  jobs,
  status,
  palette,
  profiles,
  requests,
  renewals,
  settings,
  shell,
  signIn,
  signing,
  trust,
  usages,
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof english;
    returnNull: false;
  }
}

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  defaultNS: "common",
  resources: { en: english },
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  initAsync: false,
});

export { i18next };
