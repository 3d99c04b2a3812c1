import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { PathField } from "@/components/PathField";
import classes from "./requests.module.css";

const REQUEST_FILES = [{ name: "PKCS#10", extensions: ["csr", "req", "p10", "pem", "der"] }];

/** Where requests come in as text or out of a file; what is pasted is taken at once. A form of its own: Enter adds. */
export function TakeRequests({
  onText,
  onFiles,
  reading,
}: {
  onText: (text: string) => void;
  onFiles: (paths: string[]) => void;
  reading: boolean;
}) {
  const { t } = useTranslation("requests");
  const [pasted, setPasted] = useState("");
  const [path, setPath] = useState("");
  return (
    <form
      aria-label={t("sign.requests")}
      onSubmit={(event) => {
        event.preventDefault();
        if (pasted.trim() !== "") onText(pasted);
        if (path.trim() !== "") onFiles([path.trim()]);
        setPasted("");
        setPath("");
      }}
    >
      <Textarea
        label={t("sign.paste")}
        placeholder="-----BEGIN CERTIFICATE REQUEST-----"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text/plain");
          if (pasted.trim() === "" && text.includes("-----BEGIN")) {
            event.preventDefault();
            onText(text);
          }
        }}
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        className="mono-field"
      />
      <div className={classes.below}>
        <PathField label={t("sign.file")} mode="open" filters={REQUEST_FILES} value={path} onChange={setPath}>
          <DeedButton
            type="submit"
            variant="default"
            pending={reading}
            disabled={path.trim() === "" && pasted.trim() === ""}
          >
            {t("sign.add")}
          </DeedButton>
        </PathField>
      </div>
    </form>
  );
}
