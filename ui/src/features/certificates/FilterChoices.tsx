import { Menu, Skeleton, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { ExpiryDates } from "./ExpiryDates";
import classes from "./Filters.module.css";
import type { CertificatesSearch, Chip } from "./search";
import { useChoices } from "./useChoices";

/** From this many on, the values can be narrowed by typing. */
const MANY = 12;

/** The values of one criterion inside a menu, each with how many certificates it finds. */
export function FilterChoices({
  chip,
  search,
  onSearch,
}: {
  chip: Chip;
  search: CertificatesSearch;
  onSearch: (search: CertificatesSearch) => void;
}) {
  const { t } = useTranslation("certificates");
  const { choices, failed } = useChoices(chip, search);
  const [typed, setTyped] = useState("");
  if (failed) return <Menu.Label>{t("filter.failed")}</Menu.Label>;
  if (choices === null) return <Skeleton height={14} m={10} />;
  const shown = choices.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <>
      {choices.length >= MANY ? (
        <TextInput
          className={classes.narrow}
          aria-label={t("filter.narrow")}
          placeholder={t("filter.narrow")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.stopPropagation()}
          data-autofocus
        />
      ) : null}
      <div className={classes.values}>
        {shown.length === 0 ? <Menu.Label>{t("filter.none")}</Menu.Label> : null}
        {shown.map((choice) => (
          <Menu.Item
            key={choice.key}
            role={chip === "status" ? "menuitemcheckbox" : "menuitemradio"}
            aria-checked={choice.chosen}
            closeMenuOnClick={chip !== "status"}
            leftSection={choice.chosen ? <IconCheck size={14} aria-hidden /> : <span className={classes.unchecked} />}
            rightSection={
              choice.count === null ? null : <span className={classes.count}>{formatNumber(choice.count)}</span>
            }
            onClick={() => onSearch(choice.next)}
          >
            {choice.label}
          </Menu.Item>
        ))}
      </div>
      {chip === "expires" ? <ExpiryDates search={search} onSearch={onSearch} /> : null}
    </>
  );
}
