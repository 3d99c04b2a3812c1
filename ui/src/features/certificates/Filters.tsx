import { Button, Menu, UnstyledButton } from "@mantine/core";
import { IconChevronLeft, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterChoices } from "./FilterChoices";
import classes from "./Filters.module.css";
import { type CertificatesSearch, CHIPS, type Chip, chipsOf, withoutChip } from "./search";
import { useChipWords } from "./useChipWords";

type Props = { search: CertificatesSearch; onSearch: (search: CertificatesSearch) => void };

/** The filter as chips: press one to change it, its cross to take it away, "+ Filter" to add another. */
export function Filters({ search, onSearch }: Props) {
  const { t } = useTranslation("certificates");
  const words = useChipWords();
  const chips = chipsOf(search);
  return (
    <fieldset className={classes.bar} aria-label={t("filter.bar")}>
      {chips.map((chip) => (
        <span key={chip} className={classes.chip}>
          <Menu position="bottom-start" width={320}>
            <Menu.Target>
              <UnstyledButton className={classes.chipText}>
                {t(`filter.${chip}`)} <strong>{words(chip, search)}</strong>
              </UnstyledButton>
            </Menu.Target>
            <Menu.Dropdown>
              <FilterChoices chip={chip} search={search} onSearch={onSearch} />
            </Menu.Dropdown>
          </Menu>
          <UnstyledButton
            className={classes.chipRemove}
            aria-label={t("filter.remove", { chip: `${t(`filter.${chip}`)} ${words(chip, search)}` })}
            onClick={() => onSearch(withoutChip(search, chip))}
          >
            <IconX size={12} aria-hidden />
          </UnstyledButton>
        </span>
      ))}
      <AddFilter search={search} onSearch={onSearch} />
    </fieldset>
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
