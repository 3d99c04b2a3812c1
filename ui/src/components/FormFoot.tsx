import { createContext, type ReactNode, useContext, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import classes from "./FormFoot.module.css";
import { useKeptClear } from "./useKeptClear";

/** Where a page has its foot: below what scrolls, so that no field is ever under it (WCAG 2.2, 2.4.11 and 2.5.8). */
export const PageFoot = createContext<HTMLElement | null>(null);

/** The form that a button in a page's foot belongs to, though it stands outside of it. */
export const FootForm = createContext<string | undefined>(undefined);

/** The buttons of a form that is a page, in sight however long the form is; above them what keeps it from being sent. */
export function FormFoot({ notice, aside, children }: { notice?: ReactNode; aside?: string; children: ReactNode }) {
  const page = useContext(PageFoot);
  const id = useId();
  const inside = useRef<HTMLSpanElement>(null);
  const below = useKeptClear(inside, page);
  useLayoutEffect(() => {
    const form = inside.current?.closest("form");
    if (form) form.id = id;
  }, [id]);
  const foot = (
    <FootForm value={id}>
      <div ref={below} className={classes.foot}>
        {notice}
        <div className={classes.buttons}>
          {children}
          {aside ? <span className={classes.aside}>{aside}</span> : null}
        </div>
      </div>
    </FootForm>
  );
  return (
    <>
      <span ref={inside} hidden />
      {page ? createPortal(foot, page) : foot}
    </>
  );
}
