export type * from '@stoa/data-access/api';
export * from './lib/calls';
export * from './lib/http/about';
export * from './lib/http/http';
export * from './lib/lists/pages';
export * from './lib/live/live';
export * from './lib/live/protocol';
export * from './lib/session/session.store';
export * from './lib/shop/shop.store';
