import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { numberFormat } from "@/lib/intlFormats";
import type { StatusPace } from "@/lib/ipc";
import classes from "./PaceChart.module.css";

/** Of a minute's width, what its bar leaves free on its left, and what it fills. */
const [BESIDE, WIDTH] = [0.1, 0.8];
/** A bar as high as this share of the highest can still be seen, in percent. */
const LEAST = 4;

/** How many certificates were answered for: in a second now, and in each minute of the last hour. */
export function PaceChart({ pace }: { pace: StatusPace }) {
  const { t, i18n } = useTranslation("status");
  const { minutes, tenSeconds } = pace;
  const most = Math.max(1, ...minutes);
  const hour = minutes.reduce((sum, count) => sum + count, 0);
  const second = numberFormat({ maximumFractionDigits: 1 }, i18n.language).format(tenSeconds / 10);
  if (hour === 0) return <p className={classes.none}>{t("pace.none")}</p>;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className={classes.now}>{t("pace.second", { second })}</span>
        <span>{t("pace.hour", { count: hour, hour: formatNumber(hour), most: formatNumber(most) })}</span>
      </figcaption>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${Math.max(1, minutes.length)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("pace.chart")}
      >
        {minutes.map((count, at) => {
          const height = count === 0 ? 0 : Math.max(LEAST, (count / most) * 100);
          const x = at + BESIDE;
          // biome-ignore lint/suspicious/noArrayIndexKey: a minute's place is what it is.
          return <rect key={at} className={classes.bar} x={x} y={100 - height} width={WIDTH} height={height} />;
        })}
      </svg>
      <div className={classes.under} aria-hidden>
        <span>{t("pace.ago")}</span>
        <span>{t("pace.now")}</span>
      </div>
    </figure>
  );
}
