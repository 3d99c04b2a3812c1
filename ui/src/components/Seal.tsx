/** The mark: a seal's ring and its centre. */
export function Seal({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
      style={{ color: "var(--accent)", flex: "none" }}
    >
      <circle cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="10" cy="10" r="3.6" fill="currentColor" />
    </svg>
  );
}
