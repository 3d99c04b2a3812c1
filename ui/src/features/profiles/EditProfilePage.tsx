import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useBlocker, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core, type ProfileDetail, type ProfileDocument } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { cloned, newDocument } from "./editor/newDocument";
import { takeDocument } from "./editor/offered";
import { ProfileForm } from "./editor/ProfileForm";
import { ProfilePreview } from "./editor/ProfilePreview";
import { useProfileEditor } from "./editor/useProfileEditor";

/** Designing a profile: a new one, one that begins as another, or a new version of one. */
export function EditProfilePage() {
  const { t } = useTranslation("profiles");
  const { name, from } = useSearch({ from: "/profiles/edit" });
  const mayManage = useMay("manage-profiles");
  const [offered] = useState(takeDocument);
  const source = name ?? from;
  const query = useQuery({
    queryKey: keys.profiles.one(source ?? "", null),
    queryFn: () => core.profile({ name: source ?? "", version: null }),
    enabled: source !== undefined && mayManage,
    // What is being edited is not replaced under the hands of whoever edits it: saving tells when there is a newer one.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const detail = query.data;
  const title =
    name === undefined ? t("editor.newTitle") : t("editor.editTitle", { title: detail?.profile.title ?? name });
  return (
    <Page title={title}>
      {!mayManage ? (
        <Empty title={title}>{t("editor.notPermitted")}</Empty>
      ) : query.isError ? (
        <Failure error={query.error} title={t("oneFailed")} onRetry={() => void query.refetch()} />
      ) : source !== undefined && detail === undefined ? (
        <SkeletonLines lines={14} height={20} />
      ) : (
        <Editing
          key={`${name} ${from}`}
          first={
            detail === undefined
              ? (offered ?? newDocument())
              : name === undefined
                ? cloned(detail.document, t("editor.cloneOf", { title: detail.profile.title }))
                : detail.document
          }
          edited={name === undefined ? null : (detail ?? null)}
        />
      )}
    </Page>
  );
}

function Editing({ first, edited }: { first: ProfileDocument; edited: ProfileDetail | null }) {
  const { t } = useTranslation("profiles");
  const navigate = useNavigate();
  const kept = useRef(false);
  const editor = useProfileEditor(first, edited, ({ profile: { name, title, version } }) => {
    kept.current = true;
    notifications.show({
      message: edited === null ? t("editor.created", { title }) : t("editor.saved", { title, version }),
    });
    void navigate({ to: "/profiles", search: { name } });
  });
  const leaving = useBlocker({
    shouldBlockFn: () => editor.unsaved && !kept.current,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <>
      <ProfileForm
        editor={editor}
        named={edited !== null}
        preview={<ProfilePreview editor={editor} named={edited !== null} />}
        onCancel={() =>
          void navigate({ to: "/profiles", search: edited === null ? {} : { name: edited.profile.name } })
        }
      />
      <ConfirmDialog
        opened={leaving.status === "blocked"}
        onClose={() => leaving.reset?.()}
        title={t("editor.leaveTitle")}
        confirm={t("editor.leave")}
        onConfirm={() => leaving.proceed?.()}
      >
        <p style={{ margin: 0 }}>{t("editor.leaveMeans")}</p>
      </ConfirmDialog>
    </>
  );
}
