import { Button } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { AboutPart } from "./AboutPart";
import { ExtensionsPart } from "./ExtensionsPart";
import classes from "./editor.module.css";
import { leadTo } from "./flaws";
import { Jumps, PARTS, type Part, partId } from "./Jumps";
import { KeysPart } from "./KeysPart";
import { NamesPart } from "./NamesPart";
import { RenewalPart } from "./RenewalPart";
import { SubjectPart } from "./SubjectPart";
import { UsagePart } from "./UsagePart";
import type { ProfileEditor } from "./useProfileEditor";
import { ValidityPart } from "./ValidityPart";

/** The form at the left; what its certificates will look like at the right (below, where it is narrow). */
export function ProfileForm({
  editor,
  named,
  preview,
  onCancel,
}: {
  editor: ProfileEditor;
  /** It is a new version of a profile that has its name. */
  named: boolean;
  preview: ReactNode;
  onCancel: () => void;
}) {
  const { t } = useTranslation(["profiles", "common"]);
  const { document, set, flaws } = editor;
  const aside = useRef<HTMLElement>(null);
  const showAside = () => {
    aside.current?.scrollIntoView({ block: "start" });
    aside.current?.focus({ preventScroll: true });
  };
  const shown = (part: Part) => {
    switch (part) {
      case "about":
        return <AboutPart document={document} onChange={set} named={named} flaws={flaws} />;
      case "key":
        return <KeysPart value={document.keys} onChange={(keys) => set({ keys })} flaws={flaws} />;
      case "validity":
        return <ValidityPart value={document.validity} onChange={(validity) => set({ validity })} flaws={flaws} />;
      case "subject":
        return <SubjectPart value={document.subject} onChange={(subject) => set({ subject })} flaws={flaws} />;
      case "names":
        return <NamesPart value={document.names} onChange={(names) => set({ names })} flaws={flaws} />;
      case "usage":
        return <UsagePart value={document.extensions} onChange={(extensions) => set({ extensions })} flaws={flaws} />;
      case "extensions":
        return (
          <ExtensionsPart
            value={document.extensions}
            onChange={(change) => set({ extensions: { ...document.extensions, ...change } })}
            flaws={flaws}
          />
        );
      case "renewal":
        return <RenewalPart document={document} onChange={set} flaws={flaws} />;
    }
  };
  return (
    <div className={classes.columns}>
      <form
        className={classes.form}
        aria-label={named ? t("editor.editTitle", { title: document.title }) : t("editor.newTitle")}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          editor.submit();
        }}
      >
        <Jumps flaws={flaws} />
        {PARTS.map((part) => (
          <div key={part} id={partId(part)}>
            {shown(part)}
          </div>
        ))}
        <FormFoot
          aside={named ? t("editor.aside") : undefined}
          notice={
            <>
              <ErrorNotice error={editor.refused} title={t("editor.failed")} />
              <Outlook editor={editor} onShow={showAside} />
            </>
          }
        >
          <DeedButton type="submit" pending={editor.pending} disabled={editor.blocked}>
            {editor.nextVersion === null
              ? t("editor.saveNew")
              : t("editor.saveVersion", { version: editor.nextVersion })}
          </DeedButton>
          <Button variant="default" onClick={onCancel}>
            {t("common:cancel")}
          </Button>
        </FormFoot>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, and must by keyboard too. */}
      <aside ref={aside} className={classes.aside} aria-label={t("preview.title")} tabIndex={0}>
        {preview}
      </aside>
    </div>
  );
}

/** How many errors and warnings there are, the way to the first, and to what a narrow window shows far below. */
function Outlook({ editor: { flaws, unchanged }, onShow }: { editor: ProfileEditor; onShow: () => void }) {
  const { t } = useTranslation("profiles");
  const first = flaws.all.find(({ blocks }) => blocks) ?? flaws.all[0];
  return (
    <p className={classes.outlook} role="status">
      {first === undefined && unchanged ? <span>{t("editor.unchanged")}</span> : null}
      {flaws.errors > 0 ? <span className={classes.blocked}>{t("editor.errors", { count: flaws.errors })}</span> : null}
      {flaws.warnings > 0 ? <span>{t("editor.warnings", { count: flaws.warnings })}</span> : null}
      {first ? (
        <button type="button" className={classes.lead} onClick={() => leadTo(first.field)}>
          {t("editor.first")}
        </button>
      ) : null}
      <button type="button" className={`${classes.lead} ${classes.narrowOnly}`} onClick={onShow}>
        {t("editor.show")}
      </button>
    </p>
  );
}
