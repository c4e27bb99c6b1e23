// Where the stations of the flow stand and how they are joined, for a wide and for a narrow picture.

/** Four stations below one another, one for each channel. */
const below = (names, x, w) =>
  Object.fromEntries(names.map((name, index) => [name, { x, y: 20 + index * 47.33, w, h: 38, kind: "row" }]));

/** The same beside one another. */
const beside = (names, y) =>
  Object.fromEntries(names.map((name, index) => [name, { x: 46 + index * 88, y, w: 82, h: 62, kind: "stack" }]));

/** Each station: the centre, the size, and whether its number stands beside its name ("row") or below it ("stack"). */
const WIDE = {
  viewBox: "0 0 1360 182",
  stations: {
    queue: { x: 98, y: 91, w: 176, h: 50, kind: "row" },
    accept: { x: 346, y: 91, w: 160, h: 50, kind: "row" },
    choices: { x: 582, y: 91, w: 160, h: 50, kind: "row" },
    ...below(["in-app", "email", "sms", "push"], 814, 130),
    ...below(["windows", "ses", "twilio", "services"], 1034, 182),
    receipts: { x: 1276, y: 91, w: 150, h: 50, kind: "row" },
  },
};

const NARROW = {
  viewBox: "0 0 356 470",
  stations: {
    queue: { x: 178, y: 30, w: 190, h: 46, kind: "row" },
    accept: { x: 178, y: 104, w: 190, h: 46, kind: "row" },
    choices: { x: 178, y: 178, w: 190, h: 46, kind: "row" },
    ...beside(["in-app", "email", "sms", "push"], 272),
    ...beside(["windows", "ses", "twilio", "services"], 364),
    receipts: { x: 178, y: 440, w: 190, h: 46, kind: "row" },
  },
};

export const PROVIDERS = { "in-app": "windows", email: "ses", sms: "twilio", push: "services" };

export const EDGES = [
  ["queue", "accept"], ["accept", "choices"],
  ...Object.entries(PROVIDERS).flatMap(([channel, provider]) => [["choices", channel], [channel, provider]]),
  ["ses", "receipts"], ["twilio", "receipts"],
];

/** From the middle of one side to the middle of the other's, leaving and arriving straight. */
function horizontal(from, to) {
  const [x1, x2] = [from.x + from.w / 2, to.x - to.w / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${from.y} C${middle} ${from.y} ${middle} ${to.y} ${x2} ${to.y}`;
}

function vertical(from, to) {
  const [y1, y2] = [from.y + from.h / 2, to.y - to.h / 2];
  const middle = (y1 + y2) / 2;
  return `M${from.x} ${y1} C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${y2}`;
}

function laidOut({ viewBox, stations }, join) {
  const paths = new Map(EDGES.map(([from, to]) => [`${from} ${to}`, join(stations[from], stations[to])]));
  return { viewBox, stations, paths };
}

export const LAYOUTS = { wide: laidOut(WIDE, horizontal), narrow: laidOut(NARROW, vertical) };
