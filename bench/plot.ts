/** Line charts as SVG, with both axes logarithmic. */

export interface Series {
  label: string;
  points: [x: number, y: number][];
}

export interface Chart {
  title: string;
  xLabel: string;
  yLabel: string;
  series: Series[];
}

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { top: 44, right: 180, bottom: 52, left: 76 };
/** Told apart without colour vision as well (Okabe and Ito). */
const COLOURS = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];
const FONT = 'font-family="system-ui, sans-serif" font-size="12" fill="#24292f"';

export function plot({ title, xLabel, yLabel, series }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const x = logScale(points.map(([at]) => at), MARGIN.left, WIDTH - MARGIN.right);
  const y = logScale(points.map(([, at]) => at), HEIGHT - MARGIN.bottom, MARGIN.top);
  const xTicks = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
    `aria-label="${escape(title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<g ${FONT}>`,
    text(MARGIN.left, 24, title, 'font-weight="bold" font-size="14"'),
    ...xTicks.map((at) => text(x(at), HEIGHT - MARGIN.bottom + 18, short(at), CENTRED)),
    ...y.ticks.map((at) => gridLine(y(at), short(at))),
    text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 12, xLabel, CENTRED),
    text(0, 0, yLabel, `${CENTRED} transform="translate(18 ${HEIGHT / 2}) rotate(-90)"`),
    ...series.map((one, at) => line(one, COLOURS[at % COLOURS.length] ?? "", x, y)),
    ...labels(series, y),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const CENTRED = 'text-anchor="middle"';

interface Scale {
  (value: number): number;
  ticks: number[];
}

function logScale(values: number[], from: number, to: number): Scale {
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const low = Math.log(ticks[0] ?? 1);
  const high = Math.log(ticks.at(-1) ?? 10);
  const scale = (value: number) => from + (Math.log(value) - low) / (high - low) * (to - from);
  return Object.assign(scale, { ticks });
}

/** 1, 2 and 5 times the powers of ten, so that all values lie between the first and the last. */
export function niceTicks(min: number, max: number): number[] {
  if (!(min > 0)) throw new RangeError("A logarithmic axis has positive values alone.");
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)) + 1; power++) {
    for (const factor of [1, 2, 5]) steps.push(Number(`${factor}e${power}`));
  }
  const first = steps.findLastIndex((step) => step <= min);
  const last = steps.findIndex((step) => step >= max && step > (steps[first] ?? 0));
  return steps.slice(first, last + 1);
}

function line({ points }: Series, colour: string, x: Scale, y: Scale): string {
  const places = points.map(([atX, atY]) => `${round(x(atX))},${round(y(atY))}`);
  const dots = places.map((place) => {
    const [cx, cy] = place.split(",");
    return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`;
  });
  return `<polyline points="${places.join(" ")}" fill="none" stroke="${colour}" ` +
    `stroke-width="2"/>${dots.join("")}`;
}

const LABEL_HEIGHT = 15;

/** Beside the end of each line, moved apart where lines end close together. */
function labels(series: Series[], y: Scale): string[] {
  const ends = series.map(({ label, points }, at) => ({
    label,
    colour: COLOURS[at % COLOURS.length] ?? "",
    at: y(points.at(-1)?.[1] ?? 1),
  })).sort((a, b) => a.at - b.at);
  let lowest = -Infinity;
  return ends.map(({ label, colour, at }) => {
    lowest = Math.max(at, lowest + LABEL_HEIGHT);
    const place = `x="${WIDTH - MARGIN.right + 10}" y="${round(lowest + 4)}"`;
    return `<text ${place} style="fill:${colour}">${escape(label)}</text>`;
  });
}

function gridLine(y: number, label: string): string {
  const [from, to] = [MARGIN.left, WIDTH - MARGIN.right];
  return `<line x1="${from}" x2="${to}" y1="${round(y)}" y2="${round(y)}" stroke="#d8dee4"/>` +
    text(from - 8, y + 4, label, 'text-anchor="end"');
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escape(content)}</text>`;
}

const short = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 });
const round = (value: number): string => value.toFixed(1);
const escape = (content: string): string =>
  content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
