export * from './lib/backoff';
export * from './lib/ids';
export * from './lib/language';
export * from './lib/money';
export * from './lib/problem';
export * from './lib/stored';
