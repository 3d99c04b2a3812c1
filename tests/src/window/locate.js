// Finds what is on screen by role and accessible name, as a screen reader would. Arguments: role, name, whole, inside
// (an element, or null for the uppermost open dialog, else the page). Answers {count, element, names}.
const [role, name, whole, inside] = arguments;
const kinds = {
  button: "button,summary,[role=button],input[type=submit],input[type=button]",
  link: "a[href],[role=link]",
  field: "input,textarea,[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]",
  checkbox: "input[type=checkbox],[role=checkbox],[role=switch]",
  radio: "input[type=radio],[role=radio]",
  row: "[role=row],tr",
  cell: "[role=gridcell],[role=cell],td",
  heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
  dialog: "[role=dialog],[role=alertdialog]",
  status: "[role=status],output",
  region: "section,[role=region],aside,[role=complementary],form,fieldset,[role=group]",
  listitem: "li,[role=listitem]",
  navigation: "nav,[role=navigation]",
};
const others = new Set(["checkbox", "radio", "hidden", "submit", "button", "file", "image", "reset", "range", "color"]);
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
const sized = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
};
// Text as it is read out: without what is hidden from assistive technology.
const textOf = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.getAttribute("aria-hidden") === "true" || !node.checkVisibility()) return "";
  const label = node.getAttribute("aria-label");
  if (label && (node.getAttribute("role") === "img" || node.tagName === "INPUT")) return ` ${label} `;
  const inner = [...node.childNodes].map(textOf).join("");
  return getComputedStyle(node).display.startsWith("inline") ? inner : ` ${inner} `;
};
const nameOf = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return plain(by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(textOf).join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map(textOf).join(" "));
  if (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName))
    return plain(element.getAttribute("title") ?? element.getAttribute("placeholder"));
  if (["form", "region", "dialog", "navigation"].includes(role)) return "";
  return plain(textOf(element)) || plain(element.getAttribute("title"));
};
const isOf = (element) => {
  const explicit = element.getAttribute("role");
  if (role === "field") {
    if (explicit && !["textbox", "searchbox", "combobox", "spinbutton"].includes(explicit)) return false;
    return element.tagName !== "INPUT" || !others.has(element.type);
  }
  if (role === "button" && explicit && explicit !== "button") return false;
  if (role === "link" && explicit && explicit !== "link") return false;
  return true;
};
const dialogs = [...document.querySelectorAll("[role=dialog],[role=alertdialog]")].filter(shown).filter(sized);
// What opens over everything, and what is announced, stands outside of the dialog it belongs to.
const anywhere = ["option", "menuitem", "alert", "dialog"].includes(role);
const scope = inside ?? (anywhere ? document : (dialogs.at(-1) ?? document));
// Mantine hides the input itself of some choices and shows its label instead.
const labelled = role === "checkbox" || role === "radio";
const all = [...scope.querySelectorAll(kinds[role] ?? `[role=${role}]`)]
  .filter(isOf)
  .filter((element) => shown(element) && (labelled || sized(element)));
const named = all.map((element) => [element, nameOf(element)]);
const wanted = plain(name);
const hits = named.filter(([, each]) => name === null || (whole ? each === wanted : each.includes(wanted)));
return {
  count: hits.length,
  elements: hits.map(([element]) => element),
  names: named.map(([, each]) => each.slice(0, 300)).slice(0, 60),
};
