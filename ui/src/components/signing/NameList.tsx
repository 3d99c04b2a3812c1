import { useTranslation } from "react-i18next";
import classes from "./signing.module.css";

/** The words for kinds of names; a kind that the catalogue does not know is shown as it is. */
export function useNameKind(): (kind: string) => string {
  const { t } = useTranslation("signing");
  return (kind) => {
    switch (kind) {
      case "dns":
      case "ip":
      case "email":
      case "uri":
        return t(`nameKinds.${kind}`);
      default:
        return kind;
    }
  };
}

/** Alternative names, each after its kind. */
export function NameList({ names }: { names: readonly { kind: string; value: string }[] }) {
  const kindOf = useNameKind();
  return (
    <ul className={classes.names}>
      {names.map(({ kind, value }) => (
        <li key={`${kind} ${value}`} className={classes.name}>
          <span className={classes.kind}>{kindOf(kind)}</span>
          <span className={classes.nameValue}>{value}</span>
        </li>
      ))}
    </ul>
  );
}
