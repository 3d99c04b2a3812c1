import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { i18next } from "@/lib/i18n";
import { NOTICES_LAYER } from "@/lib/layers";
import { styleNonce } from "@/lib/styleNonce";
import { cssVariables, theme } from "@/theme/theme";
import classes from "./Look.module.css";

/** Theme, language and the place where notifications appear. */
export function Look({ children }: { children: ReactNode }) {
  return (
    <I18nextProvider i18n={i18next}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        cssVariablesResolver={cssVariables}
        getStyleNonce={styleNonce}
      >
        {children}
        <Notifications
          position="bottom-left"
          limit={4}
          autoClose={6000}
          zIndex={NOTICES_LAYER}
          className={classes.notices}
        />
      </MantineProvider>
    </I18nextProvider>
  );
}
