export * from './lib/catalog.actions';
export * from './lib/catalog.effects';
export * from './lib/catalog.feature';
