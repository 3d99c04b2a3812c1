import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { countOf } from "@/components/signing/findings";
import { SigningPreview } from "@/components/signing/SigningPreview";
import { useAlgorithm } from "@/components/useAlgorithm";
import { core, type IssueRequest } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./requests.module.css";
import type { ToSign } from "./useToSign";

/** One request with what stands against it; opened, what it asks beside what would be signed. */
export function ToSignItem({
  item,
  request,
  onRemove,
}: {
  item: ToSign;
  /** What would be asked of the core; null where there is no request that can be read. */
  request: IssueRequest | null;
  onRemove: () => void;
}) {
  const { t } = useTranslation("requests");
  const algorithm = useAlgorithm();
  const [open, setOpen] = useState(false);
  const preview = useQuery({
    queryKey: keys.previews("sign", request ?? {}),
    queryFn: () => core.previewIssue(request as IssueRequest),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const findings = preview.data?.findings ?? [];
  const [errors, warnings] = [countOf("error", findings), countOf("warning", findings)];
  const name = item.label || item.source;
  return (
    <li className={classes.item}>
      <div className={classes.itemHead}>
        <span className={classes.itemName}>{name}</span>
        <span className={classes.quiet}>
          {[item.keyAlgorithm && algorithm(item.keyAlgorithm), item.source].filter(Boolean).join(" · ")}
        </span>
        <span className={classes.itemEnd}>
          {request === null ? null : preview.isFetching && !preview.data ? (
            <span className={classes.quiet}>{t("sign.checking")}</span>
          ) : errors > 0 ? (
            <span className={classes.problem}>{t("sign.errors", { count: errors })}</span>
          ) : warnings > 0 ? (
            <span className={classes.differs}>{t("sign.warnings", { count: warnings })}</span>
          ) : null}
          {request === null ? null : (
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={open}
              aria-label={t(open ? "sign.hideOf" : "sign.showOf", { name })}
              onClick={() => setOpen(!open)}
            >
              {t(open ? "sign.hide" : "sign.show")}
            </Button>
          )}
          <Tooltip label={t("sign.remove", { name })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t("sign.remove", { name })}
              onClick={onRemove}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      {item.problem === null ? null : <p className={classes.problem}>{item.problem}</p>}
      {open ? (
        <div className={classes.preview}>
          <SigningPreview preview={preview.data} checking={preview.isFetching} error={preview.error} waiting={null} />
        </div>
      ) : null}
    </li>
  );
}
