import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { SigningPreview } from "@/components/signing/SigningPreview";
import { core, type FoundHierarchy } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** Both certificates exactly as they would be signed, with what the checks say; open while there is a request. */
export function HierarchyPreview({ request, onClose }: { request: FoundHierarchy | null; onClose: () => void }) {
  const { t } = useTranslation("firstRun");
  const query = useQuery({
    queryKey: keys.previews("hierarchy", request ?? {}),
    queryFn: () => core.previewHierarchy(request as FoundHierarchy),
    enabled: request !== null,
    gcTime: 10_000,
  });
  return (
    <Dialog opened={request !== null} onClose={onClose} title={t("founding.previewTitle")} size={720}>
      <Stack gap="xl">
        {(["root", "issuing"] as const).map((which, at) => (
          <SigningPreview
            key={which}
            title={t(`founding.${which}`)}
            preview={query.data?.[at]}
            checking={query.isFetching}
            error={query.error}
            waiting={null}
          />
        ))}
      </Stack>
    </Dialog>
  );
}
