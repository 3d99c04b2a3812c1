import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";
import { i18next } from "@/lib/i18n";

// Shade 6 is the accent in light, shade 4 in dark; see colours.css.
const accent: MantineColorsTuple = [
  "#eaf0fd",
  "#d3dffb",
  "#b4c7fb",
  "#99b2ff",
  "#7c9cff",
  "#4f79ee",
  "#2f5fde",
  "#2a56cc",
  "#2448ab",
  "#1d3a8a",
];

// The kit's greys for dark, bluish as ours are.
const dark: MantineColorsTuple = [
  "#e9ebef",
  "#c4c9d2",
  "#a8aeba",
  "#9096a3",
  "#434751",
  "#2b2e36",
  "#1d2026",
  "#17191e",
  "#131519",
  "#0e1013",
];

const harm: MantineColorsTuple = [
  "#fdeeee",
  "#fad7d8",
  "#f6b3b6",
  "#f5969b",
  "#f5787e",
  "#d9484f",
  "#b9252c",
  "#a21f26",
  "#86191f",
  "#6a1418",
];

/** Colours that differ by theme in a way the kit does not foresee: what is written on the accent, and harm's red. */
const variantColors: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  if ((input.color ?? "accent") === "accent") {
    if (input.variant === "filled") return { ...colours, color: "var(--on-accent)" };
    if (input.variant === "subtle" || input.variant === "light" || input.variant === "transparent") {
      const hover = input.variant === "transparent" ? colours.hover : "var(--accent-soft)";
      return { ...colours, color: "var(--accent-ink)", hoverColor: "var(--accent-ink)", hover };
    }
  }
  if (input.color === "harm" && input.variant !== "filled") {
    const border = input.variant === "outline" ? "1px solid var(--expired)" : colours.border;
    return { ...colours, color: "var(--expired)", hoverColor: "var(--expired)", hover: "var(--expired-soft)", border };
  }
  return colours;
};

export const theme = createTheme({
  colors: { accent, harm, dark },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 4 },
  variantColorResolver: variantColors,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  headings: { fontWeight: "600" },
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "3px", sm: "5px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // Nothing moves: while it did, what sticks to its foot would stand beside its place.
    ModalRoot: { defaultProps: { transitionProps: { transition: "fade", duration: 100 }, centered: false } },
    ModalOverlay: { defaultProps: { backgroundOpacity: 0.35 } },
    DrawerRoot: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: "md" } },
    Select: {
      defaultProps: { allowDeselect: false, comboboxProps: { transitionProps: { duration: 80 }, shadow: "md" } },
    },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    Button: { defaultProps: { size: "sm" } },
    Checkbox: { vars: () => ({ root: { "--checkbox-icon-color": "var(--on-accent)" } }) },
    Radio: { vars: () => ({ root: { "--radio-icon-color": "var(--on-accent)" } }) },
    // Its cross; other ones are called by what they close.
    Notification: { defaultProps: { closeButtonProps: { "aria-label": i18next.t("dismiss") } } },
    Tabs: { defaultProps: { keepMounted: false } },
    PasswordInput: { defaultProps: { autoComplete: "off" } },
    TextInput: { defaultProps: { autoComplete: "off", spellCheck: false } },
  },
});

/** The kit's own variables, said in ours, so that both come from one place. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-2)",
    "--mantine-color-placeholder": "var(--ink-3)",
    "--mantine-color-default": "var(--raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-anchor": "var(--accent-ink)",
    "--mantine-color-error": "var(--expired)",
  };
  return {
    variables: {},
    light: {
      ...shared,
      "--mantine-primary-color-contrast": "var(--on-accent)",
      "--mantine-color-disabled-color": "var(--mantine-color-gray-6)",
    },
    dark: {
      ...shared,
      "--mantine-primary-color-contrast": "var(--on-accent)",
      // What can't be pressed shows where it is in a dialog too, whose ground is the kit's grey for it.
      "--mantine-color-disabled": "var(--line)",
      // Lighter under the pointer, as everything is in the dark: what is written on it stays as clear.
      "--mantine-primary-color-filled-hover": "var(--mantine-color-accent-3)",
      "--mantine-color-accent-filled-hover": "var(--mantine-color-accent-3)",
    },
  };
};
