import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import type { ScheduleView } from "@/lib/ipc";
import { ScheduleForm } from "./ScheduleForm";

/** Sets the schedule of renewals. */
export function ScheduleDialog({
  opened,
  schedule,
  onClose,
}: {
  opened: boolean;
  schedule: ScheduleView;
  onClose: () => void;
}) {
  const { t } = useTranslation("renewals");
  return (
    <Dialog opened={opened} onClose={onClose} size={640} tall title={t("schedule.title")}>
      <ScheduleForm schedule={schedule} onClose={onClose} />
    </Dialog>
  );
}
