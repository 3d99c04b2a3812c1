import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./Settings.module.css";

/** Says whether requests go out by themselves, and leads to where that is set. */
export function OutsideSection() {
  const { t } = useTranslation("settings");
  const watching = useQuery({ queryKey: keys.watching, queryFn: () => core.watching() });
  return (
    <Section title={t("outside.title")}>
      <Loaded query={watching}>
        {({ settings }) => (
          <p className={classes.outside}>
            {settings.on ? t("outside.on", { count: settings.hours }) : t("outside.off")}{" "}
            <Link to="/status" className={classes.link}>
              {t("outside.change")}
            </Link>
          </p>
        )}
      </Loaded>
    </Section>
  );
}
