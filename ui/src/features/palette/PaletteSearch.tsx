import { IconSearch } from "@tabler/icons-react";
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { closeSurface } from "@/lib/surfaces";
import classes from "./Palette.module.css";
import { type PaletteItem, usePaletteItems } from "./usePaletteItems";

/** A text and what matches it. The focus stays in the text; arrows choose, Enter does. */
export function PaletteSearch({ onLock }: { onLock: () => void }) {
  const { t } = useTranslation("palette");
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { groups, searching, failure } = usePaletteItems(text, onLock);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const items = groups.flatMap((group) => group.items);
  const chosen = Math.min(at, items.length - 1);
  const optionId = (n: number) => `${listId}-${n}`;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    closeSurface();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = items.length;
    if (event.key === "ArrowDown") setAt(count === 0 ? 0 : (chosen + 1) % count);
    else if (event.key === "ArrowUp") setAt(count === 0 ? 0 : (chosen - 1 + count) % count);
    else if (event.key === "Enter") choose(items[chosen]);
    else return;
    event.preventDefault();
  };
  let n = -1;
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={16} aria-hidden />
        <input
          className={classes.input}
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type in it.
          autoFocus
          data-autofocus
          role="combobox"
          aria-label={t("title")}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={items.length > 0 ? optionId(chosen) : undefined}
          aria-autocomplete="list"
          placeholder={t("placeholder")}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={t("title")} className={classes.list} tabIndex={-1}>
        {groups.map((group) => (
          <Fragment key={group.name}>
            <div className={classes.group} role="presentation">
              {t(`group.${group.name}`)}
            </div>
            {group.items.map((item) => {
              n += 1;
              const mine = n;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the text has the focus and the keys.
                <div
                  key={item.id}
                  id={optionId(mine)}
                  role="option"
                  aria-selected={mine === chosen}
                  className={classes.item}
                  onClick={() => choose(item)}
                  onPointerMove={() => setAt(mine)}
                >
                  <span className={classes.label}>{item.label}</span>
                  {item.detail ? <span className={classes.detail}>{item.detail}</span> : null}
                </div>
              );
            })}
          </Fragment>
        ))}
        {items.length === 0 && !searching ? <div className={classes.nothing}>{t("nothing", { text })}</div> : null}
        {failure ? <div className={classes.failure}>{t("failed", { reason: failure })}</div> : null}
      </div>
      <div className={classes.foot} role="status">
        <span>{searching ? t("searching") : t("results", { count: items.length })}</span>
        <span aria-hidden>{t("hint")}</span>
      </div>
    </>
  );
}
