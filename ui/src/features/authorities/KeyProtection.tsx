import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/Section";
import { formatTime } from "@/lib/format";
import { type AuthorityDetail, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "./authority.module.css";
import { ProtectDialog, type Protecting } from "./ProtectDialog";
import { KeyStateText } from "./StateTexts";
import { UnlockDialog } from "./UnlockDialog";

/** How the authority's key is protected, and unlocking it for a while. */
export function KeyProtection({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const mayManage = useMay("manage-authorities");
  const mayUnlock = useMay("issue") || mayManage;
  const [doing, setDoing] = useState<"unlock" | Protecting | null>(null);
  const { name, keyState, unlockedUntil } = authority;
  const locking = useCommand(() => core.lockAuthority(authority.id), {
    onDone: () => notifications.show({ message: t("key.lockedNow", { name }) }),
  });
  const own = keyState === "locked" || keyState === "unlocked";
  return (
    <Section title={t("key.title")}>
      <KeyStateText state={keyState} />
      <p className={classes.quiet}>
        {keyState === "unlocked" && unlockedUntil ? (
          <strong>{t("key.unlockedUntil", { time: formatTime(unlockedUntil) })}. </strong>
        ) : null}
        {t(`key.${keyState}`)}
      </p>
      <Group gap={8} mt={8}>
        {keyState === "locked" && mayUnlock ? (
          <Button variant="default" onClick={() => setDoing("unlock")}>
            {t("key.unlock")}
          </Button>
        ) : null}
        {keyState === "unlocked" && mayUnlock ? (
          <DeedButton variant="default" pending={locking.pending} onClick={() => locking.run(undefined)}>
            {t("key.lock")}
          </DeedButton>
        ) : null}
        {mayManage && keyState === "open" ? (
          <Button variant="default" onClick={() => setDoing("protect")}>
            {t("key.protect")}
          </Button>
        ) : null}
        {mayManage && own ? (
          <>
            <Button variant="default" onClick={() => setDoing("change")}>
              {t("key.change")}
            </Button>
            <Button variant="default" onClick={() => setDoing("unprotect")}>
              {t("key.unprotect")}
            </Button>
          </>
        ) : null}
      </Group>
      <ErrorNotice error={locking.error} />
      <UnlockDialog authority={authority} opened={doing === "unlock"} onClose={() => setDoing(null)} />
      <ProtectDialog authority={authority} what={doing === "unlock" ? null : doing} onClose={() => setDoing(null)} />
    </Section>
  );
}
