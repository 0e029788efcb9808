// Staff who work through the API, from a page of their shop, so that its host name and origin are theirs.
import { settled } from './story.mjs';

export class Office {
  #page;
  #shop;
  #token;
  #made = [];

  static async open(open, shop) {
    const office = new Office();
    office.#shop = shop;
    office.#page = await open('office');
    await office.#page.goto(`${shop.url}/staff/sign-in`);
    const { email, password } = shop.staff;
    const session = await office.call('POST', '/sessions', { body: { audience: 'staff', email, password } });
    office.#token = session.accessToken;
    return office;
  }

  /** @returns the body of the answer; throws for any that is not 2xx */
  async call(method, path, { body, headers = {} } = {}) {
    const sent = { ...headers, 'Content-Type': 'application/json', 'Accept-Language': this.#shop.language };
    if (this.#token) sent.Authorization = `Bearer ${this.#token}`;
    if (method === 'POST') sent['Idempotency-Key'] ??= crypto.randomUUID();
    const { status, text } = await this.#page.evaluate(
      async ([url, init]) => {
        const answer = await fetch(url, init);
        return { status: answer.status, text: await answer.text() };
      },
      [`/api/v1${path}`, { method, headers: sent, body: body && JSON.stringify(body) }],
    );
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** A product for one story, so that stories do not take each other's pieces. */
  async makeProduct(name, amount, pieces) {
    const slug = `${name.toLowerCase()}-${Date.now().toString(36)}`;
    const categories = await this.call('GET', '/categories');
    const input = {
      slug,
      texts: Object.fromEntries(['de', 'en'].map((language) => [language, { name }])),
      categoryIds: [categories.items[0].id],
      variants: [{ sku: slug.toUpperCase(), name: '', prices: [{ amount, currency: this.#shop.currency }] }],
    };
    const product = await this.call('POST', '/products', { body: input });
    this.#made.push(product.id);
    const variantId = product.variants[0].id;
    await this.setStock(variantId, pieces);
    // The catalogue learns of stock by events.
    await settled(
      `${name} can be had`,
      () => this.call('GET', `/products/${product.id}`),
      ({ variants }) => variants[0].available === pieces,
    );
    return { id: product.id, variantId, input };
  }

  setStock(variantId, onHand) {
    return this.call('POST', '/stock-movements', {
      body: { kind: 'absolute', variantId, onHand, reason: 'Counted again' },
    });
  }

  async setPrice({ id, variantId, input }, amount) {
    const [variant] = input.variants;
    const body = {
      ...input,
      variants: [{ ...variant, id: variantId, prices: [{ amount, currency: this.#shop.currency }] }],
    };
    const { version } = await this.call('GET', `/products/${id}`);
    return this.call('PUT', `/products/${id}`, { body, headers: { 'If-Match': `"${version}"` } });
  }

  ship(orderId) {
    return this.call('POST', `/orders/${orderId}/shipments`, { body: {} });
  }

  async deliver(orderId) {
    const { shipments } = await this.call('GET', `/orders/${orderId}`);
    return this.call('POST', `/orders/${orderId}/shipments/${shipments[0].id}/delivery`);
  }

  /** Takes what was made for a story off the shelf again. */
  async tidy() {
    for (const id of this.#made) {
      const { version } = await this.call('GET', `/products/${id}`);
      await this.call('DELETE', `/products/${id}`, { headers: { 'If-Match': `"${version}"` } });
    }
  }
}
