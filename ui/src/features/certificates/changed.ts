import { notifications } from "@mantine/notifications";
import { offerUndo } from "@/components/undo";
import { core, type MetadataReport } from "@/lib/ipc";

/** Says what was changed about certificates, with Undo where the core can take it back. */
export function sayChanged(message: string, { undo }: MetadataReport) {
  if (undo === null) notifications.show({ message });
  else offerUndo(message, () => core.undoMetadataChange(undo));
}
