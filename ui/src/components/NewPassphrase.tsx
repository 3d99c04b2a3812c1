import { Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { strengthOf } from "@/lib/passphraseStrength";
import classes from "./NewPassphrase.module.css";
import { PassphraseField } from "./PassphraseField";

export type Typed = { passphrase: string; repeat: string };

/** Whether what was typed can be sent: it is there, and twice the same. */
export const agrees = ({ passphrase, repeat }: Typed): boolean => passphrase !== "" && passphrase === repeat;

/** A new passphrase, typed twice, with a hint about its strength. */
export function NewPassphrase({
  label,
  typed,
  onChange,
  error,
  autoFocus,
}: {
  label: string;
  typed: Typed;
  onChange: (typed: Typed) => void;
  error?: string;
  autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  const strength = typed.passphrase === "" ? null : strengthOf(typed.passphrase);
  // A beginning of it is on its way to be the same, until the field is left.
  const [left, setLeft] = useState(false);
  const differs =
    typed.repeat !== "" && (left ? typed.passphrase !== typed.repeat : !typed.passphrase.startsWith(typed.repeat));
  return (
    <Stack gap="sm">
      <div>
        <PassphraseField
          label={label}
          autoComplete="new-password"
          autoFocus={autoFocus}
          value={typed.passphrase}
          error={error}
          onChange={(event) => onChange({ ...typed, passphrase: event.currentTarget.value })}
        />
        <div className={classes.strength} aria-live="polite">
          {strength ? (
            <>
              <span className={classes.meter} data-strength={strength} aria-hidden />
              {t(`passphrase.strength.${strength}`)}
            </>
          ) : null}
        </div>
      </div>
      <PassphraseField
        label={t("passphrase.repeat")}
        autoComplete="new-password"
        value={typed.repeat}
        error={differs ? t("passphrase.mismatch") : undefined}
        onFocus={() => setLeft(false)}
        onBlur={() => setLeft(true)}
        onChange={(event) => onChange({ ...typed, repeat: event.currentTarget.value })}
      />
    </Stack>
  );
}
