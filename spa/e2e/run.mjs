// The purchase of two things, in both shops, on a phone, a tablet and a desk, while staff of the shop ship and deliver
// in a browser of their own; then what goes wrong on the way, and the live line cut. Runs against a running Stoa:
//   node e2e/run.mjs [part of a story's name]
//   BASE_URL_NORDHANG, BASE_URL_KAFFA   addresses of the shops (default: the demo's)
//   DEMO_PASSWORD                       password of the people below (default: the demo's)
//   SHOPPER_NORDHANG, STAFF_KAFFA, ...  their e-mail addresses (default: the demo's)
// Pictures of every page, also of those that failed, are left in out/.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backOffice } from './back-office.mjs';
import { liveLineCut } from './live-line.mjs';
import { inParts } from './parts.mjs';
import { purchase, strangers } from './purchase.mjs';
import { declined, stockAndPrice } from './refusals.mjs';
import { lostOnTheWay, twoTabs } from './resilience.mjs';
import { stepUp } from './step-up.mjs';
import { out } from './witness.mjs';

const password = process.env.DEMO_PASSWORD ?? 'open-sesame-demo';
const person = (name, otherwise) => ({ email: process.env[name] ?? otherwise, password });

const nordhang = {
  name: 'nordhang',
  url: process.env.BASE_URL_NORDHANG ?? 'http://nordhang.localhost:8080',
  face: 'outdoor',
  language: 'de',
  currency: 'EUR',
  money: '€',
  shopper: person('SHOPPER_NORDHANG', 'mara@nordhang.example'),
  staff: person('STAFF_NORDHANG', 'staff@nordhang.example'),
};
const kaffa = {
  name: 'kaffa',
  url: process.env.BASE_URL_KAFFA ?? 'http://kaffa.localhost:8080',
  face: 'roastery',
  language: 'en',
  currency: 'GBP',
  money: '£',
  shopper: person('SHOPPER_KAFFA', 'ines@kaffa.example'),
  staff: person('STAFF_KAFFA', 'staff@kaffa.example'),
};
const phone = { width: 360, height: 780, hasTouch: true };
const tablet = { width: 768, height: 1024, hasTouch: true };
const desk = { width: 1280, height: 900 };

/** Stories by name; on the tablet the shopper is signed in, the others are guests. */
const stories = [nordhang, kaffa].flatMap((shop) =>
  [phone, { ...tablet, isSignedIn: true }, desk].map((device) => [
    `${shop.name}-${device.width}-purchase`,
    () => purchase(shop, device),
  ]),
);
stories.push(
  ['refusals', () => stockAndPrice(nordhang, phone)],
  ['declined', () => declined(kaffa, desk)],
  ['lost-on-the-way', () => lostOnTheWay(kaffa, phone)],
  ['two-tabs', () => twoTabs(nordhang, desk)],
  ['back-office', () => backOffice(kaffa, desk)],
  ['in-parts', () => inParts(nordhang, phone)],
  ['step-up', () => stepUp(kaffa, tablet)],
  ['line-cut', () => liveLineCut(kaffa, tablet)],
);

for (const file of readdirSync(out)) rmSync(join(out, file));
const wanted = process.argv[2] ?? '';
const faults = [];
let order;
for (const [name, tell] of stories) {
  if (!name.includes(wanted)) continue;
  const told = await tell();
  if (name.startsWith('nordhang')) order = told.gives;
  faults.push(...told.faults);
}
if (order) faults.push(...(await strangers([nordhang, kaffa], order)).faults);
if (faults.length) {
  process.stderr.write(`${[...new Set(faults)].join('\n')}\n`);
  process.exit(1);
}
