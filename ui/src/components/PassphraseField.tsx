import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A passphrase or another secret that is typed: hidden, with a button that shows it, and its error told to all. */
export function PassphraseField(props: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      {...props}
      // The kit colours a wrong field but doesn't say so.
      aria-invalid={Boolean(props.error)}
      visibilityToggleButtonProps={{ "aria-label": t("passphrase.show"), tabIndex: 0 }}
    />
  );
}
