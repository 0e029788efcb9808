// Reload, back, two tabs and a lost network on the way to an order: never two of them, never a lost one.
import assert from 'node:assert/strict';
import { countCheckouts, fillAddress, fillCard, orderOnPage, payButton, putIntoBag } from './buying.mjs';
import { Office } from './office.mjs';
import { reached, settled, story } from './story.mjs';

const CHECKOUTS = /\/api\/v1\/checkouts$/;

/** Stops the next answer to a checkout on its way to the page: the server has acted then. */
async function stopAnswer(page) {
  const devtools = await page.context().newCDPSession(page);
  const answer = new Promise((resolve) => {
    devtools.once('Fetch.requestPaused', ({ requestId }) =>
      resolve({
        drop: () => devtools.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionClosed' }),
        stopNoMore: () => devtools.send('Fetch.disable'),
      }),
    );
  });
  await devtools.send('Fetch.enable', {
    patterns: [{ urlPattern: '*/api/v1/checkouts', requestStage: 'Response' }],
  });
  return { answer };
}

/** Ready to press the button, for somebody whose name nobody else has: their orders are then easy to count. */
async function readyToPay(page, shop, product, name) {
  await putIntoBag(page, shop, product);
  await page.goto(`${shop.url}/checkout`);
  await fillAddress(page, { name });
  await fillCard(page);
}

async function ordersOf(office, name) {
  const { items } = await office.call('GET', '/orders?of=shop&limit=50');
  return items.filter(({ contactName }) => contactName === name);
}

/** Whatever happened on the way, there is this one order, and it is paid. */
async function exactlyOne(office, page, name) {
  const order = await orderOnPage(page);
  await reached(page, 'PAID');
  const orders = await ordersOf(office, name);
  assert.deepEqual(
    orders.map(({ id }) => id),
    [order.id],
    `${name} has one order`,
  );
  return order;
}

export function lostOnTheWay(shop, device) {
  return story(`${shop.name}-${device.width}-lost-on-the-way`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Once', 1700, 20);
    const expecting = ['/api/v1/checkouts', '/api/v1/carts', 'net::ERR', '/v1/tokens'];
    const person = (what) => `${what} ${Date.now().toString(36)}`;

    let page = await open('answer-lost', { expecting });
    let name = person('Answer Lost');
    await readyToPay(page, shop, product, name);
    let stopped = await stopAnswer(page);
    await payButton(page).click();
    let answer = await stopped.answer;
    await answer.drop();
    await answer.stopNoMore();
    await exactlyOne(office, page, name);
    await page.goBack();
    await page.goto(`${shop.url}/checkout`);
    await page.locator('stoa-notice').waitFor();
    assert.equal((await ordersOf(office, name)).length, 1, 'going back leads to no second order');

    page = await open('network-lost', { expecting });
    name = person('Network Lost');
    await readyToPay(page, shop, product, name);
    await page.route(CHECKOUTS, (route) => route.abort());
    const sent = countCheckouts(page);
    await payButton(page).click();
    await page.locator('[data-open]').waitFor();
    await witness.look(page, 'outcome-open');
    await page.unroute(CHECKOUTS);
    await payButton(page).click();
    await exactlyOne(office, page, name);
    assert.equal(
      new Set(sent.map((request) => request.headers()['idempotency-key'])).size,
      1,
      'asking again is no new attempt',
    );

    page = await open('reloaded', { expecting });
    name = person('Reloaded');
    await readyToPay(page, shop, product, name);
    // The server has made the order, and the page is loaded again before it hears so.
    stopped = await stopAnswer(page);
    await payButton(page).click();
    answer = await stopped.answer;
    await page.reload();
    await answer.stopNoMore();
    await exactlyOne(office, page, name);

    page = await open('provider-lost', { expecting });
    name = person('Provider Lost');
    await readyToPay(page, shop, product, name);
    await page.route(/\/v1\/tokens$/, (route) => route.abort(), { times: 1 });
    await payButton(page).click();
    await page.locator('.note--danger').waitFor();
    await payButton(page).click();
    await exactlyOne(office, page, name);
    await office.tidy();
  });
}

/** The same bag in two tabs of one browser: who comes second is shown the order that the first one made. */
export function twoTabs(shop, device) {
  return story(`${shop.name}-${device.width}-two-tabs`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Both', 1800, 5);
    const name = `Two Tabs ${Date.now().toString(36)}`;
    const expecting = ['/api/v1/checkouts', '/api/v1/orders/', '/api/v1/carts'];
    const one = await open('one', { expecting });
    await readyToPay(one, shop, product, name);
    const other = await one.context().newPage();
    witness.follow(other, 'other', { expecting });
    await other.goto(`${shop.url}/checkout`);
    await fillAddress(other, { name });
    await fillCard(other);
    // Both at once: a tab in the background does not paint, and a pointer would wait for that.
    await Promise.all([one, other].map((tab) => payButton(tab).evaluate((button) => button.click())));
    const first = await exactlyOne(office, one, name);
    const second = await exactlyOne(office, other, name);
    assert.equal(first.id, second.id);

    // A third one, that was left open with the same bag, finds it empty.
    await one.goto(`${shop.url}/bag`);
    await settled(
      'the bag is empty everywhere',
      () => one.locator('stoa-bag-lines .line').count(),
      (count) => count === 0,
    );
    await office.tidy();
  });
}
