import { Button, type ButtonProps } from "@mantine/core";
import { type ComponentPropsWithoutRef, type MouseEvent, useContext } from "react";
import { FootForm } from "./FormFoot";

type Props = Omit<ButtonProps, "loading"> &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
    /** Whether the deed is under way. */
    pending: boolean;
  };

/**
 * A button that does something which takes a while. While it does, it takes no second press but keeps the focus, which
 * a disabled button would lose: whoever works by keyboard is still there when the core refuses.
 */
export function DeedButton({ pending, disabled, onClick, ...props }: Props) {
  const form = useContext(FootForm);
  return (
    <Button
      {...props}
      form={props.form ?? form}
      loading={pending}
      disabled={disabled}
      renderRoot={(root) => (
        <button
          type="button"
          {...root}
          disabled={disabled && !pending}
          aria-disabled={pending || undefined}
          onClick={pending ? still : onClick}
        />
      )}
    />
  );
}

const still = (event: MouseEvent) => event.preventDefault();
