import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { offerUndo } from "@/components/undo";
import { useVaultStorage } from "@/lib/vaultStorage";
import classes from "./ColumnsMenu.module.css";
import { dropView, type SavedView, savedViews, saveView } from "./savedViews";
import { type CertificatesSearch, narrows } from "./search";

/** Searches kept under a name: choose one, or keep the one that is on screen. */
export function ViewsMenu({
  search,
  onSearch,
}: {
  search: CertificatesSearch;
  onSearch: (search: CertificatesSearch) => void;
}) {
  const { t } = useTranslation("certificates");
  const [opened, setOpened] = useState(false);
  const storage = useVaultStorage();
  const [views, setViews] = useState(() => savedViews(storage));
  const [name, setName] = useState("");
  const save = () => {
    // All of the search but what is open beside it: a window of days stays one, whenever the view is chosen.
    const { id: _, import: __, ...kept } = search;
    setViews(saveView(storage, { name: name.trim(), search: kept }));
    notifications.show({ message: t("views.saved", { name: name.trim() }) });
    setName("");
    setOpened(false);
  };
  const drop = (view: SavedView) => {
    setViews(dropView(storage, view.name));
    setOpened(false);
    offerUndo(t("views.removed", { name: view.name }), async () => setViews(saveView(storage, view)));
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus shadow="md" width={280}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconBookmark size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {t("views.button")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("views.button")}>
        {views.length === 0 ? (
          <p className={classes.none}>{t("views.none")}</p>
        ) : (
          <ul className={classes.views}>
            {views.map((view) => (
              <li key={view.name} className={classes.view}>
                <UnstyledButton
                  className={classes.viewLink}
                  onClick={() => {
                    onSearch(view.search);
                    setOpened(false);
                  }}
                >
                  {view.name}
                </UnstyledButton>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t("views.remove", { name: view.name })}
                  onClick={() => drop(view)}
                >
                  <IconX size={14} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        {narrows(search) ? (
          <form
            className={classes.save}
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() !== "") save();
            }}
          >
            <TextInput
              label={t("views.name")}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" disabled={name.trim() === ""}>
              {t("views.saveNow")}
            </Button>
          </form>
        ) : (
          <p className={classes.none}>{t("views.hint")}</p>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
