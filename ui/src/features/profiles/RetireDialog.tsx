import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { offerUndo } from "@/components/undo";
import { formatNumber } from "@/lib/format";
import { core, type ProfileView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";

/** Taking a profile out of use, with what depends on it. */
export function RetireDialog({
  opened,
  profile: { name, title },
  onClose,
}: {
  opened: boolean;
  profile: ProfileView;
  onClose: () => void;
}) {
  const { t } = useTranslation("profiles");
  const facets = useQuery({
    queryKey: keys.certificates.facets,
    queryFn: () => core.certificateFacets(),
    enabled: opened,
  });
  const active = facets.data?.profiles.find(({ value }) => value === name)?.count ?? 0;
  const retiring = useCommand(() => core.retireProfile(name, true), {
    onDone: () => {
      offerUndo(t("retire.done", { title }), () => core.retireProfile(name, false));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t("retire.title", { title })}
      confirm={t("retire.confirm")}
      onConfirm={() => retiring.run(undefined)}
      pending={retiring.pending}
      error={retiring.error}
    >
      <p style={{ margin: 0 }}>{t("retire.means")}</p>
      {active > 0 ? (
        <p style={{ margin: 0 }}>{t("retire.active", { count: active, number: formatNumber(active) })}</p>
      ) : null}
    </ConfirmDialog>
  );
}
