import { useTranslation } from "react-i18next";
import { groupHex } from "@/lib/format";
import { CopyButton } from "./CopyButton";
import classes from "./Identifier.module.css";

/** A number in hexadecimal, grouped by four, with a button after its end that copies it ungrouped. */
function Hexadecimal({ value, thing, short }: { value: string; thing: string; short?: boolean }) {
  const grouped = groupHex(value);
  const shown = short && grouped.length > 32 ? `${grouped.slice(0, 19)} … ${grouped.slice(-9)}` : grouped;
  const end = shown.lastIndexOf(" ") + 1;
  return (
    <span className={`mono ${classes.identifier}`} title={short ? grouped : undefined}>
      {shown.slice(0, end)}
      {/* The button stays with the last group, wherever the line breaks. */}
      <span className={classes.end}>
        {shown.slice(end)}
        <CopyButton value={value} thing={thing} />
      </span>
    </span>
  );
}

/** Text that is read letter by letter, such as a path, with a button after its end that copies it. */
export function Copied({ value, thing }: { value: string; thing: string }) {
  return (
    <span className={`mono ${classes.identifier}`}>
      {value}
      <span className={classes.end}>
        <CopyButton value={value} thing={thing} />
      </span>
    </span>
  );
}

export function Serial({ value }: { value: string }) {
  const { t } = useTranslation();
  return <Hexadecimal value={value} thing={t("serial")} />;
}

/** A SHA-256 fingerprint; `short` shows its beginning and end. */
export function Fingerprint({ value, short, thing }: { value: string; short?: boolean; thing?: string }) {
  const { t } = useTranslation();
  return <Hexadecimal value={value} thing={thing ?? t("fingerprint")} short={short} />;
}
