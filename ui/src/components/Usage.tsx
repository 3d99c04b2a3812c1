import { useTranslation } from "react-i18next";
import words from "@/locales/en/usages.json";
import classes from "./Usage.module.css";

type Known = keyof typeof words;

const isKnown = (name: string): name is Known => name in words;

/** The word for a key usage or purpose by its name in the RFCs; null when there is none, as for one's own OIDs. */
export function useUsageWord(): (name: string) => string | null {
  const { t } = useTranslation("usages");
  return (name) => (isKnown(name) ? t(name) : null);
}

/** A key usage or purpose: what it is for, and beside it its name in the RFCs, by which configurations know it. */
export function Usage({ name }: { name: string }) {
  const word = useUsageWord()(name);
  if (word === null) return <span className={`mono ${classes.name}`}>{name}</span>;
  return (
    <>
      {word} <span className={`mono ${classes.name} ${classes.beside}`}>{name}</span>
    </>
  );
}

/** Several, each on a line. */
export function Usages({ names }: { names: readonly string[] }) {
  return names.map((name) => (
    <div key={name}>
      <Usage name={name} />
    </div>
  ));
}
