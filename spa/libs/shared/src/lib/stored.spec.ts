import { readStored, Store, writeStored } from './stored';

const isNumber = (value: unknown): value is number => typeof value === 'number';

function storeOf(values: Record<string, string>): Store {
  return {
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => void (values[key] = value),
    removeItem: (key) => void delete values[key],
  };
}

describe('what is stored in the browser', () => {
  it('comes back as it was written', () => {
    const store = storeOf({});
    writeStored(store, 'n', 7);
    expect(readStored(store, 'n', isNumber)).toBe(7);
  });

  it('counts as absent when somebody wrote something else there', () => {
    expect(readStored(storeOf({ n: '"seven"' }), 'n', isNumber)).toBeNull();
    expect(readStored(storeOf({ n: '{broken' }), 'n', isNumber)).toBeNull();
  });

  it('does not break the page when the store is full', () => {
    const full: Store = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: () => undefined,
    };
    expect(() => writeStored(full, 'n', 7)).not.toThrow();
  });
});
