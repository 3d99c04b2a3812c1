import { Button, Group, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { PathField } from "@/components/PathField";
import { Section } from "@/components/Section";
import { SkeletonLines } from "@/components/StateViews";
import { clearInspector, useInspectorPayload } from "@/lib/inspectorBus";
import { Findings } from "./Findings";
import classes from "./inspector.module.css";
import { useInspection } from "./useInspection";

/** Shows whatever was pasted, dropped or given by path: certificates, requests, CRLs, keys, keystores. Stores nothing. */
export function InspectorPage() {
  const { t } = useTranslation("inspector");
  const payload = useInspectorPayload();
  const [text, setText] = useState("");
  const [path, setPath] = useState("");
  const { inspection, inspect, clear } = useInspection();
  useEffect(() => {
    if (!payload) return;
    if (payload.kind === "text") {
      setText(payload.text);
      setPath("");
      inspect([{ kind: "text", text: payload.text }]);
    } else {
      setText("");
      setPath(payload.paths[0] ?? "");
      inspect(payload.paths.map((each) => ({ kind: "file", path: each })));
    }
  }, [payload, inspect]);
  // What was shown may have been a key: it does not wait in memory for the next visit.
  useEffect(() => clearInspector, []);
  return (
    <Page
      title={t("title")}
      actions={
        inspection === null && text === "" ? null : (
          <Button
            variant="default"
            onClick={() => {
              setText("");
              setPath("");
              clear();
              clearInspector();
            }}
          >
            {t("clear")}
          </Button>
        )
      }
    >
      <div className={classes.columns}>
        <form
          className={classes.source}
          aria-label={t("title")}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "") inspect([{ kind: "text", text }]);
            else if (path.trim() !== "") inspect([{ kind: "file", path: path.trim() }]);
          }}
        >
          <p className={classes.quiet}>{t("intro")}</p>
          <Textarea
            label={t("paste")}
            placeholder={t("pastePlaceholder")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData("text/plain");
              if (text.trim() === "" && pasted.trim() !== "") {
                event.preventDefault();
                setText(pasted);
                inspect([{ kind: "text", text: pasted }]);
              }
            }}
            autosize
            minRows={8}
            maxRows={18}
            spellCheck={false}
            className="mono-field"
          />
          <PathField
            label={t("path")}
            mode="open"
            value={path}
            onChange={(chosen) => {
              setPath(chosen);
              setText("");
            }}
          />
          <Group gap={8}>
            <Button type="submit" disabled={text.trim() === "" && path.trim() === ""}>
              {t("inspect")}
            </Button>
          </Group>
        </form>
        <div className={classes.results} aria-live="polite">
          {inspection === null ? (
            <p className={classes.quiet}>{t("nothingYet")}</p>
          ) : (
            inspection.map((source) => (
              <Section key={source.key} title={source.name ?? t("pasted")}>
                {source.state === "reading" ? <SkeletonLines lines={5} /> : <Findings source={source} />}
              </Section>
            ))
          )}
        </div>
      </div>
    </Page>
  );
}
