// The page of an order while its live line is cut: it says so, looks by itself, and catches up when the line is back.
import assert from 'node:assert/strict';
import { buyOne } from './buying.mjs';
import { Office } from './office.mjs';
import { reached, story } from './story.mjs';

/** The live line of a page, with a knife. */
class Cut {
  isDown = false;
  #open = new Set();

  static async in(page) {
    const cut = new Cut();
    await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
      if (cut.isDown) return void socket.close({ code: 1012 });
      socket.connectToServer();
      cut.#open.add(socket);
    });
    return cut;
  }

  async down() {
    this.isDown = true;
    await Promise.all([...this.#open].map((socket) => socket.close({ code: 1012 })));
    this.#open.clear();
  }

  up() {
    this.isDown = false;
  }
}

export function liveLineCut(shop, device) {
  return story(`${shop.name}-${device.width}-line-cut`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Watched', 1200, 5);
    const page = await open('shopper', { expecting: ['/api/v1/orders/', '/api/v1/carts/'] });
    const line = await Cut.in(page);
    const dot = (state) => page.locator(`stoa-order-page .dot--${state}`).waitFor();
    const order = await buyOne(page, shop, product);
    await dot('live');
    await reached(page, 'PAID');
    await page.evaluate(() => (globalThis.sameDocument = true));

    await line.down();
    await dot('down');
    await witness.look(page, 'down');
    await office.ship(order.id);
    await reached(page, 'SHIPPED');

    // Now it cannot look by itself either: what it missed can only come with the line.
    await page.route(/\/api\/v1\/orders\//, (route) => route.abort());
    await office.deliver(order.id);
    line.up();
    await dot('live');
    await reached(page, 'DELIVERED');
    await page.unroute(/\/api\/v1\/orders\//);
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true, 'the page was never loaded again');
    await office.tidy();
  });
}
