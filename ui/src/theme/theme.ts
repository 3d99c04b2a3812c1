import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

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

export const theme = createTheme({
  colors: { accent, harm },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
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
    Modal: {
      defaultProps: {
        transitionProps: { duration: 100 },
        overlayProps: { backgroundOpacity: 0.35 },
        centered: false,
        yOffset: "12vh",
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: "md" } },
    Select: {
      defaultProps: { allowDeselect: false, comboboxProps: { transitionProps: { duration: 80 }, shadow: "md" } },
    },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    Button: { defaultProps: { size: "sm" } },
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
  return { variables: {}, light: shared, dark: shared };
};
