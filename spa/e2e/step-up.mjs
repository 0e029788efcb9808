// A bank that asks: the buyer leaves to confirm, comes back, and finds the order paid, or not.
import assert from 'node:assert/strict';
import { buyOne } from './buying.mjs';
import { Office } from './office.mjs';
import { reached, story } from './story.mjs';

const STEP_UP = '4000000000000168';

export function stepUp(shop, device) {
  return story(`${shop.name}-${device.width}-step-up`, device, async (open, witness) => {
    const office = await Office.open(open, shop);
    const product = await office.makeProduct('Asked', 9900, 5);
    const page = await open('shopper', { expecting: ['/api/v1/carts/'] });
    for (const decision of ['approve', 'decline']) {
      const order = await buyOne(page, shop, product, STEP_UP);
      await page.locator('.approve a').waitFor();
      await witness.look(page, `to-${decision}`);
      await page.locator('.approve a').click();
      await page.locator(`button[value=${decision}]`).click();
      await page.waitForURL((url) => url.pathname === order.path);
      await (decision === 'approve' ? reached(page, 'PAID') : page.locator('.again').waitFor());
      const { items } = await office.call('GET', `/payments?orderId=${order.id}`);
      assert.equal(items.length, 1, 'one payment, whoever told of it first');
    }
    await office.tidy();
  });
}
