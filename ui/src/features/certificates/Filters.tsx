import { Button, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronLeft, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { FilterChoices } from "./FilterChoices";
import classes from "./Filters.module.css";
import { type CertificatesSearch, CHIPS, type Chip, chipsOf, withoutChip, withVersions } from "./search";
import { useChipWords } from "./useChipWords";

type Props = { search: CertificatesSearch; onSearch: (search: CertificatesSearch) => void };

/**
 * The filter as chips: press one to change it, its cross to take it away, "+ Filter" to add another. That old versions
 * are folded away, where there are any, is a chip like the others; so is that they are not.
 */
export function Filters({ search, folded, onSearch }: Props & { folded: number }) {
  const { t } = useTranslation("certificates");
  const words = useChipWords();
  const chips = chipsOf(search);
  const all = search.versions === "all";
  return (
    <fieldset className={classes.bar} aria-label={t("filter.bar")}>
      {chips.map((chip) => (
        <FilterChip
          key={chip}
          chip={chip}
          words={words(chip, search)}
          remove={t("filter.remove", { chip: `${t(`filter.${chip}`)} ${words(chip, search)}` })}
          onRemove={() => onSearch(withoutChip(search, chip))}
          search={search}
          onSearch={onSearch}
        />
      ))}
      {chips.includes("superseded") || (folded === 0 && !all) ? null : (
        <FilterChip
          chip="superseded"
          words={all ? t("filter.versionsShown") : t("filter.versionsFolded", { number: formatNumber(folded) })}
          remove={t(all ? "earlier.hide" : "earlier.show")}
          onRemove={() => onSearch(withVersions(search, all ? "folded" : "all"))}
          search={search}
          onSearch={onSearch}
        />
      )}
      <AddFilter search={search} onSearch={onSearch} />
    </fieldset>
  );
}

function FilterChip({
  chip,
  words,
  remove,
  onRemove,
  ...props
}: Props & { chip: Chip; words: string; remove: string; onRemove: () => void }) {
  const { t } = useTranslation("certificates");
  return (
    <span className={classes.chip}>
      <Menu position="bottom-start" width={320}>
        <Menu.Target>
          <UnstyledButton className={classes.chipText}>
            {t(`filter.${chip}`)} <strong>{words}</strong>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <FilterChoices chip={chip} {...props} />
        </Menu.Dropdown>
      </Menu>
      <UnstyledButton className={classes.chipRemove} aria-label={remove} title={remove} onClick={onRemove}>
        <IconX size={12} aria-hidden />
      </UnstyledButton>
    </span>
  );
}

function AddFilter({ search, onSearch }: Props) {
  const { t } = useTranslation("certificates");
  const [chip, setChip] = useState<Chip | null>(null);
  return (
    <Menu position="bottom-start" width={320} onClose={() => setChip(null)}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" radius="xl" leftSection={<IconPlus size={12} aria-hidden />}>
          {t("filter.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t("filter.addLabel")}>
        {chip === null ? (
          CHIPS.map((each) => (
            <Menu.Item key={each} closeMenuOnClick={false} onClick={() => setChip(each)}>
              {t(`filter.${each}`)}
            </Menu.Item>
          ))
        ) : (
          <>
            <Menu.Item
              closeMenuOnClick={false}
              leftSection={<IconChevronLeft size={14} aria-hidden />}
              onClick={() => setChip(null)}
            >
              {t(`filter.${chip}`)}
            </Menu.Item>
            <Menu.Divider />
            <FilterChoices chip={chip} search={search} onSearch={onSearch} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
